"""Jarvis from a start to the next stop or kill, with clocks that a test sets."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import skills
from jarvis import paths, plugins
from jarvis.answerers import SkillAnswerer
from jarvis.bus import EventBus
from jarvis.due_times import Clocks
from jarvis.errors import StoreError
from jarvis.events import SentenceStarted
from jarvis.reminders import Reminders
from jarvis.store import Store, open_store
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=BERLIN)


def clock() -> float:
    """The loop's clock, in seconds."""
    return asyncio.get_running_loop().time()


class World:
    """The clocks; they outlive Jarvis. The loop's clock stands still while the machine sleeps."""

    def __init__(self, now: datetime = SATURDAY) -> None:
        self.zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else BERLIN
        self._began_s = now.timestamp() - clock()
        self.set_s = self.slept_s = 0.0
        self.clocks = Clocks(self.wall, lambda: clock() + self.slept_s, lambda: self.zone)

    def wall(self) -> float:
        """Seconds since 1970."""
        return clock() + self._began_s + self.slept_s + self.set_s

    @property
    def now(self) -> datetime:
        """The date and time."""
        return self.clocks.now()

    async def until(self, when: datetime) -> None:
        """Let the time pass until the wall shows it."""
        await asyncio.sleep(max(0.0, when.timestamp() - self.wall()))


@dataclass
class Life:
    """Jarvis from a start to the next stop. `said`: what could be heard, and when on the loop's clock."""

    world: World
    bus: EventBus
    store: Store
    group: asyncio.TaskGroup
    takes_s: float = 2.0
    deaf: bool = False
    """Without a loudspeaker nothing is heard, but shown."""
    said: list[tuple[float, str]] = field(default_factory=list)
    speaking: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reminders = Reminders(self.bus, self.store, self._announce, self.world.clocks)
        self.house = NotingHouse(self.world.now)
        self.house.now = lambda: self.world.now  # type: ignore[method-assign]
        self.house.due = self.reminders
        self.house.stop_speaking = self.stop  # type: ignore[method-assign]
        self.did: dict[str, str] = {}
        self.undo = ""

    def _announce(self, text: str, turn: str) -> asyncio.Task[None]:
        task = self.group.create_task(self._speak(text, turn), name=f"say {turn}")
        self.speaking.append(task)
        return task

    async def _speak(self, text: str, turn: str) -> None:
        await asyncio.sleep(0.05)
        self.said.append((clock(), text))
        if not self.deaf:
            self.bus.post(SentenceStarted(turn=turn, text=text))
        await asyncio.sleep(self.takes_s)

    def stop(self) -> bool:
        """What "stop" does."""
        rang = self.reminders.hush()
        for task in self.speaking:
            rang = task.cancel() or rang
        return rang

    @property
    def texts(self) -> list[str]:
        """What was said."""
        return [text for _, text in self.said]

    async def ask(self, text: str) -> str:
        """What the skills answer; `did` is the evidence then."""
        found = SkillAnswerer(plugins.find(skills), self.house)
        answer = found.answer(VoiceTask("t", text, None, 0.0))
        assert answer, f"nobody understood {text!r}"
        said = "".join([piece async for piece in answer.pieces])
        self.did = dict(answer.did)
        return said


class InstantStore(Store):
    """The same database without a thread: no time passes in a story while something is written."""

    def __init__(self) -> None:
        self._sqlite = sqlite3.connect(paths.database(), isolation_level=None)
        self._sqlite.execute("PRAGMA synchronous = OFF")

    async def write(self, statement: str, values: Iterable[Any] = ()) -> int:
        """One change."""
        try:
            return self._sqlite.execute(statement, tuple(values)).lastrowid or 0
        except sqlite3.Error as error:
            raise StoreError(str(error)) from None

    async def write_all(self, steps: Iterable[tuple[str, Iterable[Any]]]) -> None:
        """All of them or none."""
        self._sqlite.execute("BEGIN")
        try:
            for statement, values in steps:
                await self.write(statement, values)
            self._sqlite.execute("COMMIT")
        except StoreError:
            self._sqlite.execute("ROLLBACK")
            raise

    async def read(self, query: str, values: Iterable[Any] = ()) -> Sequence[Any]:
        """All rows."""
        return self._sqlite.execute(query, tuple(values)).fetchall()

    async def close(self) -> None:
        """What was written stays."""
        self._sqlite.close()


@asynccontextmanager
async def life(world: World | None = None, *, tells: bool = True) -> AsyncIterator[Life]:
    """From a start to a kill: whatever is under way ends at once."""
    if not paths.database().exists():
        async with open_store(paths.database()):
            pass
    store = InstantStore()
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        jarvis = Life(world or World(), bus, store, group)
        running = group.create_task(jarvis.reminders.run(), name="reminders") if tells else None
        try:
            yield jarvis
        finally:
            for task in (running, *jarvis.speaking):
                if task is not None:
                    task.cancel()
    await store.close()
