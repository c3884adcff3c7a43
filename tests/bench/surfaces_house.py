"""What the bench of the surfaces has around it: folders, sound, a screen, a daemon that listens."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.living import Living, living
from tests.sound import PrivatePulse
from tests.xscreen import XScreen

MINUTES = 15
"""The bench is over long before."""


class House(NamedTuple):
    """A folder, a daemon that listens in it, and a screen that nobody sees."""

    folder: Path
    daemon: Living
    screen: XScreen


@contextmanager
def house(settings: Mapping[str, str]) -> Iterator[House]:
    """A new one; this process finds its daemon and its screen."""
    with ExitStack() as inside:
        folder = Path(inside.enter_context(tempfile.TemporaryDirectory()))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XAUTHORITY"):
            os.environ.pop(name, None)
        screen = XScreen(folder)
        inside.callback(screen.stop)
        screen.start()
        pulse = inside.enter_context(PrivatePulse(folder / "pulse"))
        pulse.hiss(MINUTES)  # without any sound the microphone would count as broken
        daemon = inside.enter_context(living(folder, pulse.environment | dict(settings)))
        daemon.ready("listening")
        try:
            yield House(folder, daemon, screen)
        finally:
            if daemon.process.poll() is not None:
                print("The daemon ended by itself:", daemon.said, file=sys.stderr)


def missing(*programs: str) -> str:
    """Why nothing can be measured without these, "" if all are here."""
    lacking = [name for name in programs if shutil.which(name) is None]
    return f"{', '.join(lacking)}: not installed here; scripts/test installs what it needs" if lacking else ""


def p95(values: list[float]) -> float:
    """What 95 of 100 stay below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
