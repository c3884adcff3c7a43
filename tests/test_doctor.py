"""`jarvis doctor` looks at a real sound server, puts it right, and takes that back."""

import json
from pathlib import Path

import pytest

from jarvis.cli import main
from tests.sound import PrivatePulse, pulse

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["doctor", *arguments])
    return code, capsys.readouterr().out


def test_the_echo_canceller_is_set_up_once_and_taken_away_again(
    pulse: PrivatePulse, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert "by itself" in told(capsys)[1]
    for _ in range(2):
        code, text = told(capsys, "--fix")
        assert code == 0
        assert "takes the echo of jarvis_speaker out of jarvis_mic" in text
    modules = pulse.pactl("list", "short", "modules")
    assert modules.count("module-echo-cancel") == 1
    assert "source_master=virtmic sink_master=speaker" in modules
    assert "Default Source: jarvis_mic" in pulse.pactl("info")
    kept = (home / "pulse/default.pa.d/jarvis-echo.pa").read_text()
    assert "source_name=jarvis_mic" in kept
    assert str(home / "pulse/default.pa.d/jarvis-echo.pa") in (home / "pulse/default.pa").read_text()

    assert "as it was" in told(capsys, "--undo")[1]
    assert "module-echo-cancel" not in pulse.pactl("list", "short", "modules")
    assert "Default Source: virtmic" in pulse.pactl("info")
    assert not list((home / "pulse/default.pa.d").iterdir())
    assert "nothing to undo" in told(capsys, "--undo")[1]


def test_a_loudspeaker_beside_the_canceller_is_told_as_a_problem(
    pulse: PrivatePulse, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "--fix")
    pulse.pactl("set-default-sink", "speaker")
    code, text = told(capsys, "--json")
    (found,) = json.loads(text)["checks"]
    assert code == 1
    assert not found["ok"]
    assert "plays into speaker: nothing is cancelled" in found["sentence"]
    assert told(capsys, "--fix")[0] == 0


def test_without_a_sound_server_it_says_so(
    pulse: PrivatePulse, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse.stop()
    monkeypatch.setenv("JARVIS_ECHO__CANCEL", "server")
    code, text = told(capsys)
    assert (code, "no sound server" in text, "remedy" in told(capsys, "--json")[1]) == (1, True, True)
    assert main(["doctor", "--fix"]) == 1
    assert "no sound server can be reached" in capsys.readouterr().err


def test_what_is_switched_off_is_left_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for wanted in ("off", "own"):
        monkeypatch.setenv("JARVIS_ECHO__CANCEL", wanted)
        code, text = told(capsys, "--fix")
        assert (code, "Nothing to do" in text) == (0, True)
