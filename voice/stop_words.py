"""Finding "stop" in what is said while Jarvis speaks, perhaps after some words of its own."""

from collections.abc import Callable

from voice.spotter import Spotted

_LONGEST = 4
"""No command to be silent has more words."""


class StopSpotter:
    """`stops` tells whether words are a command to be silent.

    >>> StopSpotter(lambda text: text == "stop").spot("is noon, stop")
    Spotted(phrase='stop', command='')
    """

    def __init__(self, stops: Callable[[str], bool]) -> None:
        self._stops = stops

    def spot(self, text: str) -> Spotted | None:
        """The command that the text ends with; None if it ends otherwise."""
        words = text.split()
        ends = (" ".join(words[-count:]) for count in range(min(len(words), _LONGEST), 0, -1))
        return next((Spotted(end, "") for end in ends if self._stops(end)), None)
