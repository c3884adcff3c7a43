"""The known command that is most like what was heard: recognizers mishear short words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

ALIKE = 0.75
"""As alike as this is taken for it; measured on people's commands by `scripts/bench ears`."""
CERTAIN = 0.9
"""As alike as this, nothing more is expected."""
PERHAPS = 0.67
"""As alike as this is asked about: "Did you say …?"."""
_OPPOSITES = (
    {"on", "off"}, {"up", "down"}, {"open", "close", "shut"}, {"lock", "unlock"}, {"start", "stop", "pause", "end"},
    {"mute", "unmute"}, {"next", "previous"}, {"yes", "no"}, {"first", "last"}, {"am", "pm"},
)  # fmt: skip
_SUBJECTS = {
    "timer", "timers", "alarm", "alarms", "reminder", "reminders", "stopwatch", "clock", "lap", "note", "notes",
    "list", "lists", "countdown", "volume", "music", "microphone", "window", "weather", "date", "battery",
}  # fmt: skip
"""Who names one of these means it, and nothing that sounds like it."""
_GRAVE = {
    "restore",
    "resume",
    "reset",
    "delete",
    "clear",
    "cancel",
    "undo",
    "forget",
    "mute",
    "lock",
    "recover",
    "shut",
}
"""What a phrase does with these was said, or something very like it."""
_HEARD_AS = 0.6
_LONG, _LONG_HEARD_AS = 5, 0.45
"""A word with so many letters is heard as one at least so like it."""
_MORE_WORDS = 2
"""So many words more or less than the phrase has were not misheard: something else was said."""
_ASKING = re.compile(r"(who|what|when|where|why|how|which)(?:'s|'re|s)?")
_NOT = {"not", "no", "never", "don't", "dont", "cannot", "can't", "without"}
_LOOKED_AT = 10
_WORDS = re.compile(r"[\w']+")
_BETWEEN_LETTERS = re.compile(r"(?<!\d) | (?!\d)")
"""Not between two numbers: "2 30" is another one than "230"."""
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: value for value, word in enumerate(_SMALL)} | {
    word: value * 10 for value, word in enumerate(_TENS, 2)
}


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
        self._phrases: dict[str, str] = {}
        """As they are compared, and as they were given but for capitals and punctuation."""
        self._run_together: dict[str, str] = {}
        for phrase in phrases:
            words = _words(phrase)
            compared = " ".join(_with_digits(words))
            self._phrases.setdefault(compared, " ".join(words))
            self._run_together.setdefault(_BETWEEN_LETTERS.sub("", compared), " ".join(words))

    def find(self, text: str) -> Near | None:
        """The likeliest phrase, if it may have been meant; never one that says the opposite.

        Where words are divided ("never mind", "nevermind") and how numbers are spelled makes no difference.
        """
        said = _with_digits(_words(text))
        compared = " ".join(said)
        if same := self._run_together.get(_BETWEEN_LETTERS.sub("", compared)):
            return Near(same, 1.0)
        found = process.extract(
            compared, list(self._phrases), scorer=fuzz.ratio, score_cutoff=PERHAPS * 100, limit=_LOOKED_AT
        )
        for phrase, likeness, _ in found:
            if not _contrary(said, phrase.split()) and not _elsewhere(said, phrase.split()):
                return Near(self._phrases[phrase], likeness / 100)
        return None


def spoken_words(text: str) -> list[str]:
    """The words of a text without capitals and punctuation, numbers in digits: "Twenty-one!" → ["21"]."""
    return _with_digits(_words(text))


def alike(said: str, wanted: str) -> float:
    """How much alike two spellings are, from 0 to 1."""
    return fuzz.ratio(said, wanted) / 100


def alike_within(said: str, longer: str) -> float:
    """How much a spelling is like that part of a longer one which is most like it, from 0 to 1."""
    return (
        fuzz.partial_ratio(said, longer) / 100 if len(said) <= len(longer) else fuzz.ratio(said, longer) / 100
    )


def opposed(one: str, other: str) -> bool:
    """Whether two phrases differ in what turns the meaning round, or in a number."""
    return _contrary(spoken_words(one), spoken_words(other))


def _words(text: str) -> list[str]:
    text = text.replace("stop watch", "stopwatch")
    return _WORDS.findall(text.casefold().replace("\u2019", "'").replace("%", " percent "))


def _with_digits(words: Sequence[str]) -> list[str]:
    """Numbers below a thousand in digits: "twenty five" → "25", "two p m" → "2 pm"."""
    found: list[str] = []
    before = ""
    for word in words:
        value = _NUMBERS.get(word)
        if before in _TENS and value is not None and 0 < value < 10:  # noqa: PLR2004 - a digit
            found[-1] = str(int(found[-1]) + value)
        elif word == "hundred" and before in _SMALL[1:10]:
            found[-1] += "00"
        elif word == "m" and before in {"a", "p"}:
            found[-1] += word
        else:
            found.append(word if value is None else str(value))
        before = word
    return found


def _elsewhere(said: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether something else is spoken of, or something grave is done that nobody said."""
    only_said, only_phrase = set(said) - set(phrase), set(phrase) - set(said)
    if (
        only_said & _SUBJECTS
        or _asking(said) != _asking(phrase)
        or abs(len(said) - len(phrase)) >= _MORE_WORDS
    ):
        return True
    if any(all(alike(one, word) < _HEARD_AS for one in only_said) for word in only_phrase & _GRAVE):
        return True
    heard = [*only_phrase, "".join(word for word in phrase if word in only_phrase)]
    return any(
        all(alike(word, one) < _LONG_HEARD_AS for one in heard) for word in only_said if len(word) >= _LONG
    )


def _asking(words: Sequence[str]) -> set[str]:
    """The words that make it a question."""
    return {found[1] for word in words if (found := _ASKING.fullmatch(word))}


def _contrary(said: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether they differ in what turns the meaning round, or in a number."""
    only_said, only_phrase = set(said) - set(phrase), set(phrase) - set(said)
    different = only_said | only_phrase
    if different & _NOT or any(word[0].isdigit() for word in different):
        return True
    return any(only_said & words and only_phrase & words for words in _OPPOSITES)
