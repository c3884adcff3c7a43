"""What left the loudspeaker, and when: what an echo canceller takes out of what the microphone hears."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

HEADER = struct.Struct("<Id")
Played = Callable[[bytes, int, float], None]
"""Is told sound, its rate, and at which `time.monotonic()` its first sample is heard."""


def unheard(_pcm: bytes, _rate_hz: int, _at_s: float) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Report:
    """Sound that goes out now; its first sample is heard at about `at_s` of `time.monotonic()`.

    It is told before it is heard, piece by piece, because whoever cancels an echo needs it in time.
    """

    pcm: bytes
    rate_hz: int
    at_s: float

    def pack(self) -> bytes:
        """As the payload of a frame."""
        return HEADER.pack(self.rate_hz, self.at_s) + self.pcm

    @classmethod
    def unpack(cls, payload: bytes) -> "Report":
        """From the payload of a frame."""
        rate_hz, at_s = HEADER.unpack_from(payload)
        return cls(payload[HEADER.size :], rate_hz, at_s)
