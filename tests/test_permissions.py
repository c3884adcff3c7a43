"""What a skill may ask for, how that is told, and what nobody can be asked to allow."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.errors import SkillError
from jarvis.permissions import Permissions, asked_for, from_json, private

NOTHING = Permissions()
NOTES = Permissions(read=("~/Notes",), network=("api.example.org",))
names = st.lists(st.sampled_from(["a.example", "b.example", "c.example"]), unique=True).map(tuple)
folders = st.lists(st.sampled_from(["~/Notes", "~/Notes/today", "~/Music"]), unique=True).map(tuple)
wishes = st.builds(Permissions, network=names, read=folders, write=folders, notify=st.booleans())


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        (NOTHING, "It needs nothing beyond answering."),
        (NOTES, "It wants to read files in ~/Notes and to talk to api.example.org."),
        (Permissions(read=("~/A",), write=("~/A",)), "It wants to read and change files in ~/A."),
        (Permissions(network=("10.0.0.5:8123",)), "It wants to talk to 10.0.0.5:8123 in your own network."),
        (
            Permissions(programs=("mpv",), notify=True),
            "It wants to start mpv, with all the rights that you have and to show notifications.",
        ),
    ],
    ids=["nothing", "notes", "write", "at home", "programs"],
)
def test_the_user_is_asked_in_plain_words(needs: Permissions, words: str) -> None:
    assert needs.in_words() == words
    assert bool(needs) is (needs != NOTHING)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", NOTHING),
        ('NEEDS = Permissions(read=("~/Notes",), network=("api.example.org",))', NOTES),
        ('NEEDS: Permissions = jarvis.Permissions(read=["~/Notes"], network=("api.example.org",))', NOTES),
        ("NEEDS = Permissions(notify=True)", Permissions(notify=True)),
    ],
    ids=["none", "plain", "annotated", "one"],
)
def test_what_a_file_needs_is_found_without_running_it(line: str, found: Permissions) -> None:
    assert asked_for(f"import nothing_there\n{line}\nraise SystemExit\n", "x.py") == found


@pytest.mark.parametrize(
    "line",
    [
        "NEEDS = Permissions(network=hosts())",
        "NEEDS = Permissions(('a',))",
        "NEEDS = Permissions(**{'network': ('a',)})",
        "NEEDS = dict(network=('a',))",
        "NEEDS = Permissions(colour='red')",
        "NEEDS = Permissions(read='~/Notes')",
        "NEEDS = Permissions(notify='yes')",
        "NEEDS = Permissions()\nNEEDS = Permissions(network=('a.example',))",
        "if True:\n  NEEDS = Permissions()",
        "def f():\n  global NEEDS\n  NEEDS = Permissions()",
        "NEEDS = 7",
    ],
)
def test_what_cannot_be_read_is_not_guessed(line: str) -> None:
    with pytest.raises(SkillError, match="NEEDS"):
        asked_for(line, "x.py")


@pytest.mark.parametrize("text", ["def (", "x = 1\n\0", "(" * 9_000, "x = " + "-" * 200_000 + "1"])
def test_what_is_not_python_is_told(text: str) -> None:
    with pytest.raises(SkillError, match=r"Your skill x\.py is not Python"):
        asked_for(text, "x.py")


@pytest.mark.parametrize(
    "wrong",
    [
        {"network": ("https://a.example",)},
        {"network": ("*.example",)},
        {"network": ("a.example:99999",)},
        {"network": ("",)},
        {"programs": ("/bin/ls",)},
        {"programs": ("bash",)},
        {"programs": ("python3.11",)},
        {"programs": ("sudo",)},
        {"read": ("Notes",)},
        {"read": ("~/../other",)},
        {"write": ("~/a\nb",)},
        {"read": ("~/a",) * 17},
        {"read": (7,)},
    ],
    ids=str,
)
def test_what_nobody_could_judge_cannot_be_asked_for(wrong: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(SkillError, match="In NEEDS"):
        Permissions(**wrong)  # type: ignore[arg-type]


@given(wishes, wishes)
def test_whoever_asks_for_more_than_was_granted_is_found_out(asks: Permissions, granted: Permissions) -> None:
    both = Permissions(
        network=tuple({*asks.network, *granted.network}),
        read=tuple({*asks.read, *granted.read}),
        write=tuple({*asks.write, *granted.write}),
        notify=asks.notify or granted.notify,
    )
    assert not asks.wider_than(both)
    assert not asks.wider_than(asks)
    assert not NOTHING.wider_than(asks)
    assert asks.wider_than(NOTHING) is bool(asks)
    assert from_json(asks.as_json()) == asks


def test_a_folder_in_a_granted_one_is_granted_and_reading_goes_with_writing() -> None:
    assert not Permissions(read=("~/Notes/today",)).wider_than(NOTES)
    assert not Permissions(read=("~/A",)).wider_than(Permissions(write=("~/A",)))
    assert Permissions(write=("~/Notes",)).wider_than(NOTES)
    assert Permissions(read=("~/Notes2",)).wider_than(NOTES)
    assert Permissions(programs=("mpv",)).wider_than(NOTES)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home/Notes").mkdir(parents=True)
    (tmp_path / "home/.ssh").mkdir()
    (tmp_path / "home/link").symlink_to(tmp_path / "home/.ssh")
    return tmp_path / "home"


def test_a_folder_of_the_users_may_be_read_and_written(home: Path) -> None:
    needs = Permissions(read=("~/Notes",), write=("~/New",))
    assert needs.folders() == ([home / "Notes"], [home / "New"])


@pytest.mark.parametrize(
    "path", ["~/.ssh", "~/.ssh/id", "/", "/etc/shadow", "/proc/1", "~/link", "~/link/id"]
)
@pytest.mark.usefixtures("home")
def test_keys_and_the_system_are_out_of_reach_even_if_the_user_agrees(path: str) -> None:
    with pytest.raises(SkillError, match="No skill may reach"):
        Permissions(read=(path,)).folders()


def test_so_are_jarvis_own_files_and_what_runs_at_the_next_login(home: Path, own_folders: Path) -> None:
    for path in (own_folders / "data/jarvis", own_folders / "run/jarvis/socket", own_folders, home.parent):
        with pytest.raises(SkillError, match="No skill may reach"):
            Permissions(read=(str(path),)).folders()
    for path in (home / ".bashrc", home / ".config/autostart", home, Path(__file__).parents[1] / "jarvis"):
        with pytest.raises(SkillError, match="No skill may reach"):
            Permissions(write=(str(path),)).folders()


def test_which_names_lie_at_home() -> None:
    at_home = ("192.168.1.2", "127.0.0.1", "printer", "tv.local", "nas.home.arpa")
    assert [host for host in at_home if not private(host)] == []
    assert [host for host in ("api.example.org", "8.8.8.8") if private(host)] == []
