"""Files of ours in folders that are not: each carries a stamp, so that a change by hand is noticed."""

import hashlib
import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from jarvis.errors import FolderError

_MARK = "# Written by `jarvis service install`. Changed by hand it is left as it is. sha256: "


class Found(StrEnum):
    """How a file is."""

    MISSING = "missing"
    OURS = "as it was written"
    CHANGED = "changed by hand"
    """Or written by somebody else."""


def look(path: Path) -> Found:
    """How this file is; a link is none of ours, wherever it leads."""
    if path.is_symlink():
        return Found.CHANGED
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Found.MISSING
    except (OSError, ValueError):
        return Found.CHANGED
    first, _, rest = text.partition("\n")
    return Found.OURS if first == _first(rest) else Found.CHANGED


def content(path: Path) -> str:
    """What stands in it below the stamp, "" if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    return text.partition("\n")[2] if text.startswith(_MARK) else text


def put(path: Path, text: str, *, force: bool = False) -> bool:
    """Write it; False if somebody changed it by hand, unless `force`. Raises FolderError."""
    if look(path) is Found.CHANGED and not force:
        return False
    if look(path) is not Found.OURS or content(path) != text:
        write(path, f"{_first(text)}\n{text}".encode())
    return True


def write(path: Path, content_: bytes) -> None:
    """A file that others may read, whole or not at all. Raises FolderError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content_)
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise unwritable(path, error) from None


def take_back(path: Path) -> Path | None:
    """Remove it. One that was changed by hand is kept beside; gives where. Raises FolderError."""
    found = look(path)
    kept = path.with_name(f"{path.name}.bak")
    try:
        if found is Found.CHANGED:
            path.replace(kept)
            return kept
    except OSError as error:
        raise unwritable(path, error) from None
    erase(path)
    return None


def erase(path: Path) -> None:
    """Remove a file, if it is there. Raises FolderError."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> FolderError:
    """The sentence for a place that cannot be written."""
    folder = next((one for one in path.parents if one.exists()), path.parent)
    return FolderError(
        f"{path} cannot be written ({error.strerror}). Check who owns {folder}, and whether its disk is full "
        "or read-only."
    )


def _first(rest: str) -> str:
    return _MARK + hashlib.sha256(rest.encode()).hexdigest()
