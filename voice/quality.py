"""How good the sound of a microphone is for recognition: loud enough, not clipped, clear of noise."""

import array
import math

from jarvis.ports import Pcm

FULL_SCALE = 32_768
CLIPPED = 32_000
_SMOOTH = 0.1
LOUD_ENOUGH_DBFS, TOO_QUIET_DBFS = -30.0, -55.0
CLEAR_DB = 25.0
"""Speech this much louder than the noise around it is as good as it gets."""


class Quality:
    """Fed with chunks and whether they are speech; `score` is 0 to 1, 0 before anything was heard."""

    def __init__(self) -> None:
        self._speech = self._noise = 0.0
        self._clipped = self._samples = 0

    def feed(self, chunk: Pcm, *, speech: bool) -> None:
        """One more chunk."""
        samples = array.array("h", chunk[: len(chunk) // 2 * 2])
        power = sum(sample * sample for sample in samples) / max(1, len(samples))
        if speech:
            self._speech += (power - self._speech) * (_SMOOTH if self._speech else 1)
            self._samples += len(samples)
            self._clipped += sum(abs(sample) >= CLIPPED for sample in samples)
        else:
            self._noise += (power - self._noise) * (_SMOOTH if self._noise else 1)

    @property
    def score(self) -> float:
        """Loudness, clarity and freedom from clipping, multiplied."""
        if not self._speech:
            return 0.0
        level = _dbfs(self._speech)
        loud = (level - TOO_QUIET_DBFS) / (LOUD_ENOUGH_DBFS - TOO_QUIET_DBFS)
        clear = (level - _dbfs(self._noise)) / CLEAR_DB
        clean = 1 - 20 * self._clipped / max(1, self._samples)
        return round(math.prod(min(1.0, max(0.0, part)) for part in (loud, clear, clean)), 4)


def _dbfs(power: float) -> float:
    return 10 * math.log10(max(power, 1.0) / FULL_SCALE**2)
