"""`jarvis doctor`: looks at all, tells the worst first, mends what it is asked to, and takes that back."""

import json
import socket
import stat
import threading
from pathlib import Path

import pytest

from jarvis import doctor, paths
from jarvis.checks.finding import Check, Finding, State, failed, notice, ok
from jarvis.checks.patient import Patient
from jarvis.cli import main
from jarvis.doctor import CHECKS, FIELDS, admit, examine, mend, named
from jarvis.errors import BadInputError, JarvisError, NotRunningError
from tests.doctoring import Room, room
from tests.living import living
from tests.sound import PrivatePulse, pulse

__all__ = ["pulse", "room"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["doctor", *arguments])
    return code, capsys.readouterr().out


def check(name: str, found: Finding | Exception | None, limit_s: float = 10.0) -> Check:
    """A check that finds this, raises this, or hangs."""

    def look(_: Patient) -> Finding:
        if isinstance(found, Exception):
            raise found
        if found is None:
            threading.Event().wait()
        assert isinstance(found, Finding)
        return found

    return Check(name, "a trial", look, limit_s=limit_s)


def test_the_worst_comes_first_and_checks_that_fail_or_hang_stop_nobody(room: Room) -> None:
    checks = (
        check("fine", ok("1 thing")),
        check("hangs", None, limit_s=0.2),
        check("breaks", RuntimeError("secret")),
        check("cannot", JarvisError("The disk is full.")),
        check("bad", failed("0 things", "x", "y")),
        check("so-so", notice("2 things")),
    )
    found = examine(room.patient(), checks)
    assert [one.check for one in found] == ["bad", "hangs", "breaks", "cannot", "so-so", "fine"]
    assert found[1].finding.seen == "0 values within 0 s"
    assert "secret" not in str(found[2])
    assert found[3].finding.cause == "The disk is full."


@pytest.mark.real_time
def test_checks_are_looked_at_beside_each_other(room: Room) -> None:
    gate = threading.Barrier(8)
    checks = [Check(str(one), "", lambda _: (gate.wait(20), ok("1"))[1]) for one in range(8)]
    assert [one.finding.state for one in examine(room.patient(), checks)] == [State.OK] * 8


def test_each_check_has_a_name_and_says_what_it_measures() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS) >= 40
    assert all(check.about and check.about[0].islower() | check.about.startswith("W") for check in CHECKS)
    assert sum(map(len, FIELDS.values())) == len(CHECKS)
    with pytest.raises(BadInputError, match="There is no check called 'nonsense'"):
        named(["nonsense"])


def test_only_a_failure_is_an_exit_code_and_only_the_named_are_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, text = told(capsys, "python", "daemon", "--plain")
    assert code == 0
    first, second = text.splitlines()
    assert first == "daemon: notice. 0 daemons. Jarvis does not run. Start it with `jarvis start`."
    assert second.startswith("python: ok. Python 3.")
    paths.database().parent.chmod(0o755)
    code, text = told(capsys, "folders")
    assert code == 1
    assert text.startswith("FAILED   folders: ")
    assert stat.S_IMODE(paths.places()["data"].stat().st_mode) == 0o755, "looking changes nothing"
    assert main(["doctor", "nonsense"]) == 2


@pytest.mark.parametrize("how", [(), ("--plain",)], ids=["as usual", "plain"])
def test_words_from_outside_neither_steer_the_terminal_nor_make_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    evil = failed("1 skill", "x\x1b]52;c;aGk=\x07\nok       all is well", "[red]Mend it.")
    monkeypatch.setattr(doctor, "CHECKS", (check("skills", evil),))
    text = told(capsys, *how)[1]
    assert not set(text) & {"\x1b", "\x07"}
    assert not any(line.startswith("ok ") for line in text.splitlines())
    assert "[red]Mend it" in text


def test_fix_tells_what_it_did_and_has_nothing_to_do_the_second_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = paths.log_file()
    log.touch()
    log.chmod(0o644)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(paths.socket()))
    names = ("files", "folders", "stale-socket")
    paths.database().parent.chmod(0o755)
    code, text = told(capsys, "--fix", "--json", *names)
    found = json.loads(text)
    assert code == 0
    assert len(found["done"]) == 3
    assert "folders: 1 folder closed to others." in found["done"]
    assert "stale-socket: The socket that was left behind is removed." in found["done"]
    assert {one["state"] for one in found["checks"]} == {"ok"}
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    patient = admit(_nobody, {})
    checks = named(names)
    assert mend(patient, checks, examine(patient, checks), ()) == []
    assert all("Nothing to do" in one for one in mend(patient, checks, (), names))


def _nobody(_: str) -> object:
    raise NotRunningError


def test_wrong_settings_are_a_finding_and_the_rest_is_looked_at(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    (home / "jarvis").mkdir(parents=True)
    (home / "jarvis/config.yaml").write_text("listen:\n  silence_ms: never\n")
    code, text = told(capsys, "settings", "python", "--plain")
    assert code == 1
    assert "config.yaml, line 2: `listen.silence_ms` cannot be 'never'" in text
    assert "python: ok" in text


@pytest.mark.real_time
def test_the_echo_canceller_is_set_up_once_and_taken_away_again(
    pulse: PrivatePulse, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert "by itself" in told(capsys, "echo")[1]
    for _ in range(2):
        code, text = told(capsys, "--fix", "echo")
        assert code == 0
        assert "takes the echo of jarvis_speaker out of jarvis_mic" in text
    modules = pulse.pactl("list", "short", "modules")
    assert modules.count("module-echo-cancel") == 1
    assert "source_master=virtmic sink_master=speaker" in modules
    assert "Default Source: jarvis_mic" in pulse.pactl("info")
    kept = (home / "pulse/default.pa.d/jarvis-echo.pa").read_text()
    assert "source_name=jarvis_mic" in kept
    assert str(home / "pulse/default.pa.d/jarvis-echo.pa") in (home / "pulse/default.pa").read_text()

    assert "as it was" in told(capsys, "--undo", "echo")[1]
    assert "module-echo-cancel" not in pulse.pactl("list", "short", "modules")
    assert "Default Source: virtmic" in pulse.pactl("info")
    assert not list((home / "pulse/default.pa.d").iterdir())
    assert "nothing to undo" in told(capsys, "--undo", "echo")[1]


@pytest.mark.real_time
def test_a_loudspeaker_beside_the_canceller_is_told_as_a_problem(
    pulse: PrivatePulse, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "--fix", "echo")
    pulse.pactl("set-default-sink", "speaker")
    code, text = told(capsys, "--json", "echo")
    (found,) = json.loads(text)["checks"]
    assert (code, found["state"], found["fixable"]) == (1, "failed", True)
    assert "plays into speaker: nothing is cancelled" in found["seen"]
    assert told(capsys, "--fix", "echo")[0] == 0


@pytest.mark.real_time
def test_without_a_sound_server_it_says_so(
    pulse: PrivatePulse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse.stop()
    monkeypatch.setenv("JARVIS_ECHO__CANCEL", "server")
    code, text = told(capsys, "echo")
    assert (code, "no sound server" in text) == (1, True)
    code, text = told(capsys, "--fix", "echo")
    assert (code, "echo: this could not be changed" in text) == (1, True)


def test_what_is_switched_off_is_left_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for wanted in ("off", "own"):
        monkeypatch.setenv("JARVIS_ECHO__CANCEL", wanted)
        code, text = told(capsys, "--fix", "echo")
        assert (code, "Nothing to do" in text) == (0, True)


@pytest.mark.real_time
def test_a_jarvis_that_really_runs_can_be_asked_everything(tmp_path: Path, pulse: PrivatePulse) -> None:
    with living(tmp_path, pulse.environment) as jarvis:
        jarvis.ready("listening")
        asked = jarvis.jarvis("doctor", "--json")
    found = {one["check"]: one for one in asked.json["checks"]}
    assert set(found) == {one.name for one in CHECKS}
    broken = [one for one in found.values() if "could not be looked at" in one["seen"]]
    assert not broken
    late = [one for one in found.values() if one["seen"].startswith("0 values within")]
    assert not late
    for name in ("daemon", "recognizer", "speaking", "skills", "ports", "socket", "stale-socket", "database"):
        assert found[name]["state"] == "ok", found[name]
    for name in ("trouble-latency", "trouble-interruptions", "trouble-breakers"):
        assert (found[name]["state"], len(found[name]["evidence"])) == ("ok", 4), found[name]
    assert found["wake-word"]["state"] == "notice"
    assert found["privacy-microphone"]["seen"] == "1 process of Jarvis with the microphone, not muted"
