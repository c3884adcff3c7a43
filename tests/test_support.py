"""`jarvis support`: shows what would be in the file, asks, and writes it for its owner alone."""

import getpass
import io
import json
import socket
import stat
import zipfile
from pathlib import Path

import pytest

from jarvis import doctor, paths
from jarvis.checks.finding import Finding, State, Told
from jarvis.cli import main
from jarvis.doctor import CHECKS
from jarvis.events import EVENTS as KNOWN
from jarvis.support import EVENTS, WHOLE, anonymous, collect, write
from tests.doctoring import Room, room

__all__ = ["room"]
PARTS = ["findings.json", "versions.json", "settings.json", "health.json", "events.json", "log.json"]


@pytest.fixture(autouse=True)
def few_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What all of them find is told elsewhere."""
    quick = tuple(check for check in CHECKS if check.name in {"python", "daemon", "settings"})
    monkeypatch.setattr(doctor, "CHECKS", quick)


def told(name: str) -> Told:
    return Told(name, Finding(State.FAILED, "3 things in /home/x", "why", "do"), 7, fixable=False)


def test_nothing_is_written_without_a_yes(own_folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = own_folders / "help.zip"
    assert main(["support", str(file)]) == 2
    assert "Use --yes" in capsys.readouterr().err
    assert main(["support", "--show"]) == 0
    shown = capsys.readouterr().out
    assert [line.partition(":")[0] for line in shown.splitlines() if line.startswith(tuple(PARTS))] == PARTS
    assert '"jarvis":' in shown
    assert not file.exists()


@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_one_is_asked(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    stdin = io.StringIO(f"{answer}\n")
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    file = own_folders / "help.zip"
    assert main(["support", str(file)]) == (0 if answer == "y" else 1)
    shown = capsys.readouterr().out
    assert shown.index("findings.json") < shown.index("Write ")
    assert file.exists() == (answer == "y")


def test_the_file_is_its_owners_and_is_never_written_over(
    own_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own_folders / "help.zip"
    assert main(["support", str(file), "--yes"]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as bundle:
        assert bundle.namelist() == PARTS
        assert {one["check"] for one in json.loads(bundle.read("findings.json"))} == {
            "python",
            "daemon",
            "settings",
        }
    assert main(["support", str(file), "--yes"]) == 1
    assert "cannot be written (File exists)" in capsys.readouterr().err


def test_only_what_is_named_is_told_of_a_finding(room: Room) -> None:
    parts = collect(room.patient(), [told("python"), told("skills")])
    assert json.loads(parts["findings.json"]) == [
        {"check": "python", "state": "failed", "took_ms": 7, "seen": "3 things in /home/x"},
        {"check": "skills", "state": "failed", "took_ms": 7},
    ]


def test_settings_are_numbers_and_choices_never_words(room: Room) -> None:
    room.set("audio", microphone="Ann's headset", volume=70)
    room.set("weather", latitude=48.2, longitude=16.4, place="Vienna")
    text = collect(room.patient(), [])["settings.json"]
    found = json.loads(text)
    assert (found["audio"]["microphone"], found["audio"]["volume"]) == ("set", 70)
    assert found["mind"]["engine"] == "auto"
    assert found["mind"]["key"] == "empty"
    assert not any(one in text for one in ("Ann", "48.2", "16.4", "Vienna"))


def test_how_the_daemon_is_and_what_happened_is_told_in_numbers(room: Room) -> None:
    room.runs()
    room.answers["/events?last=100"] = [
        {"event": "latency_violation", "at_s": 1.0, "turn": "voice_1", "stage": "end_to_end", "took_ms": 9.0},
        {"event": "voice_recognized", "at_s": 1.0, "text": "my secret"},
        {"event": "microphone_lost", "at_s": 2.0, "reason": "Ann's headset"},
    ]
    parts = collect(room.patient(), [])
    health = json.loads(parts["health.json"])
    assert (health["running"], health["state"], health["recognizer.ready"]) == (True, "listening", True)
    assert health["stages"]["end_to_end"]["p50_ms"] == 300
    assert health["breakers"] == ["closed"]
    assert json.loads(parts["events.json"]) == [
        {"event": "latency_violation", "at_s": 1.0, "stage": "end_to_end", "took_ms": 9.0},
        {"event": "microphone_lost", "at_s": 2.0},
    ]


def test_of_the_log_only_when_how_grave_and_which_module(room: Room) -> None:
    room.keep(
        "state",
        "jarvis.log",
        "2026-01-02 03:04:05,678 ERROR [ASYNC] jarvis.daemon: secret\nsecret\n"
        "2026-01-02 03:04:06,678 ERROR [ASYNC] jarvis.secret: x\n"
        "2026-01-02 03:04:07,678 WARNING [ASYNC-WORKER] voice.ears: secret\n",
    )
    assert json.loads(collect(room.patient(), [])["log.json"]) == [
        {"at": "2026-01-02 03:04:05", "level": "ERROR", "module": "jarvis.daemon"},
        {"at": "2026-01-02 03:04:07", "level": "WARNING", "module": "voice.ears"},
    ]


def test_user_computer_and_home_have_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")
    monkeypatch.setattr(socket, "gethostname", lambda: "tower")
    monkeypatch.setenv("HOME", "/home/ann")
    assert anonymous('"/home/ann/x", ann@tower, annual') == '"~/x", USER@COMPUTER, annual'


def test_the_allow_lists_name_what_there_is() -> None:
    assert {check.name for check in CHECKS} >= WHOLE
    assert set(KNOWN) >= set(EVENTS)
    for name, fields in EVENTS.items():
        assert set(KNOWN[name].__dataclass_fields__) >= set(fields), name


def test_a_folder_that_is_not_there_is_told(own_folders: Path) -> None:
    with pytest.raises(Exception, match="Name another file"):
        write(own_folders / "nowhere/help.zip", {})
    assert paths.places()["data"].name == "jarvis"
