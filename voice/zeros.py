"""What to do about a microphone that delivers nothing but zeros: one that is switched off, muted or stuck.

Time is counted in sound. Zeros are no proof: some microphones deliver them while nobody speaks.
"""

from enum import StrEnum

from jarvis.ports import CHUNK_MS, Pcm

SELDOM_S = 3_600.0
"""The longest pause between two attempts."""


class Finding(StrEnum):
    """What a chunk shows."""

    NOTHING_NEW = "nothing new"
    SILENT = "silent"
    """Long enough for the first time: to be told, and worth an attempt with a fresh process."""
    STILL_SILENT = "still silent"
    """Worth another attempt."""
    HEARS = "hears"
    """The first sound after SILENT."""


class Zeros:
    """Counts zeros. After `silent_s` of them it finds SILENT, then STILL_SILENT after pauses that double.

    The pauses grow on when sound comes in between, for a microphone that is silent between words. They
    start anew once it has delivered sound for `silent_s` without a break: then zeros mean something again.
    """

    def __init__(self, silent_s: float) -> None:
        self.silent_s = silent_s
        self.forget()

    def forget(self) -> None:
        """What comes now is from another microphone."""
        self.silent = False
        self._zeros_ms = self._sound_ms = 0
        self._pause_s = self.silent_s

    def feed(self, chunk: Pcm) -> Finding:
        """What this chunk of CHUNK_MS shows."""
        if chunk.count(0) < len(chunk):
            found = Finding.HEARS if self.silent else Finding.NOTHING_NEW
            self.silent, self._zeros_ms = False, 0
            self._sound_ms += CHUNK_MS
            if self._sound_ms >= self.silent_s * 1000:
                self._pause_s = self.silent_s
            return found
        self._sound_ms = 0
        self._zeros_ms += CHUNK_MS
        if self._zeros_ms < self._pause_s * 1000:
            return Finding.NOTHING_NEW
        found = Finding.STILL_SILENT if self.silent else Finding.SILENT
        self.silent, self._zeros_ms = True, 0
        self._pause_s = min(self._pause_s * 2, max(SELDOM_S, self.silent_s))
        return found
