"""What the daemon itself does when something happens: by subscription, like everybody else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from jarvis.bus import EventBus
from jarvis.errors import JarvisError, TooSlowError, contain
from jarvis.events import CircuitBreakerOpen, RecognizerLost, VoiceFailed, VoiceRecognized, WakeHeard
from jarvis.pipeline import PipelineOrchestrator

log = logging.getLogger(__name__)
OFTEN = 3
"""So many utterances in a row that nobody understood are no accident."""
RELOAD_LIMIT_S = 4.0
"""An engine that hangs may not load either; the bus would end this handler a second later, in silence."""


class Reactions:
    """Silences Jarvis for whoever calls it, and looks after speech recognition."""

    def __init__(
        self, bus: EventBus, pipeline: PipelineOrchestrator, reload: Callable[[], Awaitable[None]]
    ) -> None:
        self._bus, self._pipeline, self._reload = bus, pipeline, reload
        self.not_understood = 0
        """Utterances in a row that could not be turned into text."""
        bus.subscribe(WakeHeard, self._woken)
        bus.subscribe(VoiceRecognized, self._understood)
        bus.subscribe(VoiceFailed, self._failed)
        bus.subscribe(CircuitBreakerOpen, self._resting)

    def _woken(self, event: WakeHeard) -> None:
        """Whoever says the wake word wants to be heard."""
        self._pipeline.interrupt("wake", but=self._pipeline.turns.get(event.turn))

    def _understood(self, _: VoiceRecognized) -> None:
        self.not_understood = 0

    def _failed(self, _: VoiceFailed) -> None:
        self.not_understood += 1
        if self.not_understood == OFTEN:
            log.warning("%d utterances in a row were not understood: is the microphone too quiet?", OFTEN)

    async def _resting(self, event: CircuitBreakerOpen) -> None:
        """A part rests. There is no other recognizer to fall back on, so that one is loaded anew."""
        log.warning("%s failed %d times and rests", event.name, event.failures)
        if event.name != "asr":
            return
        problem = await contain(self._load_anew())
        if problem is not None:
            reason = str(problem) if isinstance(problem, JarvisError) else type(problem).__name__
            self._bus.post(RecognizerLost(engine=event.name, reason=reason))

    async def _load_anew(self) -> None:
        try:
            async with asyncio.timeout(RELOAD_LIMIT_S):
                await self._reload()
        except TimeoutError:
            raise TooSlowError("Loading speech recognition takes too long. Restart Jarvis.") from None
