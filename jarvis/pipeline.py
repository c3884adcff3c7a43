"""One turn, from what was heard to what is said. Read this first.

Every request (spoken, typed, from a file) becomes a `VoiceTask` in the queue. The worker takes the
most urgent, asks the answerers in order, and sends the answer to the voice while it is still coming.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from jarvis.bus import EventBus
from jarvis.errors import JarvisError, QueueFullError, SkillError, SynthesisError, contain
from jarvis.events import (
    AnswerStarted,
    QueueFull,
    SkillFailed,
    TaskFinished,
    TaskQueued,
    TaskStarted,
)
from jarvis.log import frames
from jarvis.ports import Voice
from jarvis.tasks import (
    Priority,
    Status,
    VoiceQueue,
    VoiceTask,
    new_task_id,
    process_voice_queue_worker,
)

log = logging.getLogger(__name__)
NOT_UNDERSTOOD = "Sorry, I cannot do that. Say “help” to hear what I can do."
BROKEN = "Sorry, something went wrong inside me. The log tells more."
LONGEST_TEXT = 2_000


@dataclass
class Answer:
    """Text on its way, who gives it, and the evidence of what was done (complete at its end)."""

    answerer: str
    pieces: AsyncGenerator[str]
    did: dict[str, str] = field(default_factory=dict)


class Answerer(Protocol):
    """Something that may know the answer."""

    def priority(self, text: str) -> Priority | None:
        """How urgent this request is to whoever would answer it; None if that is not special."""
        ...

    def answer(self, task: VoiceTask) -> Answer | None:
        """The answer, or None: then the next one is asked."""
        ...


@dataclass
class Turn:
    """A request and what became of it. `finished` is set when the last word is spoken."""

    task: VoiceTask
    aloud: bool
    answerer: str = ""
    did: dict[str, str] = field(default_factory=dict)
    running: asyncio.Task[None] | None = None
    silenced: bool = False
    finished: asyncio.Event = field(default_factory=asyncio.Event)


_this_turn: ContextVar[Turn | None] = ContextVar("this turn", default=None)


class Pipeline:
    """The one place where turns happen. `now` gives seconds since 1970, for ids and time stamps."""

    def __init__(
        self,
        bus: EventBus,
        voice: Voice,
        answerers: Sequence[Answerer],
        now: Callable[[], float],
        queue: VoiceQueue | None = None,
    ) -> None:
        self._bus, self._voice, self._answerers, self._now = bus, voice, answerers, now
        self.queue = queue or VoiceQueue()
        self._turns: dict[str, Turn] = {}
        self._announcing: set[asyncio.Task[None]] = set()
        self._group: asyncio.TaskGroup | None = None

    def new_turn(self) -> str:
        """A name for a turn that begins now."""
        return new_task_id(self._now())

    async def run(self) -> None:
        """Work on requests for ever."""
        try:
            async with asyncio.TaskGroup() as self._group:
                await process_voice_queue_worker(self.queue, self._work)
        finally:
            self._group = None

    def submit(
        self, text: str, *, turn: str = "", confidence: float | None = None, aloud: bool = True
    ) -> Turn:
        """Put a request into the queue. Raises QueueFullError; then nothing happens."""
        text = text[:LONGEST_TEXT]
        asked = next((p for a in self._answerers if (p := a.priority(text)) is not None), None)
        usual = Priority.HIGH if aloud else Priority.NORMAL
        priority = usual if asked is None else asked
        task = VoiceTask(turn or self.new_turn(), text, confidence, self._now(), priority=priority)
        try:
            self.queue.enqueue(task)
        except QueueFullError:
            self._bus.post(QueueFull(turn=task.task_id, waiting=self.queue.size()))
            raise
        if priority is Priority.CRITICAL:
            self.interrupt()
        waiting = self.queue.size() - 1
        self._bus.post(TaskQueued(turn=task.task_id, priority=priority, waiting=waiting))
        self._turns[task.task_id] = Turn(task, aloud)
        return self._turns[task.task_id]

    def announce(self, text: str, turn: str = "") -> asyncio.Task[None]:
        """Say something that nobody asked for just now; the task ends with its last word."""
        if self._group is None:
            raise RuntimeError("the pipeline does not run")
        turn = turn or self.new_turn()
        announcing = self._group.create_task(self._announce(turn, text), name=f"announce {turn}")
        self._announcing.add(announcing)
        announcing.add_done_callback(self._announcing.discard)
        return announcing

    async def tell(self, text: str) -> None:
        """`announce`, and wait until it was said or silenced."""
        await asyncio.wait({self.announce(text)})

    def interrupt(self) -> bool:
        """Silence everything that is being said or was to be said; False if there was nothing.

        The turn that asks for it goes on.
        """
        asking = _this_turn.get()
        turns = [
            turn for turn in self._turns.values() if turn.aloud and not turn.silenced and turn is not asking
        ]
        for turn in turns:
            turn.silenced = True  # for one that is just being taken out of the queue
            if turn.running is not None:
                turn.running.cancel()
            elif self.queue.withdraw(turn.task):
                self._finish(turn)
        announcing = [task for task in self._announcing if not task.cancelling()]
        for task in announcing:
            task.cancel()
        return bool(turns or announcing)

    async def _announce(self, turn: str, text: str) -> None:
        failure = await contain(self._aloud(turn, _once(text)))
        if failure is not None:
            log.error("announcement %s failed: %s", turn, frames(failure))

    async def _work(self, task: VoiceTask) -> None:
        turn = self._turns[task.task_id]
        turn.running = asyncio.current_task()
        _this_turn.set(turn)
        self._bus.post(TaskStarted(turn=task.task_id, text=task.text))
        try:
            if turn.silenced:
                return
            failure = await contain(self._answer(turn))
            task.status = Status.FAILED if failure or task.error else Status.COMPLETED
            if failure is not None:
                log.error("turn %s failed: %s", task.task_id, frames(failure))
                task.error, task.result = type(failure).__name__, BROKEN
                await contain(self._deliver(turn, _once(BROKEN)))
        finally:
            if task.status is Status.PROCESSING:
                task.status = Status.CANCELLED
            self._finish(turn)

    def _finish(self, turn: Turn) -> None:
        """Tell what became of a turn."""
        task = turn.task
        del self._turns[task.task_id]
        answer = task.result or ""
        self._bus.post(TaskFinished(turn=task.task_id, status=task.status, answer=answer, did=turn.did))
        turn.finished.set()

    async def _answer(self, turn: Turn) -> None:
        """Ask the answerers in order; the first that has an answer is heard."""
        began_s = asyncio.get_running_loop().time()
        answers = (answerer.answer(turn.task) for answerer in self._answerers)
        answer = next((one for one in answers if one is not None), None)
        if answer is None:
            answer = Answer("nobody", _once(NOT_UNDERSTOOD))
        turn.answerer, turn.did = answer.answerer, answer.did
        async with aclosing(self._watched(turn, answer, began_s)) as pieces:
            # The work is done now, even if the voice is still busy with another answer.
            async for first in pieces:
                await self._deliver(turn, _resumed(first, pieces))

    async def _watched(self, turn: Turn, answer: Answer, began_s: float) -> AsyncGenerator[str]:
        """The pieces of an answer, noted as they pass; an answerer's failure becomes a sentence."""
        task = turn.task
        try:
            async with aclosing(answer.pieces) as pieces:
                async for piece in pieces:
                    if task.result is None:
                        took_ms = (asyncio.get_running_loop().time() - began_s) * 1000
                        self._bus.post(
                            AnswerStarted(turn=task.task_id, answerer=answer.answerer, took_ms=took_ms)
                        )
                    task.result = (task.result or "") + piece
                    if piece:
                        yield piece
        except JarvisError as error:
            task.error = str(error)
            task.result = (task.result or "") + str(error)
            if isinstance(error, SkillError):
                failed = SkillFailed(turn=task.task_id, skill=answer.answerer, error=str(error))
                self._bus.post(failed)
            yield str(error)

    async def _deliver(self, turn: Turn, pieces: AsyncIterator[str]) -> None:
        if turn.aloud:
            await self._aloud(turn.task.task_id, pieces)
        async for _ in pieces:  # what nobody hears is still noted
            pass

    async def _aloud(self, turn: str, pieces: AsyncIterator[str]) -> None:
        try:
            await self._voice.say(turn, pieces)
        except SynthesisError as error:  # text only: the answer is shown, the loss was announced
            log.warning("turn %s stays silent: %s", turn, error)


async def _resumed(first: str, rest: AsyncIterator[str]) -> AsyncGenerator[str]:
    yield first
    async for piece in rest:
        yield piece


async def _once(text: str) -> AsyncGenerator[str]:
    yield text
