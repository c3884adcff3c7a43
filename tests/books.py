"""A book of skills that is kept, for tests: its folder, what it told, and what answers."""

import asyncio
import textwrap
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from jarvis import paths, skill
from jarvis.answerers import SkillAnswerer
from jarvis.events import Event
from jarvis.plugins import Skill
from jarvis.skill_desk import SkillDesk
from jarvis.skill_entry import Entry
from jarvis.skillbook import Seams, SkillBook
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from tests.sound import until
from tests.test_answerers import NOON


@skill("what time is it", example="what time is it", reads=True)
async def clock() -> str:
    """Tell the time."""
    return "It is noon."


OWN: list[Skill] = [clock.__jarvis_skill__]  # type: ignore[attr-defined]
HEAD = "from jarvis import Permissions, ask, house, later, notify, skill, Reply\n"


def saying(text: str, phrase: str = "say it", more: str = "") -> str:
    """A skill file whose one skill says this."""
    function = f'async def go() -> str:\n    "Say it."\n    return "{text}"\n'
    return f'{HEAD}{more}\n@skill("{phrase}", reads=True)\n{function}'


class Book:
    """The book, the desk in front of it, and an answerer that follows it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.answerer = SkillAnswerer(OWN, NotingHouse(NOON))
        seams = Seams(self.events.append, self._learn, lambda: NOON)
        self.book = SkillBook(OWN, seams, paths.skills())
        self.desk = SkillDesk(self.book)

    async def _learn(self, skills: Sequence[Skill]) -> None:
        await self.answerer.replace(skills)

    def save(self, text: str, name: str = "tea.py") -> Path:
        """Save a file into the folder."""
        folder = paths.skills()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / name
        file.write_text(textwrap.dedent(text))
        file.chmod(0o600)
        return file

    async def ask(self, text: str) -> str:
        """What the skills say to this; "" if it is none of theirs."""
        answer = self.answerer.answer(VoiceTask("voice_1_0", text, None, 0.0))
        return "" if answer is None else "".join([piece async for piece in answer.pieces])

    def told(self, kind: type[Event]) -> list[Event]:
        """What was told of this kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def comes(self, kind: type[Event], number: int = 1) -> Event:
        """Wait until something was told so often."""
        await until(lambda: len(self.told(kind)) >= number, f"{number} x {kind.__name__}: {self.events}")
        return self.told(kind)[number - 1]

    async def is_now(self, name: str, status: str) -> Entry:
        """Wait until a skill file has this status."""
        entries = self.book.entries
        await until(lambda: name in entries and entries[name].status == status, f"{name} is {status}")
        return entries[name]


@asynccontextmanager
async def kept() -> AsyncIterator[Book]:
    """A book while it is kept; all processes are gone afterwards."""
    made = Book()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        keeping = group.create_task(made.book.run(), name="book")
        try:
            yield made
        finally:
            keeping.cancel()
