"""Leaves nothing of an echo that a voice detector would take for speech: WebRTC's AEC3.

It also dampens whoever speaks at the same time, so that the wake word detector, which wants words
whole, gets the sound of `voice.echo_canceller` instead.
"""

import numpy as np
from pywebrtc_audio import EchoCanceller as Aec3

from jarvis.ports import RATE_HZ, Pcm

FRAME = RATE_HZ // 100


class EchoSuppressor:
    """0.2 ms of work for a chunk of 20 ms; no delay. Not for two threads at once."""

    def __init__(self) -> None:
        self._aec = Aec3(RATE_HZ, 1, 0)

    def reset(self) -> None:
        """Forget the room."""
        self._aec.reset()

    def clean(self, microphone: Pcm, played: Pcm) -> Pcm:
        """The microphone's sound without what was `played`; both are of the same whole frames."""
        heard, reference = (np.frombuffer(pcm, np.int16) for pcm in (microphone, played))
        frames = range(0, len(heard), FRAME)
        cleaned = [
            self._aec.process(heard[at : at + FRAME].copy(), reference[at : at + FRAME].copy())
            for at in frames
        ]
        return b"".join(frame.tobytes() for frame in cleaned)
