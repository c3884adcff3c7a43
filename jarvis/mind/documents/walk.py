"""What lies in the folders that the user added: bounded, and never beyond them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jarvis.mind.documents.kinds import known

MOST_FILES, DEEPEST = 20_000, 20
_SKIPPED = {"node_modules", "__pycache__", "venv"}


@dataclass(frozen=True)
class Found:
    """A file, and what changes when it does: its contents, or who may read it."""

    path: str
    mtime_ns: int
    size: int


def walk(roots: Iterable[str], troubles: list[str]) -> dict[str, Found]:
    """The readable files at and below the roots. Hidden ones and links are passed by.

    What cannot be followed is told in `troubles`, a sentence with its remedy each.
    """
    found: dict[str, Found] = {}
    for root in roots:
        if not os.access(root, os.R_OK):
            troubles.append(
                f"{root} is gone or cannot be read, and what was in it is forgotten."
                " Bring it back, or remove it with `jarvis docs remove`."
            )
        for one in _below(Path(root), 0):
            if len(found) >= MOST_FILES:
                troubles.append(f"There are more than {MOST_FILES} files; the rest is left out.")
                return found
            if storable(one.path):
                found[one.path] = one
            else:
                troubles.append(f"{shown(one.path)} has a name that is not UTF-8. Rename it.")
    return found


def storable(path: str) -> bool:
    """Whether the name is text: on a disk it may be any bytes."""
    return shown(path) == path


def shown(path: str) -> str:
    """A name with a question mark for each byte that is no text."""
    return path.encode("utf-8", "replace").decode()


def _below(path: Path, depth: int) -> Iterator[Found]:
    try:
        if path.is_symlink():
            return
        if path.is_dir():
            entries = sorted(os.scandir(path), key=lambda entry: entry.name) if depth <= DEEPEST else []
            for entry in entries:
                if not passed_by(entry.name):
                    yield from _below(Path(entry.path), depth + 1)
        elif path.is_file() and (known(path) if depth else True):
            state = path.stat()
            yield Found(str(path), max(state.st_mtime_ns, state.st_ctime_ns), state.st_size)
    except OSError:  # gone in this moment, or not ours to read
        return


def passed_by(name: str) -> bool:
    """Whether a file or folder below a root is not looked at, because of its name."""
    return name.startswith(".") or name in _SKIPPED


def within(path: str, root: str) -> bool:
    """Whether it is the root, or lies below it."""
    return path == root or path.startswith(f"{root.rstrip('/')}/")
