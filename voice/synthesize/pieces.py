"""Sound from anywhere, as all voices give it: at one rate, as loud as wanted, in small pieces."""

from collections.abc import Iterator

from jarvis.ports import Pcm
from voice.audio import Rate, louder
from voice.synthesize.engine import SPEECH_HZ

_PIECE_BYTES = SPEECH_HZ * 60 // 1000 * 2
"""60 ms."""
_SLICE_BYTES = 1 << 14


class Pieces:
    """A stream of samples at `rate_hz` in, pieces of at most 60 ms at SPEECH_HZ out; nothing is lost."""

    def __init__(self, rate_hz: int, volume: int = 100) -> None:
        self._rate, self._volume = Rate(rate_hz, SPEECH_HZ), volume
        self._rest = b""

    def feed(self, pcm: Pcm, *, last: bool = False) -> Iterator[Pcm]:
        """The pieces that are whole now; with `last`, all."""
        sound = self._rest + pcm
        whole = len(sound) // 2 * 2  # a sample may come in two halves
        self._rest = sound[whole:]
        for start in range(0, whole, _SLICE_BYTES):  # a long sentence would hold up the loop as a whole
            yield from self._cut(self._rate.feed(sound[start : min(start + _SLICE_BYTES, whole)]))
        if last:
            yield from self._cut(self._rate.feed(b"", last=True))

    def _cut(self, pcm: Pcm) -> Iterator[Pcm]:
        sound = louder(pcm, self._volume)
        for start in range(0, len(sound), _PIECE_BYTES):
            yield sound[start : start + _PIECE_BYTES]
