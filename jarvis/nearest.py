"""The known command that is most like what was heard: recognizers mishear short words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

ALIKE = 0.75
"""As alike as this is taken for it; measured on people's commands by `scripts/bench ears`."""
PERHAPS = 0.67
"""As alike as this is asked about: "Did you say …?"."""
_OPPOSITES = (
    {"on", "off"}, {"up", "down"}, {"open", "close", "shut"}, {"lock", "unlock"}, {"start", "stop", "pause"},
    {"mute", "unmute"}, {"next", "previous"}, {"yes", "no"}, {"first", "last"}, {"am", "pm"},
)  # fmt: skip
_NOT = {"not", "no", "never", "don't", "dont", "cannot", "can't", "without"}
_LOOKED_AT = 10
_WORDS = re.compile(r"[\w']+")


@dataclass(frozen=True)
class Near:
    """A known phrase, and how like it (0 to 1) the text is."""

    phrase: str
    likeness: float


class Nearest:
    """Looks among `phrases`.

    >>> Nearest(["next", "pause"]).find("Text.").phrase
    'next'
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = [" ".join(_words(phrase)) for phrase in phrases]

    def find(self, text: str) -> Near | None:
        """The likeliest phrase, if it may have been meant; never one that says the opposite."""
        said = _words(text)
        found = process.extract(
            " ".join(said), self._phrases, scorer=fuzz.ratio, score_cutoff=PERHAPS * 100, limit=_LOOKED_AT
        )
        likeliest = (Near(phrase, likeness / 100) for phrase, likeness, _ in found)
        return next((near for near in likeliest if not _contrary(said, near.phrase.split())), None)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold().replace("\u2019", "'"))


def _contrary(said: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether they differ in what turns the meaning round, or in a number."""
    only_said, only_phrase = set(said) - set(phrase), set(phrase) - set(said)
    different = only_said | only_phrase
    if different & _NOT or any(word[0].isdigit() for word in different):
        return True
    return any(only_said & words and only_phrase & words for words in _OPPOSITES)
