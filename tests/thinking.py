"""A mind with tools, around a language model of the test: what one says to it, and what it does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime

from jarvis.answerers import SkillAnswerer
from jarvis.answering import Answer
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.events import TaskFinished, TaskStarted
from jarvis.mind.conversation import Conversation
from jarvis.mind.lineup import Now
from jarvis.mind.mind import Mind
from jarvis.mind.router import Router
from jarvis.mind.seam import LanguageModel
from jarvis.mind.toolbox import Toolbox
from jarvis.mind_config import MindConfig
from jarvis.plugins import Skill
from jarvis.ports import unheeded
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse

ROOM_TOKENS = 100_000
"""Every skill is offered: a model that can do all there is, is the worst case."""
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def skill_of(function: Callable[..., object]) -> Skill:
    """The skill that a decorated function is."""
    return function.__jarvis_skill__  # type: ignore[attr-defined, no-any-return]


class Thinker:
    """The skills' phrases, then the mind; each `say` is a turn that is heard to its end."""

    def __init__(self, bus: EventBus, model: LanguageModel, skills: Sequence[Skill]) -> None:
        clock = asyncio.get_running_loop().time
        self.bus, self.house = bus, NotingHouse(NOON)
        self.known = SkillAnswerer(skills, self.house, clock)
        self.known.question.follow(bus)
        self.known.dialogs.follow(bus)
        talk = Conversation(bus, clock, lambda _: "")
        config = MindConfig(engine="embedded", context_tokens=8192)
        self.mind = Mind(config, Breakers(unheeded, clock), clock, talk)
        self.mind.router = Router([Now(model)], Breakers(unheeded, clock), 8.0)
        self.mind.tools = Toolbox(skills, self.known, self.meant, ROOM_TOKENS)
        self.words_for: set[str] = set()
        """The skills that the user's words are for, though no phrase says so."""
        self.did: dict[str, str] = {}
        self.turns = 0

    def meant(self, text: str, skill: str) -> bool:
        """As the examples tell it, but without their model."""
        match = self.known.templates.match(text)
        return skill in self.words_for or (match is not None and match.name == skill)

    async def say(self, text: str, *, straight: bool = False) -> str:
        """What is answered to this; `straight` to the mind, past the phrases."""
        self.turns += 1
        turn = f"turn_{self.turns}"
        task = VoiceTask(turn, text, None, 0.0)
        await self.bus.publish(TaskStarted(turn=turn, text=text))
        answer = (None if straight else self.known.answer(task)) or self.mind.answer(task)
        assert answer
        heard = await drained(answer)
        self.did = answer.did
        finished = TaskFinished(turn=turn, status="completed", answer=heard, did=answer.did, pieces=1)
        await self.bus.publish(finished)
        return heard


async def drained(answer: Answer) -> str:
    """All of an answer."""
    async with aclosing(answer.pieces) as pieces:
        return "".join([piece async for piece in pieces])


@asynccontextmanager
async def thinking(model: LanguageModel, skills: Sequence[Skill]) -> AsyncIterator[Thinker]:
    """Somebody to talk to."""
    async with asyncio.timeout(60), EventBus() as bus, asyncio.TaskGroup() as group:
        thinker = Thinker(bus, model, skills)
        running = group.create_task(thinker.known.dialogs.run(), name="dialogs")
        await asyncio.sleep(0)
        try:
            yield thinker
        finally:
            running.cancel()
