"""From the microphone to a turn: waits for the wake word, then hands sound to the turn while it listens."""

import asyncio
from contextlib import aclosing

from jarvis.bus import EventBus
from jarvis.errors import QueueFullError
from jarvis.events import WakeHeard
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import CHUNK_MS, Microphone, Pcm, Wake, WakeWord
from jarvis.state import PipelineStage
from jarvis.turn import Turn
from voice.calls import Calls
from voice.level import Meter
from voice.segment import LEAD_MS, WAKE_LAG_MS, Backlog

LISTENS = (PipelineStage.IDLE, PipelineStage.AUDIO_CAPTURE)


class Ears:
    """Listens for ever. What is said to others is forgotten at once.

    `by_voice`: the turn goes on to hear sound while it speaks, so that speech interrupts it.
    """

    calls: Calls | None = None
    """Hears phrases that need no model, where there are any."""

    def __init__(
        self,
        bus: EventBus,
        microphone: Microphone,
        wake: WakeWord,
        pipeline: PipelineOrchestrator,
        *,
        by_voice: bool = False,
    ) -> None:
        self._bus, self._microphone, self._wake, self._pipeline = bus, microphone, wake, pipeline
        self._by_voice = by_voice
        self.meter = Meter()
        self._turn: Turn | None = None
        self._backlog = Backlog(LEAD_MS)

    def listen(self, trigger: str = "asked") -> str:
        """Listen now, without the wake word; gives the turn this starts."""
        self._start(self._pipeline.start_pipeline(trigger=trigger))
        return self._turn.pipeline_id if self._turn else ""

    def called(self, wake: Wake, command: str, confidence: float | None) -> None:
        """Somebody said a phrase that needs no model, and perhaps at once what they want."""
        if command:
            turn = self._pipeline.submit(command, confidence=confidence)
            turn.trigger = "wake"
        else:
            turn = self._pipeline.start_pipeline(trigger="wake")
            self._start(turn)
        self._bus.post(WakeHeard(turn=turn.pipeline_id, phrase=wake.phrase, score=wake.score))

    async def run(self) -> None:
        """Take in sound for as long as there is any."""
        async with aclosing(self._microphone.chunks()) as chunks:
            async for chunk in chunks:
                if level := self.meter.feed(chunk):
                    self._bus.post(level)
                if chunk:
                    self._hear(chunk)
                else:
                    self._interrupted()
                if self._turn is not None:
                    await asyncio.sleep(0)  # sound that has piled up must not hold up everybody else

    def _hear(self, chunk: Pcm) -> None:
        turn = self._turn
        if turn is not None:
            was = turn.stage
            stage = self._pipeline.process_audio_chunk(turn.pipeline_id, chunk)
            if was in LISTENS:
                if stage not in LISTENS:
                    self._stopped_listening(turn)
                return
            if turn.over:
                self._turn = None
                if turn.interrupted_by == "voice":
                    before = [*self._backlog.sound(LEAD_MS), chunk]
                    self._start(self._pipeline.start_pipeline(trigger="interruption", before=before))
                    return
        self._wait_for_wake(chunk)

    def _wait_for_wake(self, chunk: Pcm) -> None:
        self._backlog.add(chunk)
        if self._turn is None:
            self._pipeline.sessions.passes("", CHUNK_MS)
        if self.calls is not None:
            self.calls.feed(chunk)
        wake = self._wake.feed(chunk)
        if wake is None:
            return
        try:
            turn = self._pipeline.start_pipeline(trigger="wake", before=self._backlog.sound(WAKE_LAG_MS))
        except QueueFullError as error:
            self._pipeline.announce(str(error), asked=False)
            return
        self._bus.post(WakeHeard(turn=turn.pipeline_id, phrase=wake.phrase, score=wake.score))
        self._start(turn)

    def _start(self, turn: Turn) -> None:
        self._turn = turn
        self._forget()

    def _stopped_listening(self, turn: Turn) -> None:
        """The wake word is waited for again; what was said to the turn is no part of it."""
        self._turn = turn if self._by_voice and not turn.over else None
        self._forget()

    def _interrupted(self) -> None:
        """The microphone was closed in between: nothing from before belongs to what comes now."""
        if self._turn is not None and self._turn.listening and self._turn.stage is not PipelineStage.IDLE:
            self._pipeline.end_pipeline(self._turn.pipeline_id)
            self._turn = None
        self._forget()

    def _forget(self) -> None:
        self._backlog.clear()
        self._wake.reset()
        if self.calls is not None:
            self.calls.forget()
