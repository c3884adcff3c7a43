"""Whether the machine slept: then its clock on the wall has jumped, and the one that only counts has not."""

from collections.abc import Callable

JUMP_S = 5.0
"""Clocks that are set right jump less, or slowly."""
Clock = Callable[[], float]


def never() -> bool:
    """A machine that never sleeps."""
    return False


class Slept:
    """Called again and again, it is true once after each sleep. Both clocks count seconds."""

    def __init__(self, wall: Clock, counting: Clock) -> None:
        self._wall, self._counting = wall, counting
        self._ahead_s = wall() - counting()

    def __call__(self) -> bool:
        """Whether the machine slept since the last call."""
        before_s, self._ahead_s = self._ahead_s, self._wall() - self._counting()
        return self._ahead_s - before_s > JUMP_S
