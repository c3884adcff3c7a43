"""How big the model in a GGUF file is, read from the head of the file without loading it."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jarvis.errors import EngineError

_FIXED = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of each kind of value that has a fixed length."""
_STRING, _ARRAY = 8, 9
_MOST_ENTRIES = 100_000
_LONGEST = 1 << 24
_DEEPEST = 2
_MOST_DIMENSIONS = 8


@dataclass(frozen=True)
class Gguf:
    """A model: its name, its number of parameters, and whether it can chat."""

    name: str
    parameters: int
    chats: bool


def read(path: Path) -> Gguf:
    """Read the head. Raises EngineError for a file that is none, or is cut off."""
    try:
        with path.open("rb") as file:
            return _read(file, path)
    except FileNotFoundError:
        raise EngineError(f"There is no file {path}. Set `mind.model` to a GGUF file.") from None
    except (OSError, struct.error, _DamagedError, UnicodeDecodeError, OverflowError) as error:
        raise EngineError(
            f"{path} is no whole GGUF file ({type(error).__name__}). "
            "Fetch it again, or set `mind.model` to another."
        ) from None


class _DamagedError(Exception):
    """It cannot be what it says."""


def _read(file: IO[bytes], path: Path) -> Gguf:
    magic, version, tensors, entries = struct.unpack("<4sIQQ", _take(file, 24))
    if magic != b"GGUF" or version not in (2, 3) or max(tensors, entries) > _MOST_ENTRIES:
        raise _DamagedError
    found: dict[str, str] = {}
    for _ in range(entries):
        key = _string(file)
        (kind,) = struct.unpack("<I", _take(file, 4))
        if kind == _STRING:
            found[key] = _string(file)
        else:
            _skip(file, kind)
    parameters = sum(_size_of_tensor(file) for _ in range(tensors))
    chats = "tokenizer.chat_template" in found and not found.get("general.architecture", "").endswith("bert")
    return Gguf(found.get("general.name") or path.stem, parameters, chats)


def _size_of_tensor(file: IO[bytes]) -> int:
    _string(file)
    (dimensions,) = struct.unpack("<I", _take(file, 4))
    if dimensions > _MOST_DIMENSIONS:
        raise _DamagedError
    size = 1
    for length in struct.unpack(f"<{dimensions}Q", _take(file, 8 * dimensions)):
        size *= length
    _take(file, 12)  # its kind and its place
    return size


def _skip(file: IO[bytes], kind: int, depth: int = 0) -> None:
    if kind in _FIXED:
        _take(file, _FIXED[kind])
    elif kind == _STRING:
        _string(file)
    elif kind == _ARRAY and depth < _DEEPEST:
        inner, count = struct.unpack("<IQ", _take(file, 12))
        if inner in _FIXED:
            _take(file, _FIXED[inner] * count)
        else:
            for _ in range(count):
                _skip(file, inner, depth + 1)
    else:
        raise _DamagedError


def _string(file: IO[bytes]) -> str:
    (length,) = struct.unpack("<Q", _take(file, 8))
    return _take(file, length).decode(errors="replace")


def _take(file: IO[bytes], length: int) -> bytes:
    if length > _LONGEST:
        raise _DamagedError
    taken = file.read(length)
    if len(taken) < length:
        raise _DamagedError
    return taken
