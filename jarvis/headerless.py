"""Sound without a header: what the header would have told."""

from collections.abc import Mapping
from dataclasses import dataclass

from jarvis.errors import BadInputError

FORMATS = ("s16le", "f32le")
SUFFIXES = (".raw", ".pcm")
"""How the names of such files usually end."""
MOST_CHANNELS = 64
LOWEST_HZ, HIGHEST_HZ = 1_000, 768_000
_NAMES = ("rate", "channels", "format")
_LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Headerless:
    """How to read the bytes. `format`: signed 16-bit or 32-bit float samples, little-endian."""

    rate_hz: int
    channels: int = 1
    format: str = "s16le"


def headerless(options: Mapping[str, str]) -> Headerless | None:
    """What `rate`, `channels` and `format` say; None if none of them is there. Raises BadInputError.

    >>> headerless({"rate": "44100", "channels": "2"})
    Headerless(rate_hz=44100, channels=2, format='s16le')
    """
    if not any(name in options for name in _NAMES):
        return None
    if "rate" not in options:
        raise BadInputError("Sound without a header does not tell its rate. Say it: rate, in Hz.")
    kind = options.get("format", FORMATS[0])
    if kind not in FORMATS:
        raise BadInputError(f"format: {kind[:20]!r} is none of {', '.join(FORMATS)}.")
    return Headerless(
        _number("rate", options["rate"], LOWEST_HZ, HIGHEST_HZ),
        _number("channels", options.get("channels", "1"), 1, MOST_CHANNELS),
        kind,
    )


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (
        text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and least <= int(text) <= most
    ):
        raise BadInputError(f"{name}: {text[:20]!r} is no number from {least} to {most}.")
    return int(text)
