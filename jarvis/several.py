"""Several commands in one sentence: "lights off and set a timer for five minutes"."""

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from functools import cache

from jarvis.answering import Answer
from jarvis.skill_run import Then
from jarvis.templates import Match

_BETWEEN = re.compile(r"[\s,;]*\b(?:and then|and also|and|then)\b[\s,]*|\s*[,;]\s+", re.IGNORECASE)
Do = Callable[[Match, Answer, str, Then | None], AsyncGenerator[str]]
"""Does a command in a turn, and then what comes after it."""
MOST = 4
"""Commands in one sentence."""
_MOST_PLACES = 8
"""Places where the sentence may be divided: what has more is a story."""


def commands(text: str, match: Callable[[str], Match | None]) -> list[Match]:
    """The commands that `text` is made of, each of which matches for sure; empty if it is not.

    As few as possible: what is one command as a whole is not divided.
    """
    if whole := match(text):
        return [whole]
    match = cache(match)
    places = [(found.start(), found.end()) for found in _BETWEEN.finditer(text)]
    if not places or len(places) > _MOST_PLACES:
        return []
    return _divided(text, 0, places, match)


def _divided(
    text: str,
    begin: int,
    places: list[tuple[int, int]],
    match: Callable[[str], Match | None],
    left: int = MOST,
) -> list[Match]:
    """The commands from `begin` on, the first as long as possible."""
    if last := match(text[begin:]):
        return [last]
    if left == 1:
        return []
    for at in range(len(places) - 1, -1, -1):
        end, start = places[at]
        first = match(text[begin:end]) if end > begin else None
        if first is not None and (others := _divided(text, start, places[at + 1 :], match, left - 1)):
            return [first, *others]
    return []


def in_turn(found: Sequence[Match], do: Do, answer: Answer, turn: str) -> AsyncGenerator[str]:
    """Do them one after the other; if one asks, the others wait until it is answered.

    One that fails is told at the end, and the others are done all the same.
    """
    first, *others = found

    def then(later: Answer, turn_then: str) -> AsyncGenerator[str]:
        return in_turn(others, do, later, turn_then)

    return do(first, answer, turn, then if others else None)
