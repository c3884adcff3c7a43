"""When a chunk of the microphone was really recorded, though it arrives late when the loop was busy."""

from collections import deque

from jarvis.ports import CHUNK_MS, RATE_HZ

CHUNK = RATE_HZ * CHUNK_MS // 1000
_KEPT_S = 10
"""In so long at least one chunk is on time. A sample clock drifts by 1 ms at most meanwhile."""
_PER_S = 1000 // CHUNK_MS
_JUMP = RATE_HZ // 100
"""An error of more than 10 ms is put right at once, a smaller one by a sample a chunk, unnoticed."""
_TOLERANCE = RATE_HZ // 1000
_STEP = 10
"""Chunks between two such steps: cancellers follow that, and no sample clock is so far away."""
_LOST = CHUNK * 50
"""Later than all chunks by a second: sound is missing, and nobody said so."""


class CaptureClock:
    """Counts samples against the arrivals: none comes early, so the earliest are true."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """The sound was interrupted: what comes next begins at another time."""
        self._count = 0
        self._offset: int | None = None
        self._least: deque[int] = deque(maxlen=_KEPT_S)
        self._late = 0

    def captured(self, at_s: float) -> int:
        """The time of a chunk's first sample, in samples since the clock's zero; `at_s` is its arrival."""
        offset = round(at_s * RATE_HZ) - (self._count + 1) * CHUNK
        self._start_anew_if_lost(offset)
        if self._count % _PER_S == 0:
            self._least.append(offset)
        self._least[-1] = min(self._least[-1], offset)
        error = min(self._least) - (offset if self._offset is None else self._offset)
        if self._offset is None or abs(error) > _JUMP:
            self._offset = min(self._least)
        elif abs(error) > _TOLERANCE and self._count < _PER_S:
            self._offset += error  # nothing was learned yet
        elif abs(error) > _TOLERANCE and self._count % _STEP == 0:
            self._offset += 1 if error > 0 else -1
        self._count += 1
        return self._offset + (self._count - 1) * CHUNK

    def _start_anew_if_lost(self, offset: int) -> None:
        late = self._offset is not None and offset - self._offset > _LOST
        self._late = self._late + 1 if late else 0
        if self._late > _PER_S:
            self._least.clear()
            self._least.append(offset)
            self._offset, self._late = None, 0
