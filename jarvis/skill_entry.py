"""One skill file that Jarvis knows: where it comes from, how it is, and why."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from jarvis.permissions import Permissions
from jarvis.plugins import Skill
from jarvis.skill_folder import SkillFile
from jarvis.skill_packages import Packaged
from jarvis.skill_process import SkillProcess

Source = Literal["bundled", "user", "package"]
Status = Literal["on", "off", "loading", "needs permission", "broken", "refused"]
ERRORS_KEPT = 5
STILL = " The version before it still answers."


@dataclass(eq=False)
class Running:
    """A version of a skill file that answers."""

    skills: tuple[Skill, ...]
    process: SkillProcess | None = None
    """Its process; Jarvis's own skills have none."""
    ended: bool = False
    """Whether a newer version has taken its place: then nothing may start its process again."""

    async def end(self) -> None:
        """End its process when the calls that wait for it are over."""
        self.ended = True
        if self.process is not None:
            await self.process.end()


@dataclass(frozen=True)
class Failed:
    """A call that went wrong: when, and what the user was told."""

    at: datetime
    sentence: str


@dataclass
class Entry:
    """A skill file. `stem` is the first part of the names of its skills."""

    stem: str
    source: Source
    status: Status = "loading"
    reason: str = ""
    """A sentence for every status but "on"."""
    where: str = ""
    """Its file, or its package."""
    origin: Path | Packaged | None = None
    """Where its text is read; Jarvis's own skills are not read again."""
    file: SkillFile | None = None
    """As it was read last, whether it runs or not."""
    running: Running | None = None
    loaded_at: datetime | None = None
    errors: deque[Failed] = field(default_factory=lambda: deque(maxlen=ERRORS_KEPT))

    @property
    def needs(self) -> Permissions:
        """What it asks for."""
        return self.file.needs if self.file is not None else Permissions()

    @property
    def skills(self) -> Sequence[Skill]:
        """What it answers with now."""
        return self.running.skills if self.running is not None else ()

    def is_now(self, status: Status, reason: str = "") -> None:
        """It turned out so."""
        still = STILL if self.running is not None and status not in ("on", "off", "loading") else ""
        self.status, self.reason = status, f"{reason}{still}"

    def to_json(self) -> dict[str, Any]:
        """All there is to tell."""
        process = self.running.process if self.running is not None else None
        return {
            "name": self.stem,
            "source": self.source,
            "status": self.status,
            "reason": self.reason,
            "answers": self.running is not None,
            "where": self.where,
            "permissions": self.needs.as_json(),
            "wants": "" if self.source == "bundled" else self.needs.in_words(),
            "skills": [
                {"name": one.name, "help": one.help.summary, "say": one.example} for one in self.skills
            ],
            "walls": list(process.walls) if process is not None else [],
            "process": process.pid if process is not None else None,
            "loaded_at": self.loaded_at.isoformat(timespec="seconds") if self.loaded_at else "",
            "errors": [
                {"at": one.at.isoformat(timespec="seconds"), "sentence": one.sentence} for one in self.errors
            ],
        }
