"""Jarvis in the menu of the desktop: its entry with what one can do at once, and its icons."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from jarvis import paths, stamped, unit
from ui import terminals
from ui.icon import draw
from ui.standing import Look

SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
"""Pixels of the icons."""


def entry_file() -> Path:
    """The entry in the menu."""
    return paths.data_home() / "applications" / f"{unit.APP}.desktop"


def icon_files() -> dict[int, Path]:
    """The icon of each size."""
    theme = paths.data_home() / "icons" / "hicolor"
    return {size: theme / f"{size}x{size}" / "apps" / f"{unit.APP}.png" for size in SIZES}


def entry_text(jarvis: Sequence[str], environ: Mapping[str, str]) -> str:
    """The entry; "Watch" is only there if a terminal is, for it to be shown in."""
    each = {
        "listen": ("Listen", [*jarvis, "listen"]),
        "mute": ("Mute", [*jarvis, "mute"]),
        "unmute": ("Unmute", [*jarvis, "unmute"]),
    }
    with suppress(terminals.NoTerminalError):
        each["watch"] = ("Watch", terminals.command(["watch"], environ, stays=True))
    more = {
        "Categories": "Utility;Accessibility;",
        "Keywords": "voice;speech;assistant;dictation;",
        "StartupNotify": "false",
        "Actions": "".join(f"{name};" for name in each),
    }
    main = unit.entry("Jarvis", "Talk to your computer", [*jarvis, "start"], more)
    return main + unit.actions(each)


def install(jarvis: Sequence[str], environ: Mapping[str, str], *, force: bool) -> bool:
    """Write all of them; False if the entry was changed by hand, and left. Raises FolderError."""
    for size, file in icon_files().items():
        image = BytesIO()
        draw(Look.LISTENING, size).save(image, "PNG")
        stamped.write(file, image.getvalue())
    _news_of_icons()
    return stamped.put(entry_file(), entry_text(jarvis, environ), force=force)


def remove() -> list[Path]:
    """Take all of them back; gives what was changed by hand and is kept beside. Raises FolderError."""
    for file in icon_files().values():
        stamped.erase(file)
        with suppress(OSError):  # other programs have icons there, or nobody has
            file.parent.rmdir()
            file.parent.parent.rmdir()
    _news_of_icons()
    kept = stamped.take_back(entry_file())
    return [kept] if kept else []


def _news_of_icons() -> None:
    """Desktops look at the folder's date to see whether there are other icons."""
    with suppress(OSError):
        os.utime(paths.data_home() / "icons" / "hicolor")
