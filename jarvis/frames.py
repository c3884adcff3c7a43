"""How the daemon and processes of its own talk over a pipe: a letter, a length, a payload.

Kept free of other imports, because the processes must start quickly. Each kind of process has letters of
its own; TELL is everybody's.
"""

import json
import struct
from typing import IO, Any

HEADER = struct.Struct("<cI")
LARGEST = 1 << 20
"""No payload is longer; a header that claims more means the pipe is out of step."""

TELL = b"J"
"""A process reports; JSON. One with the key `failed` is its last."""


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, **values: object) -> bytes:
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
