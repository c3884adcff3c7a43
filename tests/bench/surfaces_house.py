"""What the bench of the surfaces has around it: folders, sound, a screen, a daemon that listens."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.living import Living, living
from tests.sound import PrivatePulse
from tests.xscreen import XScreen


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
        daemon = inside.enter_context(living(folder, pulse.environment | dict(settings)))
        daemon.ready("listening")
        yield House(folder, daemon, screen)


def missing(*programs: str) -> str:
    """Why nothing can be measured without these, "" if all are here."""
    lacking = [name for name in programs if shutil.which(name) is None]
    return f"{', '.join(lacking)}: not installed here; scripts/test installs what it needs" if lacking else ""


def p95(values: list[float]) -> float:
    """What 95 of 100 stay below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
