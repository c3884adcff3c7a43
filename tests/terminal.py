"""A terminal without a screen: a program runs in it, keys are pressed, and what stands there can be read."""

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.living import PATIENCE_S, until

_CODE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|([\s\S])")
_BEGUN = re.compile(r"\x1b(?:\[[0-9;?]*|\][^\x07\x1b]*\x1b?)?\Z")
"""A code of which the rest has not come yet."""


class Terminal:
    """Made by `terminal`. Understands what our programs use: moving, erasing, two screens; no colours."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.raw = ""
        """Everything that was written."""
        self.alternate = self.cursor_hidden = False
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._begun = ""
        self._cells: list[list[str]] = []
        self._kept: list[list[str]] = []
        self._row = self._column = 0
        self._clear()
        self.master, self.slave = os.openpty()
        self._resized()
        self.settings = termios.tcgetattr(self.slave)
        self.process: subprocess.Popen[bytes]

    def start(self, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
        """Run a `jarvis` command in it."""
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jarvis", *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - Ctrl-C is for it then
        )

    def press(self, keys: str) -> None:
        r"""Press keys: Ctrl-C is "\x03"."""
        os.write(self.master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Make it larger or smaller, as one does with the mouse."""
        self.columns, self.rows = columns, rows
        self._clear()
        self._resized()
        os.killpg(self.process.pid, signal.SIGWINCH)

    @property
    def text(self) -> str:
        """What stands on the screen now."""
        self._read()
        return "\n".join("".join(row).rstrip() for row in self._cells)

    @property
    def written(self) -> str:
        """All that was ever written, colours and all."""
        self._read()
        return self.raw

    def shows(self, words: str) -> str:
        """Wait until these words stand there; gives the whole screen."""
        until(lambda: words in self.text, f"{words!r} on the screen, where now is:\n{self.text}")
        return self.text

    def left(self) -> int:
        """Wait until the program has ended; gives its exit code."""
        until(lambda: self.text and self.process.poll() is not None, "the end of the program")
        self._read()
        return self.process.wait(PATIENCE_S)

    @property
    def restored(self) -> bool:
        """Whether the terminal is as it was before: its keys, its cursor, its screen."""
        return (
            termios.tcgetattr(self.slave) == self.settings and not self.alternate and not self.cursor_hidden
        )

    def close(self) -> None:
        """Close it, and end what runs in it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def _resized(self) -> None:
        size = struct.pack("HHHH", self.rows, self.columns, 0, 0)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, size)

    def _read(self) -> None:
        content = b""
        while select.select([self.master], [], [], 0)[0]:
            content += os.read(self.master, 65_536)
        text = self._decode(content)
        self.raw += text
        text = self._begun + text
        begun = _BEGUN.search(text)
        self._begun = begun[0] if begun else ""
        text = text.removesuffix(self._begun)
        for code in _CODE.finditer(text):
            self._feed(code)

    def _feed(self, code: re.Match[str]) -> None:
        numbers, letter, plain = code.groups()
        if plain is not None:
            self._put(plain)
        elif letter is None:
            return
        elif letter == "H":
            row, _, column = numbers.partition(";")
            self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
        elif letter == "J":
            self._clear()
        elif letter == "K" and self._row < self.rows:
            self._cells[self._row][self._column :] = [" "] * (self.columns - self._column)
        elif letter in "hl" and numbers == "?1049":
            self.alternate = letter == "h"
        elif letter in "hl" and numbers == "?25":
            self.cursor_hidden = letter == "l"

    def _put(self, letter: str) -> None:
        if letter == "\r":
            self._column = 0
        elif letter == "\n":
            self._row += 1
            if self._row >= self.rows:
                self._row = self.rows - 1
                self._cells = [*self._cells[1:], [" "] * self.columns]
        elif letter == "\b":
            self._column = max(0, self._column - 1)
        elif letter.isprintable() and self._row < self.rows and self._column < self.columns:
            self._cells[self._row][self._column] = letter
            self._column += 1

    def _clear(self) -> None:
        self._cells = [[" "] * self.columns for _ in range(self.rows)]
        self._row = self._column = 0


@contextmanager
def terminal(
    *arguments: str,
    environment: Mapping[str, str],
    columns: int = 80,
    rows: int = 24,
    kind: str = "xterm-256color",
) -> Iterator[Terminal]:
    """A `jarvis` command in a terminal of this size and kind."""
    made = Terminal(columns, rows)
    made.start(arguments, {**environment, "TERM": kind})
    try:
        yield made
    finally:
        made.close()
