"""What the user allowed each skill, and which are switched off: kept on disk, changed at any time."""

import json
import logging
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from jarvis import paths
from jarvis.errors import FolderError, SkillError
from jarvis.permissions import Permissions, from_json

log = logging.getLogger(__name__)
_LARGEST = 1 << 20


def grants_file() -> Path:
    """Where the permissions of skills are kept."""
    return paths.database().with_name("skill_grants.json")


def switches_file() -> Path:
    """Where it is kept which skills are off."""
    return paths.database().with_name("skills_off.json")


class Grants:
    """The permissions that the user gave, by the name of the skill's file. Only the daemon writes them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._granted = _read(file)

    def all(self) -> Mapping[str, Permissions]:
        """Everything that was granted."""
        return dict(self._granted)

    def allows(self, name: str, needs: Permissions) -> bool:
        """Whether a skill may have what it needs without a question: nothing, or no more than was granted."""
        return not needs.wider_than(self._granted.get(name, Permissions()))

    def grant(self, name: str, needs: Permissions) -> None:
        """The user said yes: on disk when this returns. Raises FolderError."""
        self._keep({**self._granted, name: needs})

    def revoke(self, name: str) -> bool:
        """Take back what a skill was granted; False when that was nothing. Raises FolderError."""
        if name not in self._granted:
            return False
        self._keep({key: value for key, value in self._granted.items() if key != name})
        return True

    def _keep(self, granted: dict[str, Permissions]) -> None:
        _write(self._file, {name: needs.as_json() for name, needs in granted.items()})
        self._granted = granted


class Switches:
    """The skill files that the user switched off, by their stem. Only the daemon writes them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._off = _read_off(file)

    def is_off(self, stem: str) -> bool:
        """Whether it is switched off."""
        return stem in self._off

    def turn(self, stem: str, *, on: bool) -> None:
        """Switch it: on disk when this returns. Raises FolderError."""
        off = self._off - {stem} if on else self._off | {stem}
        if off != self._off:
            _write(self._file, sorted(off))
            self._off = off


def _write(file: Path, value: Mapping[str, object] | Collection[str]) -> None:
    """Write it beside the file, then put it in its place. Raises FolderError."""
    beside = file.with_suffix(".new")
    try:
        beside.unlink(missing_ok=True)
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(number, "w") as stream:
            json.dump(value, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except OSError as error:
        raise FolderError(
            f"What you allowed cannot be kept in {file} ({error.strerror}). Check that folder."
        ) from None


def _read(file: Path) -> dict[str, Permissions]:
    """What was kept; nothing if that cannot be read, so that everything is asked for again."""
    try:
        with file.open("rb") as stream:
            kept = json.loads(stream.read(_LARGEST))
        return {str(name): from_json(dict(values)) for name, values in dict(kept).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, RecursionError, SkillError) as error:
        log.warning("%s cannot be read (%s): every skill has to ask again", file, type(error).__name__)
        return {}


def _read_off(file: Path) -> frozenset[str]:
    """What was kept; nothing if that cannot be read: a skill's permissions are kept elsewhere."""
    try:
        with file.open("rb") as stream:
            return frozenset(map(str, list(json.loads(stream.read(_LARGEST)))))
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, TypeError, RecursionError) as error:
        log.warning("%s cannot be read (%s): every skill is on", file, type(error).__name__)
        return frozenset()
