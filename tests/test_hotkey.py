"""The key to talk: a real screen, a real daemon. What is said is answered in stories/test_a_desktop.py."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.living import living, until
from tests.sound import PrivatePulse
from tests.xscreen import Keyboard, XScreen, bare_screen
from ui.hotkey import WAITING_AT_MOST, Held, HotkeyError, Worker, way

__all__ = ["bare_screen"]
CHORD = ("Control_L", "Alt_L", "j")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abxyz"))))
def test_whatever_is_typed_presses_and_releases_alternate(strokes: list[tuple[bool, str]]) -> None:
    told: list[bool] = []
    held = Held(frozenset("ab"), told.append)
    down: set[str] = set()
    for pressed, key in strokes:
        (held.down if pressed else held.up)(key)
        (down.add if pressed else down.discard)(key)
        assert (bool(told) and told[-1]) == (down >= set("ab"))
    assert told == [number % 2 == 0 for number in range(len(told))]


@pytest.mark.parametrize(
    ("environ", "platform", "found"),
    [
        ({"DISPLAY": ":0"}, "linux", "keys"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux", "portal"),
        ({"XDG_SESSION_TYPE": "wayland"}, "linux", "portal"),
        ({}, "win32", "keys"),
        ({}, "darwin", "keys"),
    ],
)
def test_each_desktop_has_its_way(environ: Mapping[str, str], platform: str, found: str) -> None:
    assert way(environ, platform) == found


def test_without_a_desktop_a_sentence_tells_another_way() -> None:
    with pytest.raises(HotkeyError, match="jarvis listen --toggle"):
        way({}, "linux")


class Slow:
    """Somebody who takes long to answer."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.gate = threading.Event()

    def pressed(self) -> None:
        """The key is down."""
        self.gate.wait(20)
        self.done.append("pressed")

    def released(self) -> None:
        """The key is up."""
        self.done.append("released")


@pytest.mark.real_time
def test_while_nobody_answers_presses_are_dropped_and_releases_are_not() -> None:
    slow = Slow()
    worker = Worker(slow)
    for _ in range(WAITING_AT_MOST * 2):
        worker.told(True)
        worker.told(False)
    slow.gate.set()
    until(lambda: slow.done.count("released") == WAITING_AT_MOST * 2, "all releases")
    assert slow.done.count("pressed") <= WAITING_AT_MOST
    assert slow.done[-1] == "released"


@contextmanager
def hotkey(environment: Mapping[str, str], file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`jarvis hotkey`, which writes into a file."""
    with file.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jarvis", "hotkey"], env=environment, stdout=out, stderr=out
        )
    try:
        until(lambda: b"Watching" in file.read_bytes() or process.poll() is not None, "the key is watched")
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.real_time
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_who_holds_the_key_is_listened_to_also_after_a_restart(bare_screen: XScreen, tmp_path: Path) -> None:
    said = tmp_path / "hotkey.out"
    with PrivatePulse(tmp_path / "p") as pulse:
        set_to = {"JARVIS_HOTKEY__CHORD": "ctrl+alt+j", "DISPLAY": bare_screen.display}
        keyboard = Keyboard(bare_screen)
        with (
            living(tmp_path, pulse.environment | set_to) as daemon,
            hotkey(daemon.environment, said) as process,
        ):
            daemon.ready("listening")
            second = daemon.jarvis("hotkey")
            assert second.code == 4
            assert f"process {process.pid}" in second.err
            began = daemon.events()[-1]["number"]
            keyboard.down(*CHORD)
            assert daemon.wait_for("listening_started", began)["trigger"] == "key"
            daemon.process.kill()
            daemon.process.wait()
            keyboard.up(*CHORD)
            keyboard.down(*CHORD)
            keyboard.up(*CHORD)
            until(lambda: "Jarvis is not running" in said.read_text(), "it says so")
            daemon.start()
            daemon.ready("listening")
            keyboard.down(*CHORD)
            assert daemon.wait_for("listening_started")["trigger"] == "key"
            keyboard.up(*CHORD)
            keyboard.close()
            bare_screen.stop()
            assert process.wait(20) == 1
            assert said.read_text().splitlines()[-1].startswith("jarvis: The screen is gone")


def test_without_a_key_or_a_desktop_it_says_what_to_do(tmp_path: Path) -> None:
    with living(tmp_path, {"PULSE_SERVER": "unix:/nowhere"}, models=False) as daemon:
        unset = daemon.jarvis("hotkey")
        assert (unset.code, unset.err.count("\n")) == (1, 1)
        assert "Set `hotkey.chord`" in unset.err
        daemon.environment["JARVIS_HOTKEY__CHORD"] = "ctrl+alt+j"
        nowhere = daemon.jarvis("hotkey")
        assert nowhere.code == 1
        assert "Bind `jarvis listen --toggle` to a key" in nowhere.err
        daemon.environment["WAYLAND_DISPLAY"] = "wayland-0"
        no_portal = daemon.jarvis("hotkey")
        assert no_portal.code == 1
        assert no_portal.err.startswith("jarvis: This desktop has no portal for keys. Bind")
