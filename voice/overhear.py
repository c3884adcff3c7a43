"""Hears whether somebody speaks over Jarvis."""

from collections.abc import Callable

from jarvis.interruption import InterruptionHandler
from jarvis.ports import CHUNK_MS, Pcm, VoiceActivity
from voice.calls import Calls


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

    def feed(self, chunk: Pcm, *, speaking: bool) -> int | None:
        """A chunk, and whether Jarvis speaks. An interruption gives the speech it took, in milliseconds."""
        if not speaking:
            self._forget()
            return self._interruptions().feed(0.0, CHUNK_MS, speaking=False)
        self._listens = True
        if self._anybody():
            return self._interruptions().feed(self._activity.feed(chunk), CHUNK_MS, speaking=True)
        if self._stops is not None:
            self._stops.feed(chunk)
        return self._interruptions().feed(0.0, CHUNK_MS, speaking=True)

    def _forget(self) -> None:
        if self._listens:
            self._listens = False
            self._activity.reset()
            if self._stops is not None:
                self._stops.forget()
