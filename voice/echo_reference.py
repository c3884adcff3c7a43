"""What left the loudspeaker, and when: the sound that the microphone may hear again."""

import numpy as np

from jarvis.ports import RATE_HZ, Pcm
from voice.audio import Resampler

KEPT = 2 * RATE_HZ
_NEW_RUN = RATE_HZ // 20
"""A piece that is 50 ms away from the end of the one before does not belong to it."""
_ELSEWHERE, _SURELY = RATE_HZ // 200, 4
"""So many pieces in a row that are 5 ms away are no jitter: the device began anew."""
_SETTLED, _AGREE = 10, 5
"""The first times of a run are rough; then the middle of a few of them tells when it began."""
_TOLERANCE = RATE_HZ // 500
_SLOWLY = 0.02
_STEP = RATE_HZ // 5
"""A sample in 200 ms at most: a canceller follows that, and no sample clock is so far away."""
_NEVER = -(10**15)
_Samples = np.ndarray[tuple[int], np.dtype[np.int16]]


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
        self._began_s = self._lasts_s = self._drift = 0.0
        self._told_s: list[float] = []
        self._since_step = self._elsewhere = 0

    def played(self, pcm: Pcm, rate_hz: int, at_s: float) -> bool:
        """A piece whose first sample left at `at_s`; tells whether it goes on where the last one ended."""
        away = (at_s - self._began_s - self._lasts_s) * RATE_HZ
        self._elsewhere = self._elsewhere + 1 if abs(away) > _ELSEWHERE else 0
        near = abs(away) <= _NEW_RUN and self._elsewhere < _SURELY
        goes_on = self._resampler is not None and rate_hz == self._rate_hz and near
        if self._resampler is None or not goes_on:
            self._resampler, self._rate_hz = Resampler(rate_hz, RATE_HZ), rate_hz
            self._began_s, self._lasts_s, self._drift, self._told_s = at_s, 0.0, 0.0, []
            self._elsewhere = 0
            self._seek(round(at_s * RATE_HZ))
        if len(self._told_s) < _SETTLED:
            self._settle(at_s - self._lasts_s)
        else:
            self._drift += (away - self._drift) * _SLOWLY
        samples = np.frombuffer(self._resampler.feed(pcm), np.int16)
        self._lasts_s += len(pcm) / 2 / rate_hz
        self._write(self._followed(samples))
        return goes_on

    def at(self, first: int, count: int) -> Pcm:
        """What was played from the sample `first` on."""
        wanted = np.arange(first, first + count)
        known = (wanted < self.end) & (wanted >= self.end - KEPT)
        return bytes(np.where(known, self._ring[wanted % KEPT], 0).astype(np.int16).tobytes())

    def _settle(self, began_s: float) -> None:
        """Put the beginning of a run where most of its first times say it was."""
        self._told_s.append(began_s)
        shift = round((float(np.median(self._told_s[-_AGREE:])) - self._began_s) * RATE_HZ)
        if shift:
            self._began_s += shift / RATE_HZ
            self._seek(self.end + shift)

    def _followed(self, samples: _Samples) -> _Samples:
        """A sample more or less, where the loudspeaker's clock is slow or fast."""
        self._since_step += len(samples)
        if abs(self._drift) <= _TOLERANCE or self._since_step < _STEP or not len(samples):
            return samples
        step = 1 if self._drift > 0 else -1
        self._since_step = 0
        self._began_s += step / RATE_HZ
        self._drift -= step
        return np.append(samples, samples[-1]) if step > 0 else samples[:-1]

    def _seek(self, start: int) -> None:
        """Silence up to where a new run starts; one that starts before the end replaces it."""
        if start > self.end:
            self.end = max(self.end, start - KEPT)
            self._write(np.zeros(start - self.end, np.int16))
        self.end = start

    def _write(self, samples: _Samples) -> None:
        newest = samples[-KEPT:]
        end = self.end + len(samples)
        self._ring[np.arange(end - len(newest), end) % KEPT] = newest
        self.end = end
