"""What left the loudspeaker, and when: what an echo canceller takes out of what the microphone hears."""

import struct
from dataclasses import dataclass

HEADER = struct.Struct("<Id")
REPORT_S = 0.024
"""A report holds about so much sound."""
LEAP_S = 0.05
"""A measured time so far from the expected one is believed at once; less is the clock's jitter."""
TRUST = 0.05


@dataclass(frozen=True)
class Report:
    """Sound that goes out without a gap; its first sample is heard at `at_s` of `time.monotonic()`."""

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


class Reference:
    """Joins what is handed to the device, and smooths the times at which that is heard."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._pcm = bytearray()
        self._at_s = 0.0
        self._next_s: float | None = None

    def feed(self, pcm: bytes, at_s: float, *, sounds: bool) -> Report | None:
        """A piece that will be heard from `at_s`; silence between two sounds is not reported."""
        if self._next_s is not None and abs(at_s - self._next_s) < LEAP_S:
            at_s = self._next_s + TRUST * (at_s - self._next_s)
            report = None
        else:
            report = self._report()
        self._next_s = at_s + len(pcm) / (2 * self._rate_hz)
        if sounds:
            self._at_s = self._at_s if self._pcm else at_s
            self._pcm += pcm
        if not sounds or len(self._pcm) >= REPORT_S * 2 * self._rate_hz:
            report = report or self._report()
        return report

    def _report(self) -> Report | None:
        if not self._pcm:
            return None
        report = Report(bytes(self._pcm), self._rate_hz, self._at_s)
        self._pcm.clear()
        return report
