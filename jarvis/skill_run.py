"""One call of a skill, in a task of its own: it may ask, wait for the answer, and go on in another turn."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextvars import Context
from dataclasses import dataclass, field

from jarvis import plugins
from jarvis.answering import Answer
from jarvis.asking import Question, asker
from jarvis.errors import NoAnswerError, SkillError, contain
from jarvis.household import House
from jarvis.plugins import Reply, Skill
from jarvis.templates import Match

GRACE_S = 1.0
"""So long a skill whose question stays without an answer may take to end."""
Then = Callable[[Answer, str], AsyncGenerator[str]]
"""Goes on with an answer, in a turn."""


@dataclass(eq=False)
class Call:
    """One call of a skill: which, with what, in whose session, and who hears of its reply."""

    skill: Skill
    match: Match
    session: str
    replied: Callable[[Reply], None]


@dataclass(eq=False)
class SkillRun:
    """A skill at work, or waiting for an answer. It puts its questions itself; see `jarvis.asking.Asker`."""

    call: Call
    context: Context
    turn: str = ""
    question: Question | None = None
    heard: bool = False
    """Whether the question was heard to its end: only then an answer counts."""
    early: set[str] = field(default_factory=set)
    """The turns that began before that."""
    ended: bool = False
    timer: asyncio.TimerHandle | None = None
    task: "asyncio.Task[Reply | Exception] | None" = None
    then: Then | None = None
    """What is to be done when it is over: the rest of a sentence with several commands."""
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _said: "asyncio.Future[str] | None" = None
    _moved: "asyncio.Future[None] | None" = None

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.task is None or self.task.done()

    def start(self, group: asyncio.TaskGroup, around: House) -> None:
        """Let the skill run in its context; it asks through this."""
        self.context.run(asker.set, self)
        work = contain(plugins.call(self.call.skill, self.call.match.values, around))
        self.task = group.create_task(work, name=f"skill {self.call.skill.name}", context=self.context)
        self.task.add_done_callback(self.moved)

    def move_to(self, context: Context) -> None:
        """It goes on in another turn: whoever asks for the turn inside it is told the new one."""
        for variable, value in context.items():
            if variable is not asker:
                self.context.run(variable.set, value)

    def stop(self) -> None:
        """End it, wherever it is."""
        self.ended = True
        if self.task is not None:
            self.task.cancel()

    def outcome(self) -> Reply | Exception:
        """What it gave, when it is over; SkillError if it was stopped."""
        if self.task is None or self.task.cancelled():
            return SkillError(f"Sorry, the skill {self.call.skill.name} was ended.")
        return self.task.result()

    async def put(self, question: Question) -> str:
        """Ask; the turn that waits for this skill says it."""
        async with self._one_at_a_time:
            if self.ended:
                await asyncio.sleep(0)
                raise NoAnswerError
            self.question, self.heard = question, False
            self.early.clear()
            self._said = asyncio.get_running_loop().create_future()
            self.moved()
            try:
                return await self._said
            finally:
                self.question = None

    def moved(self, _: object = None) -> None:
        """It asked something, or is over."""
        if self._moved is not None and not self._moved.done():
            self._moved.set_result(None)

    async def moves(self) -> None:
        """Wait until it asks or is over; it ends if nobody waits any longer."""
        self._moved = asyncio.get_running_loop().create_future()
        if self.task is None or self.task.done():
            return
        try:
            await self._moved
        finally:
            if not self._moved.done() or self._moved.cancelled():
                self.stop()
                await asyncio.wait({self.task}, timeout=GRACE_S)

    def go_on(self, said: str | NoAnswerError) -> None:
        """Hand in what was said, or that nothing was."""
        self.heard = False
        if self.timer is not None:
            self.timer.cancel()
        if self._said is None or self._said.done():
            return
        if isinstance(said, str):
            self._said.set_result(said)
        else:
            self._said.set_exception(said)


def put_together(did: dict[str, str], more: Mapping[str, str]) -> None:
    """Add the evidence of another command: a key that is there already gets a number."""
    for key, value in more.items():
        name, number = key, 1
        while name in did:
            number += 1
            name = f"{key} {number}"
        did[name] = value
