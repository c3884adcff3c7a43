"""Makes the pictures in the documents: `.venv/bin/python scripts/shots.py`, or only `… tray`, `… watch`.

Those of the tray are photographs of a real panel on a screen that nobody sees; the daemon alone is scripted.
The one of `jarvis watch` is drawn by what draws it in a terminal. They are written into docs/img.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts import shots_watch  # noqa: E402 - found from here on
from tests import xfce  # noqa: E402
from tests.living import until  # noqa: E402
from tests.sessionbus import PrivateBus  # noqa: E402
from tests.test_tray import Daemon, Shown  # noqa: E402
from tests.xscreen import XScreen  # noqa: E402
from ui.standing import Look  # noqa: E402

FOLDER = ROOT / "docs/img"
LARGER = 3
TURN = {"turn": "a"}
SHOWN: dict[Look, tuple[str, dict[str, str]]] = {
    Look.LISTENING: ("listening_started", TURN),
    Look.THINKING: ("task_started", {**TURN, "text": "what time is it"}),
    Look.SPEAKING: ("speaking_started", TURN),
    Look.IDLE: ("task_finished", {**TURN, "answer": "It is ten past four."}),
    Look.DEGRADED: ("loudspeaker_lost", {"reason": "it was unplugged"}),
    Look.ERROR: ("microphone_lost", {"reason": "it was unplugged"}),
    Look.PAUSED: ("conversation_controlled", {"action": "pause"}),
    Look.MUTED: ("microphone_muted", {}),
    Look.OFFLINE: ("daemon_stopping", {}),
}
"""What happens, one after the other, so that each look is shown."""


@contextmanager
def desktop() -> Iterator[Path]:
    """A screen, a session bus and folders that nobody else uses."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(folder / kind)
        os.environ["XDG_RUNTIME_DIR"] = name
        bus, screen = PrivateBus(folder), XScreen(folder)
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.address
        bus.start()
        screen.start()
        try:
            yield folder
        finally:
            screen.stop()
            bus.stop()


def tray() -> Iterator[tuple[str, Image.Image]]:
    """The icon in each look, and the menu."""
    with desktop() as folder, xfce.panel(folder):
        daemon = Daemon()
        shown = Shown(daemon)
        try:
            for look, (name, values) in SHOWN.items():
                daemon.tell(name, **values)
                until(lambda look=look: xfce.shows(look), look)
                small = xfce.photograph(*xfce.PHOTOGRAPHED)
                width, height = (LARGER * side for side in xfce.PHOTOGRAPHED)
                yield f"tray-{look}", small.resize((width, height), Image.Resampling.NEAREST)
            daemon.tell("daemon_ready")
            until(lambda: xfce.shows(Look.IDLE), Look.IDLE)
            xfce.click(3)
            yield "tray-menu", xfce.photograph(174, 404)
        finally:
            shown.tray.stop()


def watch() -> Iterator[tuple[str, str]]:
    """`jarvis watch` in an evening."""
    yield "watch", shots_watch.picture()


SETS: dict[str, Callable[[], Iterator[tuple[str, Image.Image | str]]]] = {"tray": tray, "watch": watch}


def save(title: str, picture: Image.Image | str) -> Path:
    """Write a photograph as PNG, a drawing as SVG."""
    if isinstance(picture, str):
        file = FOLDER / f"{title}.svg"
        file.write_text(f"{picture}\n")
    else:
        file = FOLDER / f"{title}.png"
        picture.save(file, optimize=True)
    return file


def main(names: list[str]) -> int:
    """Make all pictures, or those of the sets that are named."""
    if unknown := [name for name in names if name not in SETS]:
        print(f"There are no pictures of {', '.join(unknown)}, only of {', '.join(SETS)}.", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    for name in names or SETS:
        for title, picture in SETS[name]():
            print(save(title, picture))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
