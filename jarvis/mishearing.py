"""Which words of a request were misheard, when somebody says what they meant: "no, I said Vosk".

The likest words are taken, by their letters and by how they sound.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jarvis.nearest import alike, opposed, spoken_words
from jarvis.spelling import spelled

ALIKE = 0.55
"""As like as this (0 to 1) words may have been misheard for others."""
LEARNED = 0.6
"""As like as this, that is learned: somebody who changed their mind has not been misheard."""
MOST_WORDS = 4
LONGEST = 60
"""Letters of what is learned."""
_LOOKED_AT = 60
"""Words of a request; a longer one is looked through up to there."""
_MORE_OR_LESS = 2
"""A recognizer may have made so many words more, or less, of it."""
_SAME_END, _ANOTHER_LENGTH = 0.15, 0.07
_LETTERS_SPELLED = 3
"""Fewer are words: "see you"."""
_WORD = re.compile(r"[\w']+(?:-[\w']+)*")
_PAIRS = (
    ("ph", "f"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("wr", "r"), ("kn", "n"), ("gh", "g"), ("sch", "s"),
    ("tch", "s"), ("ch", "s"), ("sh", "s"), ("ce", "se"), ("ci", "si"), ("cy", "sy"),
)  # fmt: skip
_SOUNDS = str.maketrans("bpfvgkcqszjdtlmnr", "PPPPKKKKSSSTTLNNR")
_COMMON = {
    "a", "about", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "but", "by", "can", "come", "could", "day", "did", "do", "does", "done", "down", "for",
    "from", "get", "give", "go", "good", "had", "has", "have", "he", "her", "here", "him", "his", "how",
    "i", "if", "in", "is", "it", "its", "just", "know", "let", "like", "look", "make", "me", "more", "my",
    "new", "no", "not", "now", "of", "off", "ok", "okay", "on", "one", "or", "other", "our", "out",
    "over", "play", "please", "put", "say", "see", "set", "she", "should", "show", "so", "some", "start",
    "stop", "take", "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "time", "to", "today", "tomorrow", "turn", "up", "us", "was", "we", "were", "what", "when",
    "where", "which", "who", "why", "will", "with", "would", "yes", "you", "your",
}  # fmt: skip
"""A repair of one of these alone would break what is said every day."""


@dataclass(frozen=True)
class Misheard:
    """`heard` stood where `meant` should be; `text` is the whole request, repaired."""

    heard: str
    meant: str
    text: str


def find(text: str, meant: str, heard: str = "") -> Misheard | None:
    """Which words of a request were to be `meant`: `heard` if they are in it, else the likest ones.

    >>> find("What do my notes say about bosk?", "Vosk")
    Misheard(heard='bosk', meant='Vosk', text='What do my notes say about Vosk?')

    Where it was heard just so, `heard` is `meant` and the text stays as it is.
    """
    places = list(_WORD.finditer(text))[:_LOOKED_AT]
    words = [one[0].casefold() for one in places]
    named, wanted = split(heard), split(meant)
    if not wanted:
        return None
    span = next((pair for pair in _spans(words, len(named), 0) if words[pair[0] : pair[1]] == named), None)
    span = span or _likest(words, wanted)
    if span is None:
        return None
    begin, end = span
    if words[begin:end] == wanted:
        return Misheard(" ".join(wanted), " ".join(_WORD.findall(meant)), text)
    repaired = text[: places[begin].start()] + meant + text[places[end - 1].end() :]
    left, right = _same_ends(words[begin:end], wanted)
    said = _WORD.findall(meant)
    return Misheard(
        " ".join(words[begin + left : end - right]), " ".join(said[left : len(said) - right]), repaired
    )


def contrasted(text: str, both: str) -> tuple[str, str]:
    """What was heard and what was meant, of "not bosk but Vosk" without its "not".

    Without a word between them it is divided where the first part is in the request.
    """
    divided = re.split(r"\s*[,;.]\s*|\s+but\s+", both, maxsplit=1)
    if len(divided) > 1 and all(map(split, divided)):
        return divided[0], divided[1]
    words, request = both.split(), f" {' '.join(split(text))} "
    for end in range(len(words) - 1, 0, -1):
        if f" {' '.join(split(' '.join(words[:end])))} " in request:
            return " ".join(words[:end]), " ".join(words[end:])
    return "", " ".join(words[len(words) // 2 :])


def as_said(words: str, own: str) -> str:
    """The words as they stand in a sentence, with its capitals; "" if they do not stand in it."""
    wanted, own = split(words), own.replace("\u2019", "'")
    places = list(_WORD.finditer(own))
    said = [one[0].casefold() for one in places]
    for begin in range(len(said) - len(wanted) + 1 if wanted else 0):
        if said[begin : begin + len(wanted)] == wanted:
            return own[places[begin].start() : places[begin + len(wanted) - 1].end()]
    return words if words and spelled(own).casefold() == words.casefold() else ""


def put_together(words: str) -> str:
    """Words as they are meant: letters that were spelled become a word: "V O S K" → "vosk"."""
    found = spelled(words) if words else ""
    return found if len(found) >= _LETTERS_SPELLED and len(found) <= len(_letters_said(words)) else words


def learnable(heard: str, meant: str) -> bool:
    """Whether one may be taken for the other from now on, without doing harm.

    Not what is a number or turns the meaning round, nor an everyday word, nor what sounds quite different.
    """
    heard_words, meant_words = split(heard), split(meant)
    if not (heard_words and meant_words) or heard_words == meant_words:
        return False
    if max(len(heard_words), len(meant_words)) > MOST_WORDS or max(len(heard), len(meant)) > LONGEST:
        return False
    if opposed(heard, meant) or any(one[0].isdigit() for one in spoken_words(f"{heard} {meant}")):
        return False
    return any(one not in _COMMON and len(one) > 1 for one in heard_words)


def likeness(one: str, other: str) -> float:
    """How much alike two spellings are said, from 0 to 1."""
    one, other = _joined(split(one)), _joined(split(other))
    return 0.4 * alike(one, other) + 0.6 * alike(_sound(one), _sound(other))


def split(text: str) -> list[str]:
    """The words, in small letters and without punctuation."""
    return _WORD.findall(text.casefold().replace("\u2019", "'"))


def _letters_said(words: str) -> list[str]:
    return re.findall(r"[\w']+", words)


def _likest(words: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    goal = " ".join(wanted)
    best, found = 0.0, None
    for begin, end in _spans(words, len(wanted), _MORE_OR_LESS):
        score = likeness(" ".join(words[begin:end]), goal)
        if score <= ALIKE:
            continue
        score -= _ANOTHER_LENGTH * abs(end - begin - len(wanted))
        if 0 < sum(_same_ends(words[begin:end], wanted)) < min(end - begin, len(wanted)):
            score += _SAME_END  # "ten minutes" rather than "minutes" for "five minutes"
        if score > best:
            best, found = score, (begin, end)
    return found


def _spans(words: Sequence[str], about: int, more_or_less: int) -> Iterator[tuple[int, int]]:
    for length in range(max(1, about - more_or_less), about + more_or_less + 1 if about else 0):
        for begin in range(len(words) - length + 1):
            yield begin, begin + length


def _same_ends(heard: Sequence[str], meant: Sequence[str]) -> tuple[int, int]:
    """How many words at the beginning, and at the end, were heard right."""
    shorter = min(len(heard), len(meant))
    left = next((i for i in range(shorter) if heard[i] != meant[i]), shorter)
    right = next((i for i in range(shorter - left) if heard[-1 - i] != meant[-1 - i]), shorter - left)
    return left, right


def _joined(words: Sequence[str]) -> str:
    return "".join(words).replace("'", "").replace("-", "")


def _sound(word: str) -> str:
    """The consonants, those that are often misheard for each other alike: "bosk" and "Vosk" → "PSK"."""
    for written, said in _PAIRS:
        word = word.replace(written, said)
    key = before = "A" if word[:1] in "aeiou" else ""
    for letter in word.translate(_SOUNDS):
        key += letter if (letter.isupper() or letter.isdigit()) and letter != before else ""
        before = letter
    return key or word
