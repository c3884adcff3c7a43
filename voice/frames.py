"""How the daemon and its audio processes talk over a pipe: a letter, a length, a payload.

Kept free of other imports, because the audio processes must start quickly.
"""

import json
import struct
from typing import IO, Any

HEADER = struct.Struct("<cI")
LARGEST = 1 << 20
"""No payload is longer; a header that claims more means the pipe is out of step."""

AUDIO = b"A"
"""Samples: s16le, one channel."""
BEGIN = b"B"
"""Sound follows; JSON `{"number": …, "rate_hz": …}`. Reports about it carry its number."""
END = b"E"
"""The sound is complete; let it play out."""
STOP = b"X"
"""Be silent now."""
LOAD = b"L"
"""To a recognizer: get ready; JSON, see `voice.recognize.host`."""
ASK = b"P"
"""To a recognizer: the text of the sound so far, please."""
TELL = b"J"
"""A process reports; JSON. One with the key `failed` is its last."""


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(payload)) + payload


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
