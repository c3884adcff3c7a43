"""How long somebody pauses while they speak, and how long to wait before they are taken to have ended."""

from collections import deque

PAUSE_MS = 160
"""What is shorter belongs to a word, as before the "t" in "at ten"."""
_KNOWN_AFTER = 5
_REMEMBERED = 40
_SHARE = 0.9
_MORE, _MORE_MS = 1.25, 150
_QUICKEST, _SLOWEST = 0.7, 1.8


class Pace:
    """Fed with the pauses that were none of the ends. Without knowing the speaker it waits `usual_ms`.

    >>> pace = Pace(700)
    >>> for _ in range(5):
    ...     pace.paused(600)
    >>> pace.silence_ms
    900
    """

    def __init__(self, usual_ms: int) -> None:
        self.usual_ms = usual_ms
        self._pauses_ms: deque[int] = deque(maxlen=_REMEMBERED)

    def paused(self, pause_ms: int) -> None:
        """They were silent for so long, and went on."""
        if pause_ms >= PAUSE_MS:
            self._pauses_ms.append(pause_ms)

    @property
    def silence_ms(self) -> int:
        """A little longer than nine in ten of their pauses, and never far from what is usual."""
        if len(self._pauses_ms) < _KNOWN_AFTER:
            return self.usual_ms
        nine_in_ten_ms = sorted(self._pauses_ms)[int(len(self._pauses_ms) * _SHARE)]
        wanted_ms = nine_in_ten_ms * _MORE + _MORE_MS
        return round(min(max(wanted_ms, self.usual_ms * _QUICKEST), self.usual_ms * _SLOWEST))
