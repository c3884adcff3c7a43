"""Reading the files of users' skills: only those that nobody but their user could have written."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jarvis.errors import SkillError, SkillRefusedError
from jarvis.permissions import Permissions, asked_for

LARGEST_BYTES = 256 << 10
_STEM = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class SkillFile:
    """A skill as it was read: what was looked at is what runs, whatever becomes of the file."""

    path: Path
    source: str
    needs: Permissions
    entry: str = ""
    """The name of its entry point, if it comes with a package."""

    @property
    def name(self) -> str:
        """What the user calls it: "weather.py"; the name of the entry point if it comes with a package."""
        return self.entry or self.path.name

    @property
    def stem(self) -> str:
        """The first part of the names of its skills."""
        return self.entry or self.path.stem

    @property
    def sha256(self) -> str:
        """Changes with its text."""
        return hashlib.sha256(self.source.encode()).hexdigest()


def skill_paths(folder: Path) -> Iterator[Path]:
    """The files in a folder that may be skills, by name; none are tests, and what begins with `_` or `.`."""
    if folder.is_dir():
        yield from sorted(
            path for path in folder.glob("*.py") if not path.name.startswith((".", "_", "test_"))
        )


def read_skill(path: Path, root: Path) -> SkillFile:
    """Read one file of the folder `root`. Raises SkillError, a sentence with a remedy."""
    if not _STEM.fullmatch(path.stem):
        raise SkillRefusedError(
            f"Your skill {path.name} needs another name: letters, digits and _, no spaces."
        )
    try:
        real_root = root.resolve(strict=True)
        real = path.resolve(strict=True)
        if not real.is_relative_to(real_root):
            raise SkillRefusedError(
                f"Your skill {path.name} is a link to {real}, outside of {root}. Copy the file there instead."
            )
        for folder in [real_root, *[above for above in real.parents if above.is_relative_to(real_root)]]:
            _check_owner(folder, folder.stat())
        source = _read(real)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, on Python < 3.13
        reason = getattr(error, "strerror", None) or "it is a link to itself"
        raise SkillError(f"Your skill {path.name} cannot be read ({reason}). Check the file.") from None
    return SkillFile(path, source, asked_for(source, path.name))


def _read(real: Path) -> str:
    """The text of a file, which was looked at through the same handle that it is read from."""
    with os.fdopen(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise SkillRefusedError(f"Your skill {real.name} is not a file. Remove it.")
        _check_owner(real, found)
        content = stream.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise SkillError(f"Your skill {real.name} is larger than {LARGEST_BYTES >> 10} KB. Make it smaller.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise SkillError(f"Your skill {real.name} is not UTF-8 text. Save it as UTF-8.") from None


def _check_owner(path: Path, found: os.stat_result) -> None:
    if found.st_uid not in (os.getuid(), 0):
        raise SkillRefusedError(
            f"{path} belongs to another user, who could change what Jarvis does. Run `chown $USER {path}`."
        )
    if found.st_mode & _OTHERS_WRITE:
        raise SkillRefusedError(
            f"{path} can be changed by other users, so it is not loaded. Run `chmod go-w {path}`."
        )
