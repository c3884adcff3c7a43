"""Opening a command in the user's own terminal emulator."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from jarvis.errors import JarvisError

_BEFORE: Mapping[str, tuple[str, ...]] = {
    "x-terminal-emulator": ("-e",),
    "gnome-terminal": ("--",),
    "kgx": ("--",),
    "ptyxis": ("--",),
    "konsole": ("-e",),
    "xfce4-terminal": ("-x",),
    "mate-terminal": ("-x",),
    "kitty": (),
    "alacritty": ("-e",),
    "foot": (),
    "wezterm": ("start", "--"),
    "xterm": ("-e",),
}
"""What stands between a terminal and the command in it; those that are asked for first."""
_STAYS = '"$@"; printf "\\nPress Enter to close this window. "; read -r _'


class NoTerminalError(JarvisError):
    """There is no terminal emulator that we know."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(f"I found no terminal to open. Type `jarvis {' '.join(arguments)}` in one.")


def command(arguments: Sequence[str], environ: Mapping[str, str], *, stays: bool) -> list[str]:
    """What opens a terminal with `jarvis ARGUMENTS` in it. Raises NoTerminalError.

    `stays`: the window is not closed before the user has read it. `$TERMINAL` names the one to take.
    """
    jarvis = [sys.executable, "-P", "-m", "jarvis", *arguments]
    inner = ["sh", "-c", _STAYS, "jarvis", *jarvis] if stays else jarvis
    wanted = environ.get("TERMINAL", "")
    for name in (wanted, *_BEFORE) if wanted else _BEFORE:
        if path := shutil.which(name, path=environ.get("PATH", os.defpath)):
            return [path, *_BEFORE.get(Path(name).name, ("-e",)), *inner]
    raise NoTerminalError(arguments)


def start(words: Sequence[str]) -> None:
    """Start a program that goes on by itself. Raises JarvisError."""
    quiet = subprocess.DEVNULL
    try:
        program = subprocess.Popen(  # noqa: S603 - our own words, and no shell reads them
            words, stdin=quiet, stdout=quiet, stderr=quiet, cwd=Path.home(), start_new_session=True
        )
    except OSError as error:
        raise JarvisError(f"{words[0]} cannot be started: {error.strerror}.") from None
    # Somebody has to take note of its end, or the system keeps it on its list for as long as we run.
    threading.Thread(target=program.wait, name="started", daemon=True).start()
