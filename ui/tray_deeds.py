"""What the items of the tray's menu do. What goes wrong is shown as a notification."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from jarvis import paths
from jarvis.errors import JarvisError
from jarvis.notices import Desktop, Notice
from ui import terminals
from ui.tray_news import Answer, Call

_COPIERS: Mapping[str, tuple[str, ...]] = {
    "wl-copy": (),
    "xclip": ("-selection", "clipboard", "-in"),
    "xsel": ("--clipboard", "--input"),
}
COPY_S = 3.0
_FIRST_SETTINGS = "# The settings of Jarvis. Each is explained in docs/reference.md.\n"


def notify(text: str) -> bool:
    """Show a notification; False where the desktop shows none. Blocks up to a few seconds."""

    async def show() -> bool:
        desktop = Desktop(time.monotonic)
        try:
            return await desktop.show(Notice("tray", text, category="x-jarvis.tray"))
        finally:
            desktop.close()

    return asyncio.run(show())


class Deeds:
    """`call` reaches the daemon, `quit_` ends the tray. Everything blocks, and nothing raises."""

    def __init__(self, call: Call, quit_: Callable[[], None], tell: Callable[[str], object] = notify) -> None:
        self._call, self._quit, self._tell = call, quit_, tell

    def send(self, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """Ask the daemon for something; None if that failed, which was told."""
        try:
            return self._call("POST", path, body)
        except JarvisError as error:
            self._tell(str(error))
            return None

    def repeat(self, answer: Answer) -> None:
        """Say it again."""
        if (told := self.send("/say", {"text": answer.said[:2_000]})) and told["problem"]:
            self._tell(told["problem"])

    def copy(self, answer: Answer) -> None:
        """Into the clipboard."""
        wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
        usable = ("wl-copy", "xclip", "xsel") if wayland else ("xclip", "xsel")
        program = next(filter(shutil.which, usable), None)
        if program is None:
            wanted = "wl-clipboard" if wayland else "xclip"
            self._tell(f"I need a program to copy. Install {wanted}, then try again.")
            return
        quiet = subprocess.DEVNULL
        try:
            subprocess.run(  # noqa: S603 - one of ours, and the text is no argument
                [program, *_COPIERS[program]],
                input=answer.said.encode(errors="replace"),
                stdout=quiet,
                stderr=quiet,
                check=True,
                timeout=COPY_S,
            )
        except (OSError, subprocess.SubprocessError):
            self._tell(f"{program} could not copy that.")

    def skill(self, name: str, *, on: bool) -> None:
        """Switch it on or off. One that wants to be allowed something asks for it in a terminal."""
        told = self.send("/skills/enable" if on else "/skills/disable", {"name": name})
        if told and "asks" in told:
            self.terminal("skills", "enable", name, stays=True)

    def terminal(self, *arguments: str, stays: bool = False) -> None:
        """A `jarvis` command in a terminal."""
        self._start(lambda: terminals.command(arguments, os.environ, stays=stays))

    def settings(self) -> None:
        """The settings file, in the editor that the desktop has for it."""
        file = paths.config_file()
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                file.write_text(_FIRST_SETTINGS)
        except OSError as error:
            self._tell(f"{file} cannot be written: {error.strerror}.")
            return
        self._start(lambda: ["xdg-open", str(file)])

    def start(self) -> None:
        """Start the daemon."""
        self._start(lambda: [sys.executable, "-P", "-m", "jarvis", "start"])

    def quit(self, *, running: bool) -> None:
        """End Jarvis, and the tray."""
        if running:
            self.send("/shutdown")
        self._quit()

    def _start(self, words: Callable[[], list[str]]) -> None:
        try:
            terminals.start(words())
        except JarvisError as error:
            self._tell(str(error))
