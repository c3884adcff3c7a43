"""The menu of the desktop, as programs and people write it; and what no menu should contain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.program_menu import Program, named, programs, read
from tests.menu import Home, home

__all__ = ["home"]


def keys(found: list[Program]) -> list[str]:
    return [one.key for one in found]


def test_a_program_has_many_names(home: Home) -> None:
    home.entry("org.mozilla.firefox.desktop", "Firefox", "firefox %u", "GenericName=Web Browser")
    home.entry("writer.desktop", "LibreOffice Writer", "soffice --writer %U", "Keywords=Letter;Text;")
    home.entry("code.desktop", "Visual Studio Code", "/usr/share/code/code --unity-launch %F")
    known = programs()
    for said, key in {
        "firefox": "org.mozilla.firefox.desktop",
        "fire fox": "org.mozilla.firefox.desktop",
        "web browser": "org.mozilla.firefox.desktop",
        "libre office writer": "writer.desktop",
        "writer": "writer.desktop",
        "soffice": "writer.desktop",
        "visual studio code": "code.desktop",
        "code": "code.desktop",
    }.items():
        assert keys(named(known, said)) == [key], said
    assert named(known, "the moon") == []
    assert named(known, "") == []
    assert [one.argv for one in known] == [
        ("/usr/share/code/code", "--unity-launch"),
        ("firefox",),
        ("soffice", "--writer"),
    ]


def test_the_browser_is_the_one_that_was_chosen(home: Home) -> None:
    for name in ("Falkon", "Firefox", "Epiphany"):
        home.entry(f"{name.lower()}.desktop", name, name.lower(), "Categories=Network;WebBrowser;")
    assert len(named(programs(), "browser")) == 3
    chosen = home.home / ".config/mimeapps.list"
    chosen.parent.mkdir()
    chosen.write_text(
        "[Added Associations]\nx-scheme-handler/https=epiphany.desktop\n"
        "[Default Applications]\nx-scheme-handler/https=gone.desktop;falkon.desktop;\n"
    )
    assert keys(named(programs(), "web browser")) == ["falkon.desktop"]


def test_what_the_user_changed_goes_first_and_what_is_hidden_is_not_there(home: Home) -> None:
    home.entry("editor.desktop", "Editor", "editor")
    home.entry("editor.desktop", "My editor", "mine", own=True)
    home.entry("old.desktop", "Old", "old")
    home.entry("old.desktop", "Old", "old", "Hidden=true", own=True)
    home.entry("part.desktop", "Part", "part", "NoDisplay=true")
    assert [(one.name, one.argv) for one in programs()] == [("My editor", ("mine",))]


@pytest.mark.parametrize(
    ("runs", "argv"),
    [
        ("firefox %u", ("firefox",)),
        ('"/opt/my program/run" --name="a b" %F', ("/opt/my program/run", "--name=a b")),
        ("show 100%% %k", ("show", "100%")),
        ("x; rm -rf ~", ("x;", "rm", "-rf", "~")),
        ("x $(reboot) `id` | sh > y", ("x", "$(reboot)", "`id`", "|", "sh", ">", "y")),
        ("sh -c 'touch x && reboot'", ("sh", "-c", "touch x && reboot")),
    ],
)
def test_what_is_started_are_words(home: Home, runs: str, argv: tuple[str, ...]) -> None:
    home.entry("x.desktop", "X", runs)
    assert [one.argv for one in programs()] == [argv]


def test_what_cannot_be_read_is_not_offered(home: Home) -> None:
    home.entry("a.desktop", "Unclosed", "a 'b")
    home.entry("b.desktop", "", "b")
    home.entry("c.desktop", "Nothing", "")
    home.entry("d.desktop", "Big", "d", "#" * 300_000)
    home.entry("e.desktop", "E", "e").write_bytes(b"\xff\xfe\x00")
    (home.entry("f.desktop", "F", "f").parent / "loop.desktop").symlink_to("loop.desktop")
    (home.home / ".local/share/applications").mkdir(parents=True)
    assert [one.name for one in programs()] == ["F"]


def test_names_do_nothing_to_whoever_hears_them(home: Home) -> None:
    home.entry("a.desktop", "Evil\x1b[2J\u202e" + "a" * 300, "a")
    (one,) = programs()
    assert one.name.isprintable()
    assert len(one.name) <= 60


@given(text=st.text(max_size=300))
def test_no_file_makes_it_stumble(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.desktop"
    content = f"[Desktop Entry]\nType=Application\nName=X{text}\nExec={text}\n"
    file.write_bytes(content.encode(errors="surrogatepass"))
    one = read("any.desktop", file)
    assert one is None or all("\0" not in word for word in one.argv)
