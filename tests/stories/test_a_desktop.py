"""A session on a desktop of a test's own: a screen with a panel, a keyboard, a microphone, a loudspeaker."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from jarvis.cli import client
from tests.living import link_models, until
from tests.sessionbus import PrivateBus, session_bus
from tests.sound import PrivatePulse, audible_ms, flite, silence
from tests.test_hotkey import CHORD
from tests.xfce import click, leave, panel, press, seen, shows
from tests.xscreen import Keyboard, XScreen, bare_screen
from ui.standing import Look

__all__ = ["bare_screen", "session_bus"]
pytestmark = pytest.mark.real_time
PARTS = ["hotkey", "run", "tray"]


def jarvis(*arguments: str) -> str:
    """What a command prints; it has to work."""
    command = [sys.executable, "-P", "-m", "jarvis", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, (arguments, ended)
    return ended.stdout


def processes() -> dict[int, list[str]]:
    """Those of the desktop that are Jarvis's, and their command lines."""
    here, found = f"XDG_RUNTIME_DIR={os.environ['XDG_RUNTIME_DIR']}".encode(), {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            words = (folder / "cmdline").read_bytes().decode().split("\0")[:-1]
        except OSError:  # it has just ended
            continue
        if here in environment and "-m" in words and int(folder.name) != os.getpid():
            found[int(folder.name)] = words[words.index("-m") + 1 :]
    return found


def commands() -> dict[int, str]:
    """The processes that are commands, and which."""
    return {pid: words[1] for pid, words in processes().items() if words[0] == "jarvis"}


def parts() -> list[str]:
    """The commands that run, sorted."""
    return sorted(commands().values())


def status() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(jarvis("status", "--json"))
    return found


def until_shown(look: Look) -> None:
    try:
        until(lambda: shows(look), look)
    except AssertionError:
        raise AssertionError(f"{look} is not shown, but {seen()}") from None


@pytest.fixture
def desktop(
    session_bus: PrivateBus, bare_screen: XScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[PrivatePulse, Keyboard]]:
    """Its sound and its keyboard."""
    del session_bus
    link_models()
    monkeypatch.setenv("JARVIS_HOTKEY__CHORD", "ctrl+alt+j")
    with PrivatePulse(tmp_path / "p") as pulse, panel(tmp_path):
        for name, value in pulse.environment.items():
            monkeypatch.setenv(name, value)
        keyboard = Keyboard(bare_screen)
        yield pulse, keyboard
        keyboard.close()
        if "run" in parts():  # something failed
            jarvis("stop")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_session_from_start_to_stop(desktop: tuple[PrivatePulse, Keyboard]) -> None:
    pulse, keyboard = desktop
    assert "Jarvis is running" in jarvis("start")
    until(lambda: parts() == PARTS, "the three processes")
    until(lambda: "Watching the key" in paths.hotkey_log().read_text(), "the key is watched")
    until_shown(Look.IDLE)

    keyboard.down(*CHORD)
    until_shown(Look.LISTENING)
    assert audible_ms(pulse.recorded()) < 1_000
    pulse.say(silence(0.3) + flite("what time is it"))
    keyboard.up(*CHORD)
    [answer] = until(
        lambda: [one["answer"] for one in client.call("GET", "/events") if one["event"] == "task_finished"],
        "the answer",
    )
    assert "it is" in answer.lower()
    until(lambda: audible_ms(pulse.recorded()) > 1_000, "the answer from the loudspeaker")
    until_shown(Look.IDLE)

    click(3)
    for key in ("Down", "Down", "Return"):  # Listen now, Mute
        press(key)
    leave()
    until_shown(Look.MUTED)
    found = status()
    assert (found["state"], found["microphone"]["muted"]) == ("muted", True)
    assert found["microphone"]["held_by"] == []
    assert "muted; no process holds it" in " ".join(jarvis("status").split())
    assert not pulse.clients("source-outputs")

    for lock in (paths.tray_lock(), paths.hotkey_lock()):
        os.kill(int(lock.read_text()), signal.SIGKILL)
    until(lambda: parts() == ["run"], "icon and key to be gone")
    assert "Jarvis is running already" in jarvis("start")
    until(lambda: parts() == PARTS, "icon and key to be back")
    until_shown(Look.MUTED)
    there = commands()
    jarvis("start")  # what is there stays, and nothing comes twice
    until(lambda: commands() == there, "no more and no fewer than before")

    assert jarvis("stop") == "Jarvis has stopped.\n"
    until(lambda: not processes(), "the end of all of them")
