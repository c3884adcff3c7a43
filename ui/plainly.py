"""How much a terminal may be given: colours and moving pictures, or nothing but text, line by line."""

import os
from typing import TextIO

_SIMPLE = frozenset({"", "dumb", "unknown"})
_plain = False


def be(plain: bool) -> None:  # noqa: FBT001 - reads as it is meant: plainly.be(True)
    """From now on, one fact a line (`--plain`), or not."""
    global _plain  # noqa: PLW0603 - one process has one terminal
    _plain = plain


def plain() -> bool:
    """Whether one fact a line is wanted."""
    return _plain


def codes(stream: TextIO) -> bool:
    """Whether escape codes may be written there: a terminal that knows some, and nobody who minds."""
    if _plain or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM", "") not in _SIMPLE and stream.isatty()
