"""Hears whether somebody speaks over Jarvis."""

from collections.abc import Callable

from jarvis.interruption import InterruptionHandler
from jarvis.ports import CHUNK_MS, Pcm, VoiceActivity
from voice.calls import Calls

SUSPICION = 0.5
"""With this probability of speech Jarvis falls silent already, before it is sure that somebody speaks."""
CALM_MS = 200
"""So long nobody must speak until it goes on."""
PATIENCE_MS = 1_500
"""So long somebody who speaks over it may pause before the first word that can be understood."""
GRACE_MS, GOES_ON_MS = 100, 60
"""What is left of Jarvis's own voice ends within this time; whoever speaks goes on for so long at least."""
CAREFUL, HUMBLE = 2, 4
"""Fooled so often, it falls silent only when it is sure; or only for "stop" and the wake word."""
FORGIVEN_MS = 10_000
"""After so much speech of its own one time is forgotten."""


class Overhearing:
    """Fed with the microphone's sound. While `anybody` says so, any speech counts; else only "stop" does.

    `stops` is who hears that one word. Without an echo canceller Jarvis's own voice would be any speech too.
    Where noise, or an echo that gets through, makes it fall silent for nothing, it learns not to.
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
        self._quiet_ms = self._spoke_ms = self._followed_ms = self._after_ms = 0
        self._fooled = 0
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
        self._spoke_ms += CHUNK_MS
        if self._spoke_ms >= FORGIVEN_MS:
            self._spoke_ms, self._fooled = 0, max(0, self._fooled - 1)
        if not self._anybody() or self._fooled >= HUMBLE:
            self.suspects_ms = 0
            if self._stops is not None:
                self._stops.feed(chunk)
            return self._interruptions().feed(0.0, CHUNK_MS, speaking=True)
        return self._judge(sharp)

    def follow(self, sharp: Pcm) -> bool:
        """More sound of whoever interrupted; True once nobody has spoken for PATIENCE_MS."""
        speaks = self._activity.feed(sharp) >= SUSPICION
        self._quiet_ms = 0 if speaks else self._quiet_ms + CHUNK_MS
        self._followed_ms += CHUNK_MS
        self._after_ms += CHUNK_MS * (speaks and self._followed_ms > GRACE_MS)
        return self._quiet_ms >= PATIENCE_MS

    @property
    def went_on(self) -> bool:
        """Whether somebody spoke on after Jarvis had fallen silent: that was not its own voice."""
        return self._after_ms >= GOES_ON_MS

    def fooled(self) -> None:
        """It fell silent for nothing."""
        self._fooled = min(HUMBLE, self._fooled + 1)
        self._spoke_ms = 0

    def _judge(self, sharp: Pcm) -> int | None:
        probability = self._activity.feed(sharp)
        self._quiet_ms = 0 if probability >= SUSPICION else self._quiet_ms + CHUNK_MS
        if not self._quiet_ms and self._fooled < CAREFUL:
            self.suspects_ms += CHUNK_MS
        elif self._quiet_ms >= CALM_MS:
            self.suspects_ms = 0
        took_ms = self._interruptions().feed(probability, CHUNK_MS, speaking=True)
        if took_ms is not None:
            self.suspects_ms = self._followed_ms = self._after_ms = 0  # now it is sure
        return took_ms

    def _forget(self) -> None:
        if self._listens:
            self._listens = False
            self.suspects_ms = self._quiet_ms = 0
            self._activity.reset()
            if self._stops is not None:
                self._stops.forget()
