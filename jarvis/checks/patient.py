"""What the checks look at: settings, environment, folders, and the daemon through its door.

What several checks want to know is found out once. Nothing is made or changed by looking.
"""

import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from jarvis import paths
from jarvis.config import Config
from jarvis.errors import JarvisError, NotRunningError, contained

T = TypeVar("T")


class Once:
    """Answers that are found once, however many threads ask; an error is an answer too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._found: dict[str, Any] = {}

    def get(self, key: str, find: Callable[[], T]) -> T:
        """What `find` gave when it was first called for this key, or raised."""
        with self._lock:
            own = self._locks.setdefault(key, threading.Lock())
        with own:
            if key not in self._found:
                self._found[key] = contained(find)
        found: T | Exception = self._found[key]
        if isinstance(found, Exception):
            raise found
        return found


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _modes() -> dict[str, int | None]:
    """The modes of our folders, before anything is asked: whoever uses one closes it."""
    try:
        return {name: _mode(folder) for name, folder in paths.places().items()}
    except JarvisError:
        return {}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Patient:
    """Who is looked at. `get` asks the daemon, or raises NotRunningError.

    `problem` is what is wrong with the settings, which are the usual ones then.
    """

    config: Config
    environ: Mapping[str, str]
    get: Callable[[str], Any]
    problem: str = ""
    now: Callable[[], datetime] = _now
    modes: Mapping[str, int | None] = field(default_factory=_modes)
    once: Once = field(default_factory=Once)
    ears: threading.Lock = field(default_factory=threading.Lock)
    """Held while this listens, and while it is looked for who listens."""

    def place(self, name: str) -> Path:
        """A folder of ours: config, data, state, cache or run. It may not exist."""
        return paths.places()[name]

    @property
    def door_is_ours(self) -> bool:
        """Whether nobody else can have put the socket there."""
        return not (self.modes.get("run") or 0) & 0o077

    def told(self, path: str) -> Any:  # noqa: ANN401 - JSON can be anything
        """What the daemon tells; None if it does not run. Raises JarvisError."""
        if not self.door_is_ours or not (self.place("run") / "socket").exists():
            return None
        try:
            return self.once.get(path, lambda: self.get(path))
        except NotRunningError:
            return None

    @property
    def status(self) -> dict[str, Any] | None:
        """How the daemon is, None if it does not run. Raises JarvisError."""
        found: dict[str, Any] | None = self.told("/status")
        return found

    @property
    def pid(self) -> int | None:
        """The daemon's process, None if it does not run."""
        return int(self.status["pid"]) if self.status else None
