"""A conversation with skills alone, for the tests of those who write them.

import my_skills
from jarvis.testing import run, say

def test_the_timer_asks_for_its_name() -> None:
    async def story() -> None:
        said = await say("set a timer for ten minutes", skills=[my_skills])
        assert said.answer == "What shall I call it?"
        said = await said.say("Tea.")
        assert said.did == {"what": "timer set", "on": "tea"}

    run(story())
"""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import Event, SpeakingEnded, SpeakingStarted
from jarvis.plugins import Skill
from jarvis.speech import Speech
from jarvis.testing.room import NotingHouse, orchestrator, scripted
from jarvis.turn import Turn

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
"""When a conversation begins: a Monday."""

_kept: "ContextVar[tuple[_Talk, ...]]" = ContextVar("kept", default=())
"""The conversations of a test: they last as long as it does."""


class _LastingHouse(NotingHouse):
    """A house in which time passes as the loop's clock says."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._began_s = asyncio.get_running_loop().time()

    def now(self) -> datetime:
        """So much later than the beginning."""
        return super().now() + timedelta(seconds=asyncio.get_running_loop().time() - self._began_s)


class _QuickVoice:
    """Says everything at once."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus

    async def say(self, speech: Speech) -> None:
        """What is said counts as heard."""
        self._bus.post(SpeakingStarted(turn=speech.turn, device="test"))
        speech.heard = "".join([piece async for piece in speech.pieces])
        self._bus.post(SpeakingEnded(turn=speech.turn, heard_ms=0, cut=False))

    def hold(self) -> str:
        """Nothing takes long enough to be held."""
        return ""

    def resume(self) -> str:
        """Nothing was held."""
        return ""


class _Talk:
    """The daemon's pipeline around some skills; it ends with the loop, as the test does."""

    def __init__(self, skills: Sequence[Skill], house: NotingHouse) -> None:
        self.bus, self.house = EventBus(), house
        self._answerer = SkillAnswerer(skills, house, asyncio.get_running_loop().time, bus=self.bus)
        self._pipeline = orchestrator(self.bus, scripted(_QuickVoice(self.bus), [self._answerer]))
        self._group = asyncio.TaskGroup()

    async def begin(self) -> None:
        """Let the parts run."""
        await self.bus.__aenter__()
        await self._group.__aenter__()
        self._group.create_task(self._answerer.dialogs.run(), name="dialogs")
        self._group.create_task(self._pipeline.run(), name="pipeline")
        await _settled()

    async def say(self, text: str) -> "SaidToJarvis":
        """Say something, and wait for the answer."""
        self.house.request = text
        turn = self._pipeline.submit(text)
        await turn.finished.wait()
        await _settled()
        events = [record.event for record in self.bus.history()]
        return SaidToJarvis(
            self, turn, [one for one in events if getattr(one, "turn", "") == turn.pipeline_id]
        )


@dataclass(frozen=True)
class SaidToJarvis:
    """What came of something that was said."""

    _talk: _Talk
    _turn: Turn
    events: Sequence[Event]
    """What happened in this turn, in order."""

    @property
    def answer(self) -> str:
        """What Jarvis said."""
        return self._turn.task.result or ""

    @property
    def did(self) -> dict[str, str]:
        """The evidence."""
        return self._turn.did

    @property
    def skill(self) -> str:
        """The skill that answered ("my_skills.set_timer"), "nobody" if none did."""
        return self._turn.answerer

    @property
    def error(self) -> str:
        """What went wrong, as one says it; "" if nothing did."""
        return self._turn.task.error or ""

    @property
    def asks(self) -> bool:
        """Whether an answer is expected."""
        return self._turn.asks

    @property
    def house(self) -> NotingHouse:
        """What the skills asked of the daemon: `said.house.reminders`."""
        return self._talk.house

    async def say(self, text: str) -> "SaidToJarvis":
        """Say something more in the same conversation: an answer, "undo that"."""
        return await self._talk.say(text)


async def say(
    text: str,
    *,
    skills: Sequence[ModuleType | Callable[..., Any]],
    now: datetime = NOON,
    house: NotingHouse | None = None,
) -> SaidToJarvis:
    """Say something to these skills (modules, or the functions themselves) and see what comes of it.

    The pipeline and the templates are the daemon's own; nothing is heard or spoken, and on the loop of
    `jarvis.testing.run` no time is lost. Raises BadInputError for what is no skill.
    """
    talk = _Talk([one for given in skills for one in _skills(given)], house or _LastingHouse(now))
    _kept.set((*_kept.get(), talk))
    await talk.begin()
    return await talk.say(text)


def _skills(given: ModuleType | Callable[..., Any]) -> list[Skill]:
    marked = plugins.written_in(given) if isinstance(given, ModuleType) else [_marked(given)]
    found = [one for one in marked if isinstance(one, Skill)]
    if not found:
        name = getattr(given, "__name__", repr(given))
        raise BadInputError(f"{name} is no skill. Put @skill(…) above the function.")
    return found


def _marked(function: Callable[..., Any]) -> object:
    return getattr(function, "__jarvis_skill__", None)


async def _settled() -> None:
    """Whoever was told something has done what is to be done at once."""
    for _ in range(5):
        await asyncio.sleep(0)
