"""How loud the microphone is, told five times a second of sound."""

import math

from jarvis.events import MicrophoneLevel
from jarvis.ports import CHUNK_MS, Pcm
from voice import audio

EVERY_MS = 200
SILENT_DBFS = -96.0
"""Below what 16 bits can tell; silence has no level in decibels."""


class Meter:
    """Fed with chunks; an empty one means that the sound was interrupted.

    0 dBFS is the loudest sample there is, for peak and RMS alike: a sine can reach -3 dBFS RMS.
    """

    def __init__(self) -> None:
        self._chunks: list[Pcm] = []
        self.dbfs: float | None = None
        """The RMS level of the last 200 ms; None while there is no sound."""

    def feed(self, chunk: Pcm) -> MicrophoneLevel | None:
        """The level, with every tenth chunk."""
        if not chunk:
            self._chunks.clear()
            self.dbfs = None
            return None
        self._chunks.append(chunk)
        if len(self._chunks) * CHUNK_MS < EVERY_MS:
            return None
        peak, power = audio.loudness(b"".join(self._chunks))
        self._chunks.clear()
        self.dbfs = _dbfs(power)
        return MicrophoneLevel(peak_dbfs=_dbfs(peak * peak), rms_dbfs=self.dbfs)


def _dbfs(power: float) -> float:
    """A power, 1 being that of the loudest sample, in decibels."""
    return max(SILENT_DBFS, round(10 * math.log10(power), 1)) if power else SILENT_DBFS
