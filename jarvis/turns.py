"""The turns under way: how each begins, how it is cut short, and how it ends."""

from collections import OrderedDict
from collections.abc import Callable

from jarvis.bus import EventBus
from jarvis.errors import BadInputError, QueueFullError
from jarvis.events import QueueFull, SpeakingStarted, TaskFinished, TaskQueued, TurnInterrupted
from jarvis.ports import Pcm
from jarvis.sessions import PipelineStateManager
from jarvis.spoken_over import INTERRUPTION
from jarvis.state import PipelineStage
from jarvis.tasks import Priority, Status, VoiceQueue, VoiceTask, new_task_id
from jarvis.turn import Turn

_FINAL = {Status.COMPLETED: PipelineStage.COMPLETED, Status.FAILED: PipelineStage.ERROR}
_ENDED_KEPT = 100
Keep = Callable[[str, Pcm], None]
"""Is told a turn, and what somebody said in it."""


def _forget(_turn: str, _sound: Pcm) -> None:
    """Nobody keeps what was said."""


def _nobody(_turn: Turn) -> None:
    """Nobody waits for its end."""


class Turns:
    """Keeps every turn from its beginning to its end, and how the last ones ended."""

    def __init__(self, bus: EventBus, sessions: PipelineStateManager, queue: VoiceQueue) -> None:
        self._bus, self._sessions, self._queue = bus, sessions, queue
        self._under_way: dict[str, Turn] = {}
        self._ended: OrderedDict[str, PipelineStage] = OrderedDict()
        self.keep: Keep = _forget
        """Whoever keeps what was said to turns that listened."""
        self.ended: Callable[[Turn], None] = _nobody
        """Is told each turn that is over."""
        bus.subscribe(SpeakingStarted, self._playing)

    def new(self, session_id: str, *, aloud: bool, name: str = "") -> Turn:
        """A turn that begins now; it is under way once it listens or is in the queue."""
        now_s = self._sessions.now()
        task = VoiceTask(name or new_task_id(now_s), "", None, now_s)
        task.priority = Priority.HIGH if aloud else Priority.NORMAL
        return Turn(task, self._sessions.session(session_id), aloud=aloud)

    def add(self, turn: Turn) -> None:
        """It is under way."""
        self._under_way[turn.pipeline_id] = turn
        self._sessions.begin(turn)

    def enqueue(self, turn: Turn) -> None:
        """Let it wait for a worker. Raises QueueFullError; then nothing happens but an event."""
        task = turn.task
        try:
            self._queue.enqueue(task)
        except QueueFullError:
            self._bus.post(QueueFull(turn=task.task_id, waiting=self._queue.size()))
            raise
        self.add(turn)
        if turn.trigger:
            self.keep(turn.pipeline_id, turn.sound)
        waiting = self._queue.size() - 1
        self._bus.post(TaskQueued(turn=task.task_id, priority=task.priority, waiting=waiting))

    def _playing(self, event: SpeakingStarted) -> None:
        turn = self.get(event.turn)
        if turn is not None and turn.stage is PipelineStage.TTS_SYNTHESIS:
            turn.step(PipelineStage.AUDIO_PLAYBACK)

    def under_way(self) -> list[Turn]:
        """All of them, the oldest first."""
        return list(self._under_way.values())

    def get(self, pipeline_id: str) -> Turn | None:
        """The turn of this name, None if it is over or never was."""
        return self._under_way.get(pipeline_id)

    def session_of(self, turn: str) -> str:
        """The session of a turn that is under way, "" for others."""
        found = self.get(turn)
        return found.session.session_id if found else ""

    def ended_in(self, pipeline_id: str) -> PipelineStage:
        """How a turn ended. Raises BadInputError for one that never was, or was long ago."""
        if pipeline_id not in self._ended:
            raise BadInputError(f"There is no turn {pipeline_id[:40]!r}. Start one first.")
        return self._ended[pipeline_id]

    def cut(self, turn: Turn, by: str, reaction_ms: int | None = None) -> None:
        """Cancel what a turn was about to do or say. Cutting it twice changes nothing."""
        if turn.silenced or turn.pipeline_id not in self._under_way:
            return
        told = TurnInterrupted(turn=turn.pipeline_id, stage=turn.stage, by=by, reaction_ms=reaction_ms)
        self._bus.post(told)
        turn.cut(by)
        worked_on = turn.task.status is not Status.PENDING
        self._queue.cancel(turn.task)
        if not worked_on:  # otherwise its worker finishes it
            self.finish(turn)

    def finish(self, turn: Turn) -> None:
        """Tell what became of a request."""
        task = turn.task
        if task.task_id not in self._under_way:
            return
        if task.status in (Status.PENDING, Status.PROCESSING):
            task.status = Status.CANCELLED
        if task.status is Status.CANCELLED and turn.aloud:
            task.result = turn.speech.heard if turn.speech else ""
        self.forget(turn, _FINAL.get(task.status, PipelineStage.INTERRUPTED))
        self._bus.post(
            TaskFinished(
                turn=task.task_id,
                status=task.status,
                answer=task.result or "",
                did=turn.did,
                pieces=turn.pieces,
                cut=turn.silenced and turn.speech is not None,
                sources=turn.sources,
            )
        )
        for leave in turn.leave:
            leave()

    def forget(self, turn: Turn, stage: PipelineStage) -> None:
        """It is over, and was in `stage` at last."""
        if self._under_way.pop(turn.pipeline_id, None) is None:
            return
        turn.step(stage)
        if turn.listener is not None:
            turn.listener.close()
        if turn.trigger == INTERRUPTION:
            words = bool(turn.task.text)
            self._sessions.interruptions(turn.session.session_id).judge(words=words)
        self._ended[turn.pipeline_id] = stage
        while len(self._ended) > _ENDED_KEPT:
            self._ended.popitem(last=False)
        self.ended(turn)
        turn.finished.set()
