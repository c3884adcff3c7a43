"""Skills that ask back: a skill waits for the answer, and what is said next in its session goes to it.

Each skill runs in a task of its own, so that it can outlive its turn. The answer is a new turn, whose words
come from the skill that goes on: its context is that of the new turn.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from contextvars import copy_context
from dataclasses import dataclass

from jarvis import plugins
from jarvis.answering import Answer
from jarvis.asking import read
from jarvis.bus import EventBus
from jarvis.errors import NoAnswerError, SkillError, contain
from jarvis.events import ListeningStarted, TaskFinished, TaskQueued
from jarvis.household import House
from jarvis.plugins import Reply
from jarvis.skill_run import GRACE_S, Call, SkillRun, Then, put_together
from jarvis.streams import once
from jarvis.tasks import Status, VoiceTask
from jarvis.templates import plain

WINDOW_S = 15.0
"""So long after a question was heard to its end it is waited for the answer."""
AGAIN_S = 0.5
"""Whoever is still speaking then is heard out."""
_NEVER_MIND = re.compile(r"(no )?(never ?mind|cancel|forget it|nothing|skip it)( (that|it))?")


@dataclass(frozen=True)
class Told:
    """A call that is over: whose answer it is in, in which turn, and what comes after it."""

    call: Call
    answer: Answer
    turn: str
    then: Then | None


class Dialogs:
    """The skills that wait for an answer, one in each session at most: a newer question ends an older one.

    Without `run` in the background nothing can be asked, and skills answer at once.
    """

    def __init__(self, around: House) -> None:
        self._around = around
        self._waiting: dict[str, SkillRun] = {}
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Let skills ask, for ever. At the end those that wait are ended."""
        try:
            async with asyncio.TaskGroup() as self._group:
                await asyncio.Event().wait()
        finally:
            self._group = None
            self._waiting.clear()

    def follow(self, bus: EventBus) -> None:
        """A question is heard when its turn was said to its end; who began before did not answer it."""
        bus.subscribe(TaskFinished, self._finished)
        bus.subscribe(TaskQueued, self._began)
        bus.subscribe(ListeningStarted, self._began)

    async def begin(
        self,
        call: Call,
        answer: Answer,
        turn: str,
        then: Then | None = None,
    ) -> AsyncGenerator[str]:
        """What a skill says: its answer, or its first question. `then` is what comes after it."""
        if self._group is None:
            reply = await contain(plugins.call(call.skill, call.match.values, self._around))
            pieces = _told(Told(call, answer, turn, then), reply)
        else:
            run = SkillRun(call, copy_context(), then=then)
            run.start(self._group, self._around)
            pieces = self._leg(run, answer, turn)
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    def answer(
        self, task: VoiceTask, session: str, urgent: Callable[[str], bool | None], *, sure: bool = True
    ) -> "Continuation | None":
        """The skill that waits for what was said, ready to go on; None if this is for somebody else.

        What is urgent goes where it belongs, and so does a command that can be no answer; then the skill
        ends. `urgent` is None for what is no command. A yes that was not heard for `sure` is no yes.
        """
        run, text = self._waiting.get(session), task.text
        if run is None or run.question is None or not run.heard or task.task_id in run.early:
            return None
        if _NEVER_MIND.fullmatch(plain(text)):
            run.heard = False  # it is answered now, once
            return Continuation(self, run, NoAnswerError())
        is_urgent = urgent(text)
        if is_urgent or (is_urgent is not None and read(run.question, text) is None):
            self._give_up(run)
            return None
        run.heard = False
        unsure = not sure and run.question.kind == "yes or no"
        return Continuation(self, run, "" if unsure else text)

    def end(self, session: str) -> None:
        """Whoever waits in this session waits no longer."""
        if run := self._waiting.get(session):
            self._give_up(run)

    async def go_on(
        self, run: SkillRun, said: str | NoAnswerError, answer: Answer, turn: str
    ) -> AsyncGenerator[str]:
        """What the skill says to the answer, in the context of the new turn."""
        self._waiting.pop(run.call.session, None)
        run.move_to(copy_context())
        run.go_on(said)
        async with aclosing(self._leg(run, answer, turn)) as pieces:
            async for piece in pieces:
                yield piece

    async def _leg(self, run: SkillRun, answer: Answer, turn: str) -> AsyncGenerator[str]:
        """Until the skill asks the next question, or its end."""
        run.turn = turn
        await run.moves()
        if not run.over:
            if run.question is not None:
                self.end(run.call.session)
                self._waiting[run.call.session] = run
                answer.asked = True
                yield run.question.text
            return
        pieces = _told(Told(run.call, answer, turn, run.then), run.outcome())
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    def _finished(self, event: TaskFinished) -> None:
        """A question was heard, or was cut short: then no answer to it counts."""
        for run in list(self._waiting.values()):
            if run.turn == event.turn:
                if event.cut or event.status != Status.COMPLETED:
                    self._give_up(run)
                else:
                    run.heard = True
                    run.timer = asyncio.get_running_loop().call_later(WINDOW_S, self._too_late, run)

    def _began(self, event: TaskQueued | ListeningStarted) -> None:
        """Who begins to speak or types while a question is still being said does not answer it."""
        for run in self._waiting.values():
            if not run.heard and event.turn != run.turn:
                run.early.add(event.turn)

    def _too_late(self, run: SkillRun) -> None:
        """Nobody answered in time, unless somebody is just speaking."""
        if self._around.hears(run.call.session):
            run.timer = asyncio.get_running_loop().call_later(AGAIN_S, self._too_late, run)
        else:
            self._give_up(run)

    def _give_up(self, run: SkillRun) -> None:
        """Nobody answers: the skill is told, and has a moment to end."""
        if self._waiting.get(run.call.session) is run:
            del self._waiting[run.call.session]
        run.ended = True
        run.go_on(NoAnswerError())
        if not run.over:
            asyncio.get_running_loop().call_later(GRACE_S, run.stop)


@dataclass(frozen=True)
class Continuation:
    """A skill that goes on with what was said."""

    dialogs: Dialogs
    run: SkillRun
    said: str | NoAnswerError

    def answer(self, turn: str) -> Answer:
        """The new turn's answer."""
        found = Answer(self.run.call.skill.name, once(""))
        found.pieces = self.dialogs.go_on(self.run, self.said, found, turn)
        return found


async def _told(end: Told, outcome: Reply | Exception) -> AsyncGenerator[str]:
    """Say a reply, note its evidence, and go on with what comes after it. Raises what failed at the end."""
    text = ""
    if isinstance(outcome, Reply):
        put_together(end.answer.did, outcome.did)
        end.call.replied(outcome)
        text = outcome.text
        yield text
    if end.then is not None:
        try:
            async with aclosing(end.then(end.answer, end.turn)) as pieces:
                async for piece in pieces:
                    yield f" {piece}" if text else piece
                    text = ""
        except SkillError as error:
            if isinstance(outcome, Exception):
                raise SkillError(f"{outcome} {error}") from error
            raise
    if isinstance(outcome, Exception):
        raise outcome
