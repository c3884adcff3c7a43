"""From the microphone to a turn: waits for the wake word, then hands sound to the turn while it listens."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from jarvis.bus import EventBus
from jarvis.errors import QueueFullError
from jarvis.events import WakeHeard
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import Microphone, Pcm, Wake, WakeWord, duration_ms
from jarvis.spoken_over import INTERRUPTION
from jarvis.state import PipelineStage
from jarvis.turn import Turn
from voice.calls import Calls
from voice.level import Meter
from voice.overhear import Overhearing
from voice.own_speech import OwnSpeech
from voice.segment import LEAD_MS, PRESS_LAG_MS, WAKE_LAG_MS, Backlog
from voice.self_heard import SelfHeard


def _unchanged(text: str) -> str:
    return text


def _always() -> bool:
    return True


def _as_it_is(chunk: Pcm) -> Pcm:
    return chunk


LISTENS = (PipelineStage.IDLE, PipelineStage.AUDIO_CAPTURE)


class Ears:
    """Listens for ever. What is said to others is forgotten at once.

    `own` knows whether Jarvis itself speaks; how much sound goes by is told to it here.
    """

    calls: Calls | None = None
    """Hears phrases that need no model, where there are any."""
    overhearing: Overhearing | None = None
    """Hears whoever speaks over Jarvis."""
    clean: Callable[[str], str] = staticmethod(_unchanged)
    """Takes the wake word out of what was said over Jarvis."""
    cancel: Callable[[Pcm], Pcm] = staticmethod(_as_it_is)
    """Takes Jarvis's own voice out of a chunk; an empty one tells it that the sound was interrupted."""
    reacts: Callable[[], bool] = staticmethod(_always)
    """Whether the wake word, and speaking over Jarvis, count just now."""
    sharp: Callable[[Pcm], Pcm] = staticmethod(_as_it_is)
    """The chunk that was cancelled last, with even less of it, and of everybody else."""

    def __init__(
        self,
        bus: EventBus,
        microphone: Microphone,
        wake: WakeWord,
        pipeline: PipelineOrchestrator,
        own: SelfHeard | None = None,
    ) -> None:
        self._bus, self._microphone, self._wake, self._pipeline = bus, microphone, wake, pipeline
        self._own = own or SelfHeard(OwnSpeech())
        self.meter = Meter()
        self._turn: Turn | None = None
        self._heeding = True
        self._backlog = Backlog(LEAD_MS)

    def listen(self, trigger: str = "asked") -> str:
        """Listen now, without the wake word; gives the turn this starts."""
        self._start(self._pipeline.start_pipeline(trigger=trigger))
        return self._turn.pipeline_id if self._turn else ""

    def listen_held(self, trigger: str) -> Turn:
        """Listen as long as a key is held; what was said just before belongs to it."""
        before = [] if self._own.own.speaking else self._backlog.sound(PRESS_LAG_MS)
        turn = self._pipeline.start_pipeline(trigger=trigger, before=before)
        if turn.listener is not None:
            turn.listener.hold(on=True)
        self._start(turn)
        return turn

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
                self._own.passes(duration_ms(chunk))
                if cleaned := self.cancel(chunk):
                    self._hear(cleaned)
                else:
                    self._interrupted()
                await asyncio.sleep(0)  # sound that has piled up must not hold up everybody else

    def _hear(self, chunk: Pcm) -> None:
        turn = self._turn
        if turn is None or turn.stage not in LISTENS:  # somebody else may have ended it
            self._turn = None
            if self._heeds():
                self._wait_for_wake(chunk)
                self._overhear(chunk)
            return
        if turn.trigger == INTERRUPTION and self._interrupts(turn, chunk):
            return
        if self._pipeline.process_audio_chunk(turn.pipeline_id, chunk) not in LISTENS:
            self._own.ended(turn)
            turn.spoke_on = self.overhearing is None or self.overhearing.went_on
            self._turn = None
            self._forget()

    def _wait_for_wake(self, chunk: Pcm) -> bool:
        """Whether this chunk completed the wake word, and a turn listens now."""
        self._backlog.add(chunk)
        if self.calls is not None and self._turn is None:
            self.calls.feed(chunk)
        wake = self._wake.feed(chunk)
        if wake is None:
            return False
        self._pipeline.interrupt("wake")  # at once, so that nothing held goes on for a moment
        try:
            turn = self._pipeline.start_pipeline(trigger="wake", before=self._backlog.sound(WAKE_LAG_MS))
        except QueueFullError as error:
            self._pipeline.announce(str(error), asked=False)
            return False
        self._bus.post(WakeHeard(turn=turn.pipeline_id, phrase=wake.phrase, score=wake.score))
        self._start(turn)
        return True

    def _interrupts(self, turn: Turn, chunk: Pcm) -> bool:
        """Whether who spoke over Jarvis is not listened to any more: it was the wake word, or nothing."""
        if self._wait_for_wake(chunk):
            return True
        if self.overhearing is None or not self.overhearing.follow(self.sharp(chunk)):
            return False
        self._pipeline.end_pipeline(turn.pipeline_id)
        self._turn = None
        return True

    def _overhear(self, chunk: Pcm) -> None:
        """Somebody may be speaking over Jarvis: then it falls silent, and listens."""
        if self._turn is not None or self.overhearing is None:
            return
        over = self._pipeline.over
        over.fooled = self.overhearing.fooled
        reaction_ms = self.overhearing.feed(chunk, self.sharp(chunk), speaking=self._own.own.speaking)
        if reaction_ms is None:
            if self.overhearing.suspects_ms:
                over.hush(self.overhearing.suspects_ms)
            else:
                over.calm()
            return
        try:
            turn = self._pipeline.start_pipeline(trigger=INTERRUPTION, before=self._backlog.sound(LEAD_MS))
        except QueueFullError:  # nobody could listen to what they say
            self._pipeline.interrupt("voice")
            return
        turn.clean = self.clean
        if over.hold(turn, reaction_ms):
            self._turn = turn  # the wake word may have begun: what was heard of it stays
        else:
            self._pipeline.end_pipeline(turn.pipeline_id)

    def _heeds(self) -> bool:
        """Whether what is said counts now. If not, nothing of it is kept, and what fell silent goes on."""
        before, self._heeding = self._heeding, self.reacts()
        if before and not self._heeding:
            self._forget()
            self._pipeline.over.calm()
        return self._heeding

    def _start(self, turn: Turn) -> None:
        self._turn = turn
        self._forget()

    def _interrupted(self) -> None:
        """The microphone was closed in between: nothing from before belongs to what comes now."""
        turn = self._turn
        begun = turn is not None and (turn.stage is not PipelineStage.IDLE or turn.trigger == INTERRUPTION)
        if turn is not None and turn.listening and begun:
            self._pipeline.end_pipeline(turn.pipeline_id)
            self._turn = None
        self._forget()

    def _forget(self) -> None:
        self._backlog.clear()
        self._wake.reset()
        if self.calls is not None:
            self.calls.forget()
