"""The whole terminal for one picture: taken, drawn on where something changed, and given back as it was."""

import os
import select
import signal
import sys
import termios
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import FrameType
from typing import Self, TextIO

_TAKE, _GIVE_BACK = "\x1b[?1049h\x1b[?25l\x1b[2J", "\x1b[0m\x1b[?25h\x1b[?1049l"
_ENDS = (signal.SIGTERM, signal.SIGHUP)
_DISABLED = b"\x00"
_USUAL = 80, 24
"""Columns and rows of a terminal that does not tell."""


class Screen:
    """Used as `with Screen() as screen`. Whatever ends the block, even SIGTERM, the terminal is as before.

    Keys come one by one and are not shown; Ctrl-Z does nothing, as it would leave the picture behind.
    """

    def __init__(self, keys: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
        self._keys, self._out = keys.fileno(), out
        self._shown: list[str] = []
        self._size = (0, 0)
        self._after = ExitStack()

    def __enter__(self) -> Self:
        before = termios.tcgetattr(self._keys)
        self._after.callback(termios.tcsetattr, self._keys, termios.TCSADRAIN, before)
        ours = termios.tcgetattr(self._keys)
        ours[3] &= ~(termios.ICANON | termios.ECHO)
        ours[6][termios.VSUSP] = _DISABLED
        self._wake, told = os.pipe()
        for end in (self._wake, told):
            os.set_blocking(end, False)
            self._after.callback(os.close, end)
        for number in _ENDS:
            self._after.callback(signal.signal, number, signal.signal(number, _end))
        self._after.callback(signal.signal, signal.SIGWINCH, signal.signal(signal.SIGWINCH, lambda *_: None))
        self._after.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(told))
        self._after.callback(self._write, _GIVE_BACK)
        termios.tcsetattr(self._keys, termios.TCSADRAIN, ours)
        self._write(_TAKE)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, termios.error):  # the terminal itself may be gone
            self._after.close()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows, now."""
        try:
            found = os.get_terminal_size(self._out.fileno())
        except OSError:
            return _USUAL
        return (found.columns or _USUAL[0], found.lines or _USUAL[1])

    def draw(self, lines: Sequence[str]) -> None:
        """Show these lines; only those that changed are written."""
        size = self.size
        anew, self._size = size != self._size, size
        before = [] if anew else self._shown
        changed = [
            f"\x1b[{row};1H{line}\x1b[0m\x1b[K"
            for row, line in enumerate(lines, 1)
            if row > len(before) or before[row - 1] != line
        ]
        self._shown = list(lines)
        if anew or changed:
            self._write(("\x1b[2J" if anew else "") + "".join(changed))

    def wait(self, news: int, timeout_s: float | None) -> str:
        r"""The keys that were pressed; returns too when `news` can be read, or the size changed.

        "\x04" once there is no keyboard any more.
        """
        watched = [self._keys, self._wake, news]
        ready, _, _ = select.select(watched, [], [], timeout_s)
        if self._wake in ready:
            os.read(self._wake, 1000)
        if self._keys not in ready:
            return ""
        try:
            return os.read(self._keys, 1000).decode(errors="replace") or "\x04"
        except OSError:
            return "\x04"

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
