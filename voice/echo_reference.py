"""What left the loudspeaker, and when: the sound that the microphone may hear again."""

import numpy as np

from jarvis.ports import RATE_HZ, Pcm
from voice.audio import Resampler

KEPT = 2 * RATE_HZ
_NEW_RUN = RATE_HZ // 20
"""A piece that is 50 ms away from the end of the one before does not belong to it."""
_TOLERANCE = RATE_HZ // 500
_SLOWLY = 0.02
_NEVER = -(10**15)


class Reference:
    """The last KEPT samples at RATE_HZ. Where nothing was played there is silence.

    Pieces that follow each other are joined without a seam, however their times waver; where the
    loudspeaker's clock is fast or slow, a sample is left out or doubled now and then.
    """

    def __init__(self) -> None:
        self._ring = np.zeros(KEPT, np.int16)
        self.end = _NEVER
        """When the last sample left, in samples since the clock's zero."""
        self._resampler: Resampler | None = None
        self._rate_hz = 0
        self._due_s = 0.0
        self._drift = 0.0

    def played(self, pcm: Pcm, rate_hz: int, at_s: float) -> bool:
        """A piece whose first sample left at `at_s`; tells whether it goes on where the last one ended."""
        before = self._resampler
        away = (at_s - self._due_s) * RATE_HZ
        if self._resampler is None or rate_hz != self._rate_hz or abs(away) > _NEW_RUN:
            self._resampler, self._rate_hz, self._drift = Resampler(rate_hz, RATE_HZ), rate_hz, 0.0
            self._due_s, away = at_s, 0.0
            self._seek(round(at_s * RATE_HZ))
        self._due_s += len(pcm) / 2 / rate_hz
        samples = np.frombuffer(self._resampler.feed(pcm), np.int16)
        self._drift += (away - self._drift) * _SLOWLY
        if abs(self._drift) > _TOLERANCE and len(samples) > 1:
            step = 1 if self._drift > 0 else -1
            samples = np.append(samples, samples[-1]) if step > 0 else samples[:-1]
            self._due_s += step / RATE_HZ
            self._drift -= step
        self._write(samples)
        return before is self._resampler

    def at(self, first: int, count: int) -> Pcm:
        """What was played from the sample `first` on."""
        wanted = np.arange(first, first + count)
        known = (wanted < self.end) & (wanted >= self.end - KEPT)
        return bytes(np.where(known, self._ring[wanted % KEPT], 0).astype(np.int16).tobytes())

    def _seek(self, start: int) -> None:
        """Silence up to where a new run starts; one that starts before the end replaces it."""
        if start > self.end:
            self.end = max(self.end, start - KEPT)
            self._write(np.zeros(start - self.end, np.int16))
        self.end = start

    def _write(self, samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
        newest = samples[-KEPT:]
        end = self.end + len(samples)
        self._ring[np.arange(end - len(newest), end) % KEPT] = newest
        self.end = end
