"""From the key to listening: a real screen, the process that watches the key, and a daemon that listens."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.goals import Row, row
from tests.bench.surfaces_house import House, p95
from tests.living import Living, until
from tests.xscreen import Keyboard

PRESSES, QUICK = 100, 10
SETTINGS = {"JARVIS_HOTKEY__CHORD": "ctrl+alt+j"}
CHORD = ("Control_L", "Alt_L", "j")
HELD_S = 0.3
"""Longer than a tap, so that the release ends it."""


def rows(at: House, *, quick: bool) -> Iterator[Row]:
    """The row of the key; the daemon has to have been told of the chord."""
    with ExitStack() as inside:
        inside.enter_context(_watching(at.daemon.environment, at.folder / "hotkey.out"))
        keyboard = Keyboard(at.screen)
        inside.callback(keyboard.close)
        yield key_latency(at.daemon, keyboard, QUICK if quick else PRESSES)


def key_latency(daemon: Living, keyboard: Keyboard, presses: int) -> Row:
    """From the last key of the chord going down until the first sound after it is taken as the request.

    The error rate counts presses that began nothing, or more than once.
    """
    chance = random.Random(7)  # noqa: S311 - any moments will do
    took_ms, wrong = [], 0
    for _ in range(presses):
        time.sleep(chance.uniform(0, 0.1))
        seen = daemon.events()[-1]["number"]
        keyboard.down(*CHORD[:-1])
        pressed_s = time.monotonic()
        keyboard.down(CHORD[-1])
        time.sleep(HELD_S)
        keyboard.up(*CHORD)
        began = daemon.wait_for("listening_started", seen)
        daemon.wait_for("nothing_heard", seen)
        took_ms.append(1000 * (began["at_s"] - pressed_s))
        names = [one["event"] for one in daemon.events() if one["number"] > seen]
        wrong += names.count("listening_started") != 1
    why = f"the press by XTEST, to the event listening_started; p95 {p95(took_ms):.1f} ms"
    return row("key_latency", took_ms, why=why, error_rate=round(wrong / presses, 3))


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
