"""Finding a phrase in recognized text, however it was spelled: wake phrases that need no model."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

SAME = 0.88
"""“computers” is like “computer” to 0.94, “compute her” to 0.89, “commuter” to 0.875."""
LIKE = 0.7
"""“hey travis” is like “hey jarvis” to 0.8, “have this” to 0.42, “start” to 0.36."""
_SAME_BEGINNING = 0.5
"""“my computer” is like “computer” to 0.89, but it does not begin like it."""
_SAME_END = 0.1
"""“compute her” ends like “computer”, and is therefore preferred to “compute”."""
_CALLS = frozenset({"hey", "hi", "hello", "ok", "okay", "oh"})
"""What one says before a name."""


@dataclass(frozen=True)
class Spotted:
    """`phrase` as it was set, and what was said after it, "" for nothing."""

    phrase: str
    command: str


class PhraseSpotter:
    """Tells whether what was said begins with one of these phrases, each of one to four words.

    >>> PhraseSpotter(["computer"]).spot("Hey, computer, what time is it?")
    Spotted(phrase='computer', command='what time is it?')
    >>> PhraseSpotter(["computer"]).spot("My computer is slow.") is None
    True
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = [
            (phrase, [key for word in phrase.split() if (key := _key(word))]) for phrase in phrases
        ]

    def spot(self, text: str) -> Spotted | None:
        """The phrase that the text begins with, perhaps after a “hey”; None if it begins otherwise."""
        words = [word for word in text.split() if _key(word)]
        best = max(self._beginnings(words), key=lambda found: found[0], default=None)
        if best is None:
            return None
        _, phrase, count = best
        return Spotted(phrase, " ".join(words[count:]))

    def _beginnings(self, words: Sequence[str]) -> Iterable[tuple[float, str, int]]:
        """How well each phrase fits to each beginning: points, phrase, words of the beginning."""
        keys = [_key(word) for word in words]
        starts = (0, 1) if keys and keys[0] in _CALLS else (0,)
        for phrase, wanted in self._phrases:
            for start in starts:
                for count in range(1, len(wanted) + 2):
                    said = keys[start : start + count]
                    points = _points(said, wanted) if len(said) == count and wanted else 0.0
                    if points:
                        yield points, phrase, start + count


def _points(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Above 0 where `said` can be taken for `wanted`; the higher the better."""
    if list(said) == list(wanted):
        return 2.0 + len(wanted)  # whole words, and the more of them the better
    heard, phrase = "".join(said), "".join(wanted)
    if likeness(said[0], phrase[: len(said[0])]) < _SAME_BEGINNING:
        return 0.0
    like = likeness(heard, phrase)
    if like < SAME:
        return 0.0
    return like + _SAME_END * (heard[-1] == phrase[-1])


def likeness(said: str, wanted: str) -> float:
    """How much alike two spellings are, from 0 to 1."""
    return difflib.SequenceMatcher(None, said, wanted, autojunk=False).ratio()


def names(text: str, phrase: str) -> bool:
    """Whether the phrase, its last word, or something like them, is anywhere in a text."""
    keys = [key for word in text.split() if (key := _key(word))]
    whole = [key for word in phrase.split() if (key := _key(word))]
    return any(_is_among(keys, wanted) for wanted in {tuple(whole), tuple(whole[-1:])} if wanted)


def _is_among(keys: Sequence[str], wanted: tuple[str, ...]) -> bool:
    phrase = "".join(wanted)
    matcher = difflib.SequenceMatcher(None, "", phrase, autojunk=False)
    for count in range(max(1, len(wanted) - 1), len(wanted) + 2):
        for said in {"".join(keys[start : start + count]) for start in range(len(keys) - count + 1)}:
            if 2 * min(len(said), len(phrase)) < LIKE * (len(said) + len(phrase)):
                continue  # so different in length that it cannot be: most are
            matcher.set_seq1(said)
            if matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE:
                return True
    return False


@lru_cache(maxsize=1_000)
def _key(word: str) -> str:
    """A word without what is not heard: capitals and punctuation."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())
