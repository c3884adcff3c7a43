"""How the daemon and its audio processes talk over a pipe: a letter, a length, a payload.

Kept free of other imports, because the audio processes must start quickly.
"""

import json
import struct
from typing import IO, Any

HEADER = struct.Struct("<cI")
NUMBER = struct.Struct("<I")
"""Says which playback is meant: what comes late for an older one is ignored."""
LARGEST = 1 << 20
"""No payload is longer; a header that claims more means the pipe is out of step."""

AUDIO = b"A"
"""Samples: s16le, one channel."""
BEGIN = b"B"
"""Sound follows; JSON `{"number": …, "rate_hz": …}`. Reports about it carry its number.

To the playback process also `"skip"`, so many samples that were heard before, and `"held"`.
"""
END = b"E"
"""The sound is complete; let it play out. To the playback process: NUMBER."""
SOUND = b"S"
"""To the playback process: NUMBER, then samples as in AUDIO."""
STOP = b"X"
"""Be silent now. NUMBER."""
HOLD = b"H"
"""Be silent now, and keep the place. NUMBER."""
RESUME = b"R"
"""Go on; NUMBER, and how many samples before that place, also a NUMBER."""
CUE = b"C"
"""A short sound over everything: its rate as a NUMBER, then samples."""
VOLUME = b"V"
"""How loud everything is: percent as a NUMBER."""
PLAYED = b"O"
"""From the playback process: what goes out; see `voice.reference.Report`."""
LOAD = b"L"
"""To a recognizer: get ready; JSON, see `voice.recognize.host`."""
ASK = b"P"
"""To a recognizer: the text of the sound so far, please."""
TELL = b"J"
"""A process reports; JSON. One with the key `failed` is its last."""


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(payload)) + payload


def numbered(kind: bytes, *numbers: int, pcm: bytes = b"") -> bytes:
    """One frame with these numbers in front."""
    return pack(kind, b"".join(map(NUMBER.pack, numbers)) + pcm)


def unpack_number(payload: bytes) -> tuple[int, bytes]:
    """The first number of a `numbered` payload, and the rest."""
    (number,) = NUMBER.unpack_from(payload)
    return number, payload[NUMBER.size :]


def pack_json(kind: bytes, **values: str | int | bool) -> bytes:
    """One frame with JSON inside."""
    return pack(kind, json.dumps(values).encode())


def unpack_json(payload: bytes) -> dict[str, Any]:
    """The values of a `pack_json` payload."""
    values: dict[str, Any] = json.loads(payload)
    return values


def read(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame of a blocking stream; None at its end."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = HEADER.unpack(header)
    payload = stream.read(length) if length <= LARGEST else b""
    return (kind, payload) if len(payload) == length else None
