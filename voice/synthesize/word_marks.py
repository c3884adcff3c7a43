"""Which word of a sentence is spoken when: what an engine tells, brought to the words one sees."""

import re
from bisect import bisect_right

from jarvis.speech import Mark

_WORD = re.compile(r"\S+")


class WordMarks:
    """Takes an engine's news about a sentence in the order of its sound, and gives each word once.

    Engines split words ("$5.50" is four of theirs), join them ("of the" is one), tell some twice and
    leave some out. Here a word is what stands between spaces; without its punctuation, unless it is
    nothing else. A word that was left out begins between its neighbours.
    """

    def __init__(self, text: str) -> None:
        self._words = [_trimmed(found) for found in _WORD.finditer(text)]
        self._starts = [found.start() for found in _WORD.finditer(text)]
        self._last, self._at_ms = -1, 0

    def told(self, position: int, at_ms: int, not_before_ms: int = 0) -> tuple[Mark, ...]:
        """The words that begin with this news: the letter at `position` (from 0) is spoken at `at_ms`.

        What was left out before it is given too, but not as beginning before `not_before_ms`.
        """
        word = bisect_right(self._starts, position) - 1
        if word <= self._last:
            return ()
        at_ms = max(at_ms, self._at_ms)
        marks = [*self._between(word, at_ms, not_before_ms), self._marked(word, at_ms)]
        self._last, self._at_ms = word, at_ms
        return tuple(marks)

    def rest(self, at_ms: int, not_before_ms: int = 0) -> tuple[Mark, ...]:
        """The words that nothing was told about until the sound ended, at `at_ms`."""
        marks = self._between(len(self._words), max(at_ms, self._at_ms), not_before_ms)
        self._last = len(self._words)
        return tuple(marks)

    def _between(self, word: int, at_ms: int, not_before_ms: int) -> list[Mark]:
        gap = word - self._last
        marks = []
        for left_out in range(self._last + 1, word):
            share_ms = (at_ms - self._at_ms) * (left_out - self._last) // gap
            begins_ms = min(max(self._at_ms + share_ms, not_before_ms), at_ms)
            if any(letter.isalnum() for letter in self._words[left_out][0]):
                marks.append(self._marked(left_out, begins_ms))
        return marks

    def _marked(self, word: int, at_ms: int) -> Mark:
        text, start = self._words[word]
        return Mark(text, at_ms, start, start + len(text))


def _trimmed(found: re.Match[str]) -> tuple[str, int]:
    letters = [place for place, letter in enumerate(found[0]) if letter.isalnum()]
    if not letters:
        return found[0], found.start()
    return found[0][letters[0] : letters[-1] + 1], found.start() + letters[0]
