"""Jarvis does not hear itself: its voice is taken out of the microphone, and what is left is measured.

The house drives it with two calls. `played` tells what left the loudspeaker and when, `clean` passes
each chunk of the microphone. All times are CLOCK_MONOTONIC.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np

from jarvis.echo_config import EchoConfig, InterruptionConfig
from jarvis.events import EchoChanged, EchoMeasured, Event
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, RATE_HZ, Pcm
from voice.echo_canceller import CancellerMissingError, EchoCanceller
from voice.echo_clock import CHUNK, CaptureClock
from voice.echo_meter import EchoMeter, EchoState, judged, power
from voice.echo_reference import Reference
from voice.echo_suppressor import EchoSuppressor

By = Literal["server", "own", "off"]
MARGIN = RATE_HZ // 100
"""The reference comes so early that an echo never comes before its cause, however times are rounded."""
REST_MS = 3_000
"""So long after the last sound the canceller rests."""
LONGEST_REST_MS = 8_000
"""It goes to rest in a pause, because that shifts the sound by 10 ms; but not later than this."""
ANSWER_OVER_MS = 700
FAR_MS = 140
"""An echo that comes later than this is met half-way, for the canceller looks back 240 ms only."""
NEAR_MS = 40
LATEST = RATE_HZ // 5
"""A reference that is told later than the echo of it is heard is of no use; up to 200 ms are tried."""
_JUDGED_EVERY_MS = 1_000
_QUIET = 2.0
_SILENT = bytes(CHUNK_BYTES)
_WHY = {
    EchoState.NONE: "Jarvis's own voice does not get into the microphone.",
    EchoState.CANCELLED: "Jarvis's own voice is taken out of the microphone.",
    EchoState.STRONG: "Jarvis hears itself loudly. While it speaks, only the wake word is heard.",
}


class Echo:
    """For one microphone, in the loop's thread; less than 0.5 ms a chunk while something plays, else nothing.

    `by` tells who takes the echo out; whoever it is, what is left is measured.
    """

    def __init__(
        self,
        by: By = "own",
        echo: EchoConfig | None = None,
        interruption: InterruptionConfig | None = None,
        post: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self._echo, self._interruption = echo or EchoConfig(), interruption or InterruptionConfig()
        self._post = post
        self._canceller: EchoCanceller | None = None
        self._suppressor: EchoSuppressor | None = None
        self.sharp = _SILENT
        """The last chunk with nothing of Jarvis's voice, and little of others': good to tell who speaks."""
        self.by: By = "off"
        self.state: EchoState | None = None
        """None until enough was heard to tell."""
        self._clock, self._reference, self._meter = CaptureClock(), Reference(), EchoMeter()
        self._shift = self._late = self._missing = 0
        self._running = self._measured = False
        self._unjudged_ms = 0
        self._before = _SILENT
        self._quietest = 1.0
        self.use(by)

    def apply(self, echo: EchoConfig, interruption: InterruptionConfig) -> None:
        """When speech may interrupt from now on; who takes the echo out stays: see `use`."""
        self._echo, self._interruption = echo, interruption

    def use(self, by: By) -> None:
        """Let somebody else take the echo out from now on; what is known of it is forgotten."""
        if by == self.by:
            return
        self._canceller, self._suppressor, self.state = None, None, None
        if by == "own":
            try:
                self._canceller, self._suppressor = EchoCanceller(), EchoSuppressor()
            except CancellerMissingError:
                by = "off"
        self.by = by
        self._interrupted()

    @property
    def hears_over_speech(self) -> bool:
        """Whether any speech may interrupt Jarvis just now; if not, only the wake word may."""
        if self._interruption.by_voice == "never" or self._echo.half_duplex == "always":
            return False
        if self._interruption.by_voice == "always" or self._echo.half_duplex == "never":
            return True
        return self.state in {EchoState.NONE, EchoState.CANCELLED}

    def played(self, pcm: Pcm, rate_hz: int, at_s: float) -> None:
        """What left the loudspeaker, its first sample at `at_s`; best before it leaves.

        Where pieces are told later than the microphone's chunk of that moment comes, an older part of
        them is used, which helps as long as the echo itself comes no earlier.
        """
        goes_on = self._reference.played(pcm, rate_hz, at_s)
        if goes_on and self._missing > 0 and self._late < LATEST:
            self._late = min(LATEST, self._shift + self._missing + MARGIN)
            self._look_back(self._late)
        self._missing = 0

    def clean(self, chunk: Pcm, at_s: float) -> Pcm:
        """A chunk that arrived at `at_s` without Jarvis's voice, 10 ms late while that is taken out."""
        if len(chunk) != CHUNK_BYTES:
            self._interrupted()
            self.sharp = chunk
            return chunk
        first = self._clock.captured(at_s)
        since_ms = (first - self._reference.end) * 1000 // RATE_HZ
        if not self._running and since_ms > 0:
            self._before = self.sharp = chunk
            return chunk
        wanted = first + MARGIN - self._shift
        played = self._reference.at(wanted, CHUNK)
        if wanted < self._reference.end + CHUNK:
            self._missing = max(self._missing, wanted + CHUNK - self._reference.end)
        left = self._cancel(chunk, played, since_ms)
        self.sharp = self._suppressor.clean(chunk, played) if self._suppressor is not None else left
        self._measure(self._reference.at(first, CHUNK), chunk, self.sharp, since_ms)
        self._before = chunk
        return left

    @property
    def why(self) -> str:
        """How things are, as one says it; "" while nobody knows."""
        return _WHY[self.state] if self.state is not None else ""

    def held(self) -> None:
        """Somebody speaks over it: what was heard just now says nothing about the echo."""
        self._meter.reset(settle=False)

    def _cancel(self, chunk: Pcm, played: Pcm, since_ms: int) -> Pcm:
        if not self._running:
            self._running, self._quietest = True, 1.0
            if self._canceller is not None:
                self._canceller.clean(self._before, _SILENT)  # its last samples come out first now
        left = self._canceller.clean(chunk, played) if self._canceller is not None else chunk
        if since_ms > REST_MS:
            loudness = power(chunk)
            pause = loudness <= _QUIET * self._quietest
            self._quietest = min(self._quietest, loudness)
            if pause or since_ms > LONGEST_REST_MS:
                self._running = False
                return _crossfaded(left, chunk) if self._canceller is not None else chunk
        elif since_ms > ANSWER_OVER_MS:
            self._quietest = min(self._quietest, max(power(chunk), 1e-9))
        return left

    def _measure(self, played: Pcm, heard: Pcm, left: Pcm, since_ms: int) -> None:
        if since_ms > ANSWER_OVER_MS:
            if not self._measured:
                self._measured = True
                self._judge(over=True)
            return
        self._measured = False
        self._meter.feed(played, heard, left)
        self._unjudged_ms += CHUNK_MS
        if self._unjudged_ms >= _JUDGED_EVERY_MS:
            self._judge(over=False)

    def _judge(self, *, over: bool) -> None:
        """See what the meter says; at the end of an answer it is told."""
        self._unjudged_ms = 0
        found = self._meter.measure()
        if found is None:
            return
        if over:
            self._post(EchoMeasured(echo_db=found.echo_db, residual_db=found.residual_db, by=self.by))
        if found.lag_ms is not None and self._is_far(found.lag_ms):
            return
        state = judged(found, self.state)
        if state is not None and state is not self.state:
            self.state = state
            self._post(EchoChanged(state=state.value, why=_WHY[state]))

    def _is_far(self, lag_ms: int) -> bool:
        """Whether the echo comes so late that the canceller must look elsewhere for it, and start anew."""
        seen_ms = lag_ms - self._shift * 1000 // RATE_HZ
        if self._canceller is None or (0 <= seen_ms <= FAR_MS):
            return False
        shift = max(self._late, (lag_ms - NEAR_MS) * RATE_HZ // 1000)
        if shift == self._shift:
            return False
        self._look_back(shift)
        return True

    def _look_back(self, shift: int) -> None:
        """Give the canceller what was played so many samples before; it learns anew."""
        self._shift = shift
        self._meter.reset()
        for one in (self._canceller, self._suppressor):
            if one is not None:
                one.reset()

    def _interrupted(self) -> None:
        """The microphone was closed in between, and perhaps it is another one now."""
        self._clock.reset()
        self._meter.reset()
        self._shift = self._late = self._missing = 0
        self._running, self._before = False, _SILENT
        for one in (self._canceller, self._suppressor):
            if one is not None:
                one.reset()


def _crossfaded(old: Pcm, new: Pcm) -> Pcm:
    """From one sound to another without a click."""
    ramp = np.linspace(0, 1, len(old) // 2)
    both = (np.frombuffer(pcm, np.int16).astype(float) for pcm in (old, new))
    before, after = both
    return bytes(np.rint(before * (1 - ramp) + after * ramp).astype("<i2").tobytes())
