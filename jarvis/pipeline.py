"""One turn, from what was heard to what is said. Read this first.

A turn (the contract says: a pipeline) begins with sound (`start_pipeline`, then `process_audio_chunk`
until the speaker falls silent), with a recording (`hear`) or with a typed line (`submit`). From there on
all are the same: a `VoiceTask` waits in the queue, and a worker takes the most urgent.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from jarvis.bus import EventBus, Handler
from jarvis.capture import Capture
from jarvis.errors import BadInputError, JarvisError, QueueFullError, TransientError, contain
from jarvis.events import Event, PartialRecognized, QuestionAsked, TaskRetried
from jarvis.log import frames
from jarvis.ports import Pcm
from jarvis.sessions import PipelineStateManager
from jarvis.speech import Speech
from jarvis.spoken_over import INTERRUPTION
from jarvis.state import PipelineStage
from jarvis.streams import once
from jarvis.tasks import (
    Priority,
    Status,
    VoiceQueue,
    VoiceTask,
    back_off_s,
    new_task_id,
    process_voice_queue_worker,
)
from jarvis.turn import Turn
from jarvis.turns import Turns
from jarvis.worker import LONGEST_TEXT, Parts, Worker

log = logging.getLogger(__name__)
BROKEN = "Sorry, something went wrong inside me. The log tells more."
LONGEST_SIGNAL_MS = 60_000
_this_turn: ContextVar[Turn | None] = ContextVar("this turn", default=None)


class PipelineOrchestrator:
    """The one place where turns happen. An answer that does not begin within `limit_s` is given up."""

    def __init__(
        self,
        bus: EventBus,
        parts: Parts,
        sessions: PipelineStateManager,
        *,
        limit_s: float = 10.0,
        queue: VoiceQueue | None = None,
    ) -> None:
        self._bus, self._listeners, self.sessions = bus, parts.listeners, sessions
        self.queue = queue or VoiceQueue()
        self.turns = Turns(bus, sessions, self.queue)
        self._capture = Capture(bus, self.turns, sessions, self._take)
        self._worker = Worker(bus, parts, limit_s)
        self.over, self.turns.ended = self._worker.over, self._worker.over.over
        self._announcing: set[asyncio.Task[None]] = set()
        self._group: asyncio.TaskGroup | None = None
        self.quiet: Callable[[], bool] = bool  # these are no quiet hours, unless somebody knows better

    @property
    def this_turn(self) -> str:
        """The turn on whose behalf this is asked, "" for none."""
        turn = _this_turn.get()
        return turn.pipeline_id if turn else ""

    async def run(self) -> None:
        """Work on requests for ever."""
        try:
            async with asyncio.TaskGroup() as self._group:
                await process_voice_queue_worker(self.queue, self._work)
        finally:
            self._group = None

    def start_pipeline(
        self,
        session_id: str = "",
        user_id: str = "local",
        callbacks: Sequence[Handler[Event]] = (),
        *,
        trigger: str = "asked",
        before: Sequence[Pcm] = (),
    ) -> Turn:
        """A turn that listens; `before` is the sound of the moment before.

        `callbacks` get the events of this turn. Whatever still listened in this session ends. Raises
        QueueFullError when far too much is going on.
        """
        turn = self.turns.new(session_id, aloud=True)
        turn.user_id, turn.trigger = user_id, trigger

        def partial(text: str) -> None:
            self._bus.post(PartialRecognized(turn=turn.pipeline_id, text=text))

        self._capture.start(turn, lambda: self._listeners(before, partial), callbacks)
        return turn

    def process_audio_chunk(self, pipeline_id: str, audio_data: Pcm) -> PipelineStage:
        """Hand in sound (16 kHz, mono, s16le) and see where the turn is now.

        While it listens the sound is the request; while it speaks, speech interrupts it. Raises
        BadInputError for sound that cannot be, or a turn that never was.
        """
        turn = self.turns.get(pipeline_id)
        if turn is None:
            return self.turns.ended_in(pipeline_id)
        self._capture.feed(turn, audio_data)
        return turn.stage

    def voice_detected(self, pipeline_id: str, confidence: float, duration_ms: int) -> PipelineStage:
        """What a client's own detector heard while the turn speaks; see `process_audio_chunk`."""
        turn = self.turns.get(pipeline_id)
        if turn is None:
            return self.turns.ended_in(pipeline_id)
        if not (0 <= confidence <= 1 and 0 <= duration_ms <= LONGEST_SIGNAL_MS):
            raise BadInputError("A voice signal is a confidence from 0 to 1 and at most a minute.")
        self._capture.overhear(turn, confidence, duration_ms)
        return turn.stage

    def interrupt_pipeline(self, pipeline_id: str, by: str = "hand") -> bool:
        """Cut one turn short: what it was about to do or say is cancelled. False if it is over."""
        turn = self.turns.get(pipeline_id)
        if turn is None or turn.silenced:
            return False
        self.sessions.interruptions(turn.session.session_id).manual()
        self.turns.cut(turn, by)
        return True

    def end_pipeline(self, pipeline_id: str) -> None:
        """Put a turn away, wherever it is. Ending it again changes nothing."""
        turn = self.turns.get(pipeline_id)
        if turn is not None and turn.listening:
            self._capture.end(turn)
        elif turn is not None:
            self.turns.cut(turn, "hand")

    def submit(
        self, text: str, *, turn: str = "", confidence: float | None = None, aloud: bool = True
    ) -> Turn:
        """Put a request into the queue. Raises QueueFullError; then nothing happens."""
        found = self.turns.new("", aloud=aloud, name=turn)
        found.task.text, found.task.confidence = text[:LONGEST_TEXT], confidence
        asked = self._worker.answering.priority(found.task.text)
        found.task.priority = found.task.priority if asked is None else asked
        if asked is Priority.CRITICAL:  # first of all: it may make room for itself
            self.interrupt(but=found)
        self.turns.enqueue(found)
        return found

    def hear(self, sound: Pcm, clean: Callable[[str], str], *, aloud: bool) -> Turn:
        """Put a recorded utterance into the queue; `clean` is applied to its text. Raises QueueFullError."""
        turn = self.turns.new("", aloud=aloud)
        turn.sound, turn.clean = sound, clean
        self.turns.enqueue(turn)
        return turn

    def announce(
        self, text: str, turn: str = "", *, asked: bool = True, language: str = ""
    ) -> asyncio.Task[None]:
        """Say something that is no answer. What nobody `asked` for stays unsaid in quiet hours."""
        if self._group is None:
            raise RuntimeError("the pipeline does not run")
        speech = Speech(turn or new_task_id(self.sessions.now()), once(text), language=language)
        made = self._announce(speech, text, aloud=asked or not self.quiet())
        task = self._group.create_task(made, name=f"announce {speech.turn}")
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)
        return task

    async def tell(self, text: str) -> None:
        """`announce`, and wait for its end."""
        await asyncio.wait({self.announce(text)})

    def interrupt(self, by: str = "hand", but: Turn | None = None) -> bool:
        """Silence everything that is being said or was to be said; False if there was nothing.

        The turn that asks for it goes on (or `but`), and so does one that listens.
        """
        reaction_ms = self.over.forget()
        spared = (_this_turn.get(), but)
        turns = [turn for turn in self.turns.under_way() if turn.to_be_said and turn not in spared]
        announcing = [task for task in self._announcing if not task.cancelling()]
        if (turns or announcing) and by != "voice":
            self.sessions.interruptions().manual()
        for turn in turns:
            self.turns.cut(turn, by, reaction_ms)
        for task in announcing:
            task.cancel()
        return bool(turns or announcing)

    def _take(self, turn: Turn) -> None:
        """What was said is a request now."""
        try:
            self.turns.enqueue(turn)
        except QueueFullError as error:
            turn.task.status, turn.task.error, turn.task.result = Status.FAILED, str(error), str(error)
            self.turns.finish(turn)
            if self._group is not None:
                self.announce(str(error), asked=False)

    def _understood(self, turn: Turn) -> None:
        """Its words are known now: whoever says "stop" in them, or says them over others, means those."""
        over_others = turn.trigger == INTERRUPTION
        critical = self._worker.answering.priority(turn.task.text) is Priority.CRITICAL
        if critical:
            turn.task.priority = Priority.CRITICAL
        if critical or over_others:
            self.interrupt("voice" if over_others else "hand", but=turn)

    async def _announce(self, speech: Speech, text: str, *, aloud: bool) -> None:
        failure = await contain(self._worker.announce(speech, text, aloud=aloud))
        if failure is not None:
            log.error("announcement %s failed: %s", speech.turn, frames(failure))

    async def _work(self, task: VoiceTask) -> None:
        turn = self.turns.get(task.task_id)
        if turn is None:
            return
        _this_turn.set(turn)
        again = False
        try:
            failure = await contain(self._worker.work(turn, self._understood))
            again = isinstance(failure, TransientError) and task.retries < task.max_retries
            if not again:
                await self._settle(turn, failure)
        finally:
            _this_turn.set(None)
            if not again:
                self.turns.finish(turn)
        if again and failure is not None:
            attempt = task.retries + 1
            self._bus.post(TaskRetried(turn=task.task_id, attempt=attempt, retry_in_s=back_off_s(attempt)))
            raise failure

    async def _settle(self, turn: Turn, failure: Exception | None) -> None:
        """Decide how a turn ended; what nobody expected is said too."""
        task = turn.task
        task.status = Status.FAILED if failure or task.error else Status.COMPLETED
        if failure is None:
            if turn.trigger and turn.aloud and turn.asks:
                self._bus.post(QuestionAsked(turn=task.task_id))
            return
        log.error("turn %s failed: %s", task.task_id, frames(failure))
        known = isinstance(failure, JarvisError)
        task.error, task.result = type(failure).__name__, str(failure) if known else BROKEN
        await contain(self._worker.deliver(turn, once(task.result)))
