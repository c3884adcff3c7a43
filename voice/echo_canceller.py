"""Takes an echo out of the microphone's sound, given what was played: SpeexDSP, through pyaec."""

import ctypes
from typing import Any

import numpy as np

from jarvis.ports import RATE_HZ, Pcm

FRAME = RATE_HZ // 100
"""Samples at a time; 10 ms keep more of the user's words than 20 do (14 wakes of 16, not 10)."""
TAIL_MS = 240
"""So long after it was played a sound may still be heard. Longer tails take longer to learn."""
_SILENCE = bytes(FRAME * 2)


class CancellerMissingError(Exception):
    """The library of the canceller cannot be loaded on this machine."""


class EchoCanceller:
    """0.17 ms of work for a chunk of 20 ms, without the interpreter's lock. Not for two threads at once.

    What comes out is DELAY_MS late. Tones below 250 Hz, which small rooms hum with, are dampened.
    """

    DELAY_MS = 10

    def __init__(self) -> None:
        try:
            import pyaec  # noqa: PLC0415 - on machines it has no library for, Jarvis works without
        except (ImportError, OSError, AttributeError):
            raise CancellerMissingError from None
        self._library: Any = pyaec.lib
        self._handle: Any = None
        self.reset()

    def __del__(self) -> None:
        self._close()

    def reset(self) -> None:
        """Forget the room."""
        self._close()
        self._handle = self._library.AecNew(FRAME, TAIL_MS * RATE_HZ // 1000, RATE_HZ, True)

    def clean(self, microphone: Pcm, played: Pcm) -> Pcm:
        """The microphone's sound without what was `played`; both are of the same whole frames."""
        out = np.empty(len(microphone) // 2, np.int16)
        pointer = ctypes.POINTER(ctypes.c_int16)
        heard, reference = (np.frombuffer(pcm, np.int16) for pcm in (microphone, played))
        for at in range(0, len(out), FRAME):
            frames = (one[at : at + FRAME].ctypes.data_as(pointer) for one in (heard, reference, out))
            self._library.AecCancelEcho(self._handle, *frames, FRAME)
        return out.tobytes()

    def last(self) -> Pcm:
        """The DELAY_MS it still keeps."""
        return self.clean(_SILENCE, _SILENCE)

    def _close(self) -> None:
        handle, self._handle = getattr(self, "_handle", None), None
        if handle is not None:
            self._library.AecDestroy(handle)
