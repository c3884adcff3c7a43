"""The part of a turn that is sound: listening until the speaker falls silent, and being spoken over."""

from collections.abc import Callable, Sequence

from jarvis.bus import EventBus, Handler
from jarvis.errors import QueueFullError
from jarvis.events import Event, ListeningStarted, NothingHeard, UtteranceEnded
from jarvis.ports import CHUNK_MS, Ended, Listener, Pcm, Utterance, duration_ms
from jarvis.sessions import PipelineStateManager
from jarvis.state import PipelineStage
from jarvis.turn import Turn
from jarvis.turns import Turns

MOST_LISTENING = 100
"""Turns that listen at the same time; each keeps some seconds of sound."""


class Capture:
    """Feeds turns with sound. `take` is handed each turn whose utterance is whole."""

    def __init__(
        self, bus: EventBus, turns: Turns, sessions: PipelineStateManager, take: Callable[[Turn], None]
    ) -> None:
        self._bus, self._turns, self._sessions, self._take = bus, turns, sessions, take

    def start(
        self, turn: Turn, listener: Callable[[], Listener], callbacks: Sequence[Handler[Event]]
    ) -> None:
        """Let a turn listen; whatever still listened in its session ends. Raises QueueFullError."""
        for other in self._turns.under_way():
            if other.listening and other.session is turn.session:
                self.end(other)
        listening = sum(other.listening for other in self._turns.under_way())
        if listening >= MOST_LISTENING:
            raise QueueFullError(listening)
        turn.listener = listener()
        self._turns.add(turn)
        turn.leave = [self._bus.subscribe(Event, _only_of(turn, callback)) for callback in callbacks]

    def feed(self, turn: Turn, audio_data: Pcm) -> None:
        """Take sound of any length."""
        for chunk in turn.chunks(audio_data):
            if turn.listening:
                self._listen(turn, chunk)
            elif turn.listener is not None and turn.stage is PipelineStage.AUDIO_PLAYBACK:
                self.overhear(turn, turn.listener.speech(chunk), CHUNK_MS)

    def end(self, turn: Turn) -> None:
        """Stop listening; what was said so far is forgotten."""
        self._nothing(turn, waited_ms=0)

    def _listen(self, turn: Turn, chunk: Pcm) -> None:
        if turn.listener is None:
            return
        if turn.stage is PipelineStage.IDLE:
            turn.step(PipelineStage.AUDIO_CAPTURE)
            self._bus.post(ListeningStarted(turn=turn.pipeline_id, trigger=turn.trigger))
        self._sessions.passes(turn.session.session_id, CHUNK_MS)
        utterance = turn.listener.feed(chunk)
        if utterance is None:
            return
        if utterance.ended is Ended.NOBODY_SPOKE:
            self._nothing(turn, utterance.silence_ms)
        else:
            self._heard(turn, utterance)

    def _nothing(self, turn: Turn, waited_ms: int) -> None:
        self._bus.post(NothingHeard(turn=turn.pipeline_id, waited_ms=waited_ms))
        self._turns.forget(turn, PipelineStage.COMPLETED)
        for leave in turn.leave:
            leave()

    def _heard(self, turn: Turn, utterance: Utterance) -> None:
        self._bus.post(
            UtteranceEnded(
                turn=turn.pipeline_id,
                duration_ms=duration_ms(utterance.pcm),
                silence_ms=utterance.silence_ms,
                reason=utterance.ended.value,
            )
        )
        turn.sound, turn.draft = utterance.pcm, utterance.draft
        turn.silence_ms = utterance.silence_ms
        turn.step(PipelineStage.ASR_PROCESSING)
        self._take(turn)

    def overhear(self, turn: Turn, probability: float, duration_ms: int) -> None:
        """Somebody speaks, or not, while the turn does: that may interrupt it."""
        interruptions = self._sessions.interruptions(turn.session.session_id)
        speaking = turn.stage is PipelineStage.AUDIO_PLAYBACK
        reaction_ms = interruptions.feed(probability, duration_ms, speaking=speaking)
        if reaction_ms is not None:
            self._turns.cut(turn, "voice", reaction_ms)


def _only_of(turn: Turn, callback: Handler[Event]) -> Handler[Event]:
    def tell(event: Event) -> object:
        return callback(event) if getattr(event, "turn", "") == turn.pipeline_id else None

    return tell  # type: ignore[return-value]  # awaitable if the callback is
