"""Every skill file that Jarvis knows, bundled, the user's own or of a package: loaded, reloaded, put away.

A new version answers when it is ready; until then, and if it never is, the version before it answers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jarvis.errors import JarvisError, SkillError, SkillRefusedError, contain
from jarvis.events import Event, SkillBroken, SkillHeldBack, SkillNotified, SkillReloaded, SkillRemoved
from jarvis.grants import Grants, Switches, grants_file, switches_file
from jarvis.log import frames
from jarvis.plugins import Skill
from jarvis.skill_entry import Entry, Failed, Running, Source
from jarvis.skill_loader import bring_up, read
from jarvis.skill_packages import Packaged, packaged
from jarvis.skill_process import clear_scratch
from jarvis.skill_watch import follow

log = logging.getLogger(__name__)
MOST = 50
"""User's and packages' skill files; each has a process. More are refused."""
AT_ONCE = 3
"""So many are started beside each other."""
SETTLE_S = 0.25
"""What is broken may be half written: it is told if nothing more comes so soon."""
_LONGEST = 500
"""Letters of a notification."""
OFF = "You switched it off. `jarvis skills enable {}` switches it on."


@dataclass(frozen=True)
class Seams:
    """Whom the book tells of events, and of the skills there are now; and the time."""

    post: Callable[[Event], None]
    learn: Callable[[Sequence[Skill]], Awaitable[None]]
    now: Callable[[], datetime]


class SkillBook:
    """Keeps the skills in order while `run` runs. What users ask of it is in `jarvis.skill_desk`."""

    def __init__(self, bundled: Iterable[Skill], seams: Seams, folder: Path) -> None:
        self.folder, self._seams = folder, seams
        self.grants, self.switches = Grants(grants_file()), Switches(switches_file())
        self.entries: dict[str, Entry] = {}
        self._bundled: dict[str, Running] = {}
        for one in bundled:
            stem = one.name.partition(".")[0]
            before = self._bundled.get(stem, Running(()))
            self._bundled[stem] = Running((*before.skills, one))
        for stem in self._bundled:
            self.entries[stem] = Entry(stem, "bundled", where="comes with Jarvis")
            self.switch_bundled(self.entries[stem])
        self._group: asyncio.TaskGroup | None = None
        self._loads: dict[str, asyncio.Task[None]] = {}
        self._learning, self._starting = asyncio.Lock(), asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Load what there is, follow the folder for ever, and end every process at the end."""
        try:
            async with asyncio.TaskGroup() as self._group:
                await asyncio.to_thread(clear_scratch)
                if any(entry.status == "off" for entry in self.entries.values()):
                    await self.publish()
                for one in await asyncio.to_thread(lambda: list(packaged())):
                    self.changed(one)
                await follow(self.folder, self.changed, self.gone)
        finally:
            self._group = None
            self._loads.clear()
            mine = [entry for entry in self.entries.values() if entry.source != "bundled"]
            old = [entry.running for entry in mine]
            for entry in mine:
                entry.running = None
            await asyncio.shield(asyncio.gather(*(one.end() for one in old if one is not None)))

    def skills(self) -> list[Skill]:
        """What answers now: Jarvis's own skills first, so that nobody takes their phrases."""
        own = [entry for entry in self.entries.values() if entry.source == "bundled"]
        rest = [entry for entry in self.entries.values() if entry.source != "bundled"]
        order = [*own, *sorted(rest, key=lambda one: one.stem)]
        return [skill for entry in order for skill in entry.skills]

    def changed(self, origin: Path | Packaged) -> "asyncio.Task[None] | None":
        """A skill file is there, or has a new text: load it, if that is possible. Raises SkillError."""
        entry = self._entry_of(origin)
        stem = origin.name if isinstance(origin, Packaged) else origin.stem
        same = (one for one in self.entries.values() if one.stem.casefold() == stem.casefold())
        taken = next((one for one in same if one is not entry), None)
        if taken is not None:
            whose = "Jarvis's own" if taken.source == "bundled" else taken.where
            entry.is_now(
                "refused", f"There is a skill called {taken.stem} already: {whose}. Rename this one."
            )
        elif sum(one.source != "bundled" for one in self.entries.values()) > MOST:
            entry.is_now("refused", f"There are more than {MOST} skill files. Remove some.")
        else:
            return self._begin(entry)
        return None

    def _entry_of(self, origin: Path | Packaged) -> Entry:
        """What is known of a file; a new one under its stem, or its whole name where that is taken."""
        for entry in self.entries.values():
            if entry.origin == origin:
                return entry
        source: Source = "user"
        if isinstance(origin, Path):
            stem, name, where = origin.stem, origin.name, str(origin)
        else:
            stem, name, where = origin.name, f"{origin.name} of {origin.package}", origin.module
            source = "package"
        taken = any(one.casefold() == stem.casefold() for one in self.entries)
        made = Entry(name if taken else stem, source, where=where, origin=origin)
        self.entries[made.stem] = made
        return made

    def gone(self, path: Path) -> None:
        """A skill file was removed."""
        entry = self._entry_of(path)
        del self.entries[entry.stem]
        self.put_away(entry)

    def _begin(self, entry: Entry) -> "asyncio.Task[None]":
        """Load a file; what was being loaded of it is given up, for it is old."""
        if (before := self._loads.get(entry.stem)) is not None:
            before.cancel()
        task = self._loads[entry.stem] = self.spawn(self._load(entry), f"load {entry.stem}")
        return task

    def put_away(self, entry: Entry) -> "asyncio.Task[None]":
        """Let a file answer no longer, and end its process. Raises SkillError."""
        if (loading := self._loads.pop(entry.stem, None)) is not None:
            loading.cancel()
        old, entry.running = entry.running, None
        return self.spawn(self._replaced(old, SkillRemoved(skill=entry.stem)), f"end {entry.stem}")

    def switch_bundled(self, entry: Entry) -> None:
        """Let a skill of Jarvis's own answer, or not, as the user wants."""
        off = self.switches.is_off(entry.stem)
        entry.running = None if off else self._bundled[entry.stem]
        entry.is_now("off" if off else "on", OFF.format(entry.stem) if off else "")

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
        """Do something while the book is kept; what goes wrong is logged. Raises SkillError."""
        if self._group is None:
            work.close()
            raise SkillError("Jarvis is just starting or ending. Ask again in a moment.")
        return self._group.create_task(_logged(work), name=name)

    async def read(self, entry: Entry) -> None:
        """Read the newest text of a file. Raises SkillError, and the entry tells why."""
        if entry.origin is None:
            return
        try:
            entry.file = await asyncio.to_thread(read, entry.origin, self.folder)
        except SkillError as error:
            entry.is_now("refused" if isinstance(error, SkillRefusedError) else "broken", str(error))
            raise

    async def _load(self, entry: Entry) -> None:
        if self.switches.is_off(entry.stem):
            entry.is_now("off", OFF.format(entry.stem))
            return
        began_s = asyncio.get_running_loop().time()
        try:
            running = await self._new_version(entry)
        except SkillError as error:
            await asyncio.sleep(SETTLE_S)
            entry.is_now("refused" if isinstance(error, SkillRefusedError) else "broken", str(error))
            self._tell(entry, SkillBroken)
            return
        if running is None:
            self._tell(entry, SkillHeldBack)
            return
        old, entry.running = entry.running, running
        entry.loaded_at = self._seams.now()
        entry.is_now("on")
        took_ms = round((asyncio.get_running_loop().time() - began_s) * 1000)
        names = tuple(one.name for one in running.skills)
        event = SkillReloaded(skill=entry.stem, skills=names, took_ms=took_ms)
        await asyncio.shield(self.spawn(self._replaced(old, event), f"exchange {entry.stem}"))

    async def _new_version(self, entry: Entry) -> Running | None:
        """A version that is ready, None if it has to ask first. Raises SkillError."""
        await self.read(entry)
        file = entry.file
        if file is None:
            raise SkillError(f"The skill {entry.stem} has no file.")
        if not self.grants.allows(file.name, file.needs):
            again = " more than it was allowed" if file.name in self.grants.all() else ""
            words = f"It asks for{again or ' something'}. {file.needs.in_words()}"
            entry.is_now("needs permission", f"{words} To allow it: `jarvis skills enable {entry.stem}`.")
            return None

        async def notified(text: str) -> None:
            self._seams.post(SkillNotified(skill=entry.stem, text=text[:_LONGEST]))

        async with self._starting:
            return await bring_up(file, notified, lambda said: self._failed(entry, said))

    def _tell(self, entry: Entry, kind: type[SkillBroken | SkillHeldBack]) -> None:
        """Say that a file is not loaded, and why."""
        answers = entry.running is not None
        self._seams.post(kind(skill=entry.stem, reason=entry.reason, answers=answers))

    def _failed(self, entry: Entry, sentence: str) -> None:
        entry.errors.append(Failed(self._seams.now(), sentence))

    async def publish(self) -> None:
        """Let everybody know the skills there are now."""
        async with self._learning:
            await self._seams.learn(self.skills())

    async def _replaced(self, old: Running | None, event: Event) -> None:
        """What has changed is known; only then the old version ends."""
        try:
            await self.publish()
            self._seams.post(event)
        finally:
            if old is not None:
                await old.end()


async def _logged(work: Awaitable[None]) -> None:
    error = await contain(work)
    if isinstance(error, Exception):
        log.error("keeping the skills: %s", error if isinstance(error, JarvisError) else frames(error))
