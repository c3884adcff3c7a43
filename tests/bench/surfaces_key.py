"""From the key to listening: a real screen, the process that watches the key, and a daemon that listens."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.goals import Row, row
from tests.living import Living, living, until
from tests.sound import PrivatePulse
from tests.xscreen import Keyboard, XScreen

PRESSES, QUICK = 100, 10
CHORD = ("Control_L", "Alt_L", "j")
HELD_S = 0.3
"""Longer than a tap, so that the release ends it."""


def rows(*, quick: bool) -> Iterator[Row]:
    """The row of the key."""
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        os.environ.pop("WAYLAND_DISPLAY", None)
        os.environ.pop("XDG_SESSION_TYPE", None)
        screen = XScreen(folder)
        house.callback(screen.stop)
        screen.start()
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        set_to = {"JARVIS_HOTKEY__CHORD": "ctrl+alt+j"}
        daemon = house.enter_context(living(folder, pulse.environment | set_to))
        daemon.ready("listening")
        house.enter_context(_watching(daemon.environment, folder / "hotkey.out"))
        keyboard = Keyboard(screen)
        house.callback(keyboard.close)
        yield key_listening(daemon, keyboard, QUICK if quick else PRESSES)


def key_listening(daemon: Living, keyboard: Keyboard, presses: int) -> Row:
    """From the last key of the chord going down until the first sound after it is taken as the request."""
    chance = random.Random(7)  # noqa: S311 - any moments will do
    took_ms = []
    for _ in range(presses):
        time.sleep(chance.uniform(0, 0.1))
        seen = daemon.events()[-1]["number"]
        keyboard.down(*CHORD[:-1])
        pressed_s = time.monotonic()
        keyboard.down(CHORD[-1])
        time.sleep(HELD_S)
        keyboard.up(*CHORD)
        began = daemon.wait_for("listening_started", seen)
        took_ms.append(1000 * (began["at_s"] - pressed_s))
        daemon.wait_for("nothing_heard", seen)
    worst = sorted(took_ms)[int(len(took_ms) * 0.95)]
    why = f"the press by XTEST, to the event listening_started; p95 {worst:.1f} ms"
    return row("key_listening", took_ms, why=why)


@contextmanager
def _watching(environment: Mapping[str, str], file: Path) -> Iterator[None]:
    with file.open("wb") as out:
        command = [sys.executable, "-P", "-m", "jarvis", "hotkey"]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        until(lambda: b"Watching" in file.read_bytes(), "the key is watched")
        yield
    finally:
        process.kill()
        process.wait()
