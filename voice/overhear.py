"""Hears whether somebody speaks over Jarvis."""

from collections.abc import Callable

from jarvis.interruption import InterruptionHandler
from jarvis.ports import CHUNK_MS, Pcm, VoiceActivity
from voice.calls import Calls

SUSPICION = 0.5
"""With this probability of speech Jarvis falls silent already, before it is sure that somebody speaks."""
CALM_MS = 200
"""So long nobody must speak until it goes on."""


class Overhearing:
    """Fed with the microphone's sound. While `anybody` says so, any speech counts; else only "stop" does.

    `stops` is who hears that one word. Without an echo canceller Jarvis's own voice would be any speech too.
    """

    def __init__(
        self,
        activity: VoiceActivity,
        interruptions: Callable[[], InterruptionHandler],
        anybody: Callable[[], bool],
        stops: Calls | None = None,
    ) -> None:
        self._activity, self._interruptions, self._anybody = activity, interruptions, anybody
        self._stops = stops
        self._listens = False
        self._calm_ms = 0
        self.suspects_ms = 0
        """So much there was just now that may be speech; 0 when it seems that nobody speaks."""

    def feed(self, chunk: Pcm, sharp: Pcm, *, speaking: bool) -> int | None:
        """A chunk, and whether Jarvis speaks. An interruption gives the speech it took, in milliseconds.

        `sharp` is the same chunk without anything of Jarvis's voice; by it one tells who speaks.
        """
        if not speaking:
            self._forget()
            return self._interruptions().feed(0.0, CHUNK_MS, speaking=False)
        self._listens = True
        if not self._anybody():
            if self._stops is not None:
                self._stops.feed(chunk)
            return self._interruptions().feed(0.0, CHUNK_MS, speaking=True)
        probability = self._activity.feed(sharp)
        if probability >= SUSPICION:
            self.suspects_ms, self._calm_ms = self.suspects_ms + CHUNK_MS, 0
        else:
            self._calm_ms += CHUNK_MS
        if self._calm_ms >= CALM_MS:
            self.suspects_ms = 0
        took_ms = self._interruptions().feed(probability, CHUNK_MS, speaking=True)
        if took_ms is not None:
            self.suspects_ms = 0  # now it is sure
        return took_ms

    def _forget(self) -> None:
        if self._listens:
            self._listens = False
            self.suspects_ms = self._calm_ms = 0
            self._activity.reset()
            if self._stops is not None:
                self._stops.forget()
