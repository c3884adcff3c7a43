"""A room in which one says something, is misheard, and puts it right."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from jarvis import Reply, confirm, paths, skill
from jarvis.answerers import SkillAnswerer
from jarvis.answering import Answer, Answerer
from jarvis.bus import EventBus
from jarvis.corrections import Corrections, Here
from jarvis.errors import NotMineError
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill, written_in
from jarvis.ports import Draft, Pcm, Told, Transcript
from jarvis.store import open_store
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import NotingHouse, NotingVoice, orchestrator, scripted
from jarvis.vocabulary import Vocabulary
from skills import again, correct, stop
from tests.thinking import skill_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OPENED: list[str] = []


@skill("open {name}")
async def open_it(name: str) -> Reply:
    """Open something."""
    if name == "nothing":
        return Reply("There is nothing to open.")
    OPENED.append(name)
    return Reply(f"I have opened {name}.", did={"opened": str(len(OPENED))}, undo=f"close {name}")


@skill("close {name}")
async def close_it(name: str) -> Reply:
    """Close it again."""
    OPENED.remove(name)
    return Reply(f"I have closed {name}.", did={"closed": "1"}, undo=f"open {name}")


@skill("erase {name}")
async def erase(name: str) -> str | Reply:
    """Erase something, after asking."""
    if not await confirm(f"Really erase {name}?"):
        return "It is still there."
    return Reply(f"{name} is erased.", did={"erased": "1"})


@skill("what time is it", reads=True)
async def tell_time() -> str:
    """Tell the time."""
    return "Noon."


SKILLS: list[Skill] = [skill_of(one) for one in (open_it, close_it, erase, tell_time)]
SKILLS += [one for module in (again, correct, stop) for one in written_in(module)]


class Notes:
    """Somebody on the last rung of the ladder who knows of Vosk."""

    def priority(self, text: str) -> Priority | None:  # noqa: ARG002 - an answerer is asked so
        """Not urgent."""
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        """Only it."""
        answer = Answer("notes", once(""))
        answer.pieces = self._look(task.text)
        return answer

    async def _look(self, text: str) -> AsyncGenerator[str]:
        await asyncio.sleep(0)
        if "Vosk" not in text:
            raise NotMineError("nothing about that")
        yield "Vosk recognizes "
        yield "speech."


class Ear:
    """A recognizer that hears what the test says it hears."""

    name = "scripted"

    def __init__(self) -> None:
        self.hears: Iterator[str] = iter(())

    def draft(self, told: Told) -> Draft | None:
        """None."""
        del told
        return None

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """The next."""
        del pcm, draft
        return Transcript(next(self.hears), 0.9)


class _House(NotingHouse):
    pipeline: PipelineOrchestrator

    def session(self) -> str:
        return self.pipeline.turns.session_of(self.pipeline.this_turn)


class Desk:
    """Somebody who talks with Jarvis; `did` and `understood` are those of the last turn."""

    def __init__(self, house: _House, bus: EventBus, ear: Ear, vocabulary: Vocabulary) -> None:
        self.house, self.bus, self._ear, self.vocabulary = house, bus, ear, vocabulary
        self.did: dict[str, str] = {}
        self.understood = ""

    async def hear(self, heard: str) -> str:
        """What is answered to a sound that the recognizer takes for this."""
        self._ear.hears = iter([heard])
        turn = self.house.pipeline.hear(b"\1\0" * 1600, lambda text: text, aloud=False)
        await turn.finished.wait()
        for _ in range(10):
            await asyncio.sleep(0)
        self.did, self.understood = turn.did, turn.task.text
        return turn.task.result or ""

    async def talk(self, *heard: str) -> str:
        """The last answer of a conversation."""
        told = [await self.hear(one) for one in heard]
        return told[-1]

    @property
    def learned(self) -> list[tuple[str, str]]:
        """What is heard, and what is meant."""
        return [(one.heard, one.meant) for one in self.vocabulary.entries()]


@asynccontextmanager
async def desk(last: Callable[[SkillAnswerer], Answerer] = lambda _: Notes()) -> AsyncIterator[Desk]:
    """The real pipeline, vocabulary and database; only the ear and the last rung are scripted."""
    OPENED.clear()
    clock, house, ear = asyncio.get_running_loop().time, _House(NOON), Ear()
    async with open_store(paths.database()) as store, EventBus() as bus, asyncio.TaskGroup() as group:
        known = SkillAnswerer(SKILLS, house, clock, bus=bus)
        vocabulary = Vocabulary(store, lambda: 1_780_000_000.0)
        await vocabulary.load()
        vocabulary.commands = known.surely
        vocabulary.follow(bus)
        answerers: list[Answerer] = [known, last(known)]
        parts = scripted(NotingVoice(), answerers)
        parts = replace(parts, recognizer=ear, repair=vocabulary.repair)
        pipeline = house.pipeline = orchestrator(bus, parts)
        here = Here(house.session, lambda: pipeline.this_turn, pipeline.turns.session_of)
        corrections = house.corrections = Corrections(vocabulary, known.done, here, clock)
        corrections.answerers = answerers
        corrections.follow(bus)
        working = [
            group.create_task(known.dialogs.run(), name="dialogs"),
            group.create_task(pipeline.run(), name="pipeline"),
        ]
        await asyncio.sleep(0)
        try:
            yield Desk(house, bus, ear, vocabulary)
        finally:
            for one in working:
                one.cancel()
