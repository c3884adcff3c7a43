"""What is said for a text, word by word, each with the letters it stands for."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from voice.speakable import addresses, marks, money, numbers, short_forms, symbols, times, units
from voice.speakable.rules import PAUSES, SOFT, Rule
from voice.speakable.symbols import emoji_names
from voice.speakable.traced import Traced, plain

_ENGLISH = (
    *marks.RULES,
    *addresses.RULES,
    *times.RULES,
    *money.RULES,
    *units.RULES,
    *short_forms.RULES,
    *symbols.RULES,
    *numbers.RULES,
)


def _by_start(rules: Sequence[Rule]) -> dict[str, list[Rule]]:
    starts = {start for rule in rules for start in rule.starts}

    def holds(rule: Rule, start: str) -> bool:
        return start in rule.starts or (start.isalpha() and "a" in rule.starts)

    return {start: [rule for rule in rules if holds(rule, start)] for start in starts}


_ANY_LANGUAGE = (*marks.SILENT, symbols.AS_WRITTEN, symbols.PAUSING)
_RULES = {"en": _by_start(_ENGLISH), "": _by_start(_ANY_LANGUAGE)}
"""The rules of each language by what they can begin with, in the order in which they are tried."""

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_ORDINARY = re.compile(r"[a-z]+(?:['-][a-z]+)*(?=[ ,;!?]|\Z)")
_IN_NUMBERS = "0123456789/$€£%°"
_SAYABLE = re.compile(r"[A-Za-z' ,.?!;:-]*")
_FENCE = r"[ \t]{0,8}(?:`{3}|~{3})"
_ONLY_THE_END_OF_CODE = re.compile(rf"(?!{_FENCE})[^\n]*(?:\n(?!{_FENCE})[^\n]*)*\n{_FENCE}[`~]*\s*")


@dataclass(frozen=True)
class Aloud:
    """`text[start:end]` is said as `said`, a word or a few; some things are not said ("")."""

    said: str
    start: int
    end: int


def speakable(text: str, language: str = "en") -> list[Aloud]:
    """What is said for this text: words and marks of sentences only, no digits, no markup, no signs.

    In a language without rules here, numbers are left to the synthesizer. Quick for one sentence (below
    2 ms) and in the order of the text; the parts never overlap.
    """
    traced = plain(text)
    rules = _RULES.get(language.lower().partition("-")[0], _RULES[""])
    if _ONLY_THE_END_OF_CODE.fullmatch(traced.letters):
        return []
    found = _joined(_scan(traced.letters, rules), also="" if rules is _RULES["en"] else _IN_NUMBERS)
    if not any(part.said for part in found):
        return _emoji(text)
    return found if traced.starts is None else _traced(found, traced)


def _traced(parts: Sequence[Aloud], traced: Traced) -> list[Aloud]:
    """The parts with their places in the original; those that share a letter there become one."""
    found: list[Aloud] = []
    for part in parts:
        start, end = traced.source(part.start, part.end)
        if found and start < found[-1].end:
            last = found.pop()
            found.append(Aloud(f"{last.said} {part.said}".strip(), last.start, max(last.end, end)))
        else:
            found.append(Aloud(part.said, start, end))
    return found


def _emoji(text: str) -> list[Aloud]:
    names = emoji_names(text)
    return [Aloud(names, 0, len(text))] if names else []


def _scan(letters: str, rules: dict[str, list[Rule]]) -> list[Aloud]:
    """Everything that is said, marks of pauses among it as parts of their own."""
    parts: list[Aloud] = []
    at, end = 0, len(letters)
    while at < end:
        part = _next(letters, at, rules)
        if part is None:
            at += 1
        else:
            parts.append(part)
            at = part.end
    return parts


def _next(letters: str, at: int, rules: dict[str, list[Rule]]) -> Aloud | None:
    letter = letters[at]
    word = _ORDINARY.match(letters, at)
    if word is not None and (at == 0 or not letters[at - 1].isalnum()) and word.end() - at > len("etc"):
        return Aloud(word[0], at, word.end())
    kind = letter if letter in rules else "a" if letter.isalpha() else "1" if letter.isdecimal() else letter
    for rule in rules.get(kind, ()):
        found = rule.pattern.match(letters, at)
        if found is not None and found.end() > at and (said := rule.say(found)) is not None:
            return Aloud(said, at, found.end())
    if letter.isalpha():
        return _word(letters, at)
    return Aloud("", at, at + 1) if letter.isdecimal() else None


def _word(letters: str, at: int) -> Aloud:
    """A word of any script, with the marks that stand on its letters."""
    end = at
    while found := _WORD.match(letters, end):
        end = found.end()
        while end < len(letters) and unicodedata.category(letters[end])[0] == "M":
            end += 1
    return Aloud(letters[at:end], at, max(end, at + 1))


def _joined(parts: Sequence[Aloud], also: str) -> list[Aloud]:
    """Marks of pauses go to the word before them; of several the strongest is said."""
    joined: list[Aloud] = []
    pause = ""
    for part in parts:
        if part.said and part.said in PAUSES:
            pause = _stronger(pause, part.said)
            if joined and joined[-1].end == part.start and part.said != SOFT:
                joined[-1] = replace(joined[-1], end=part.end)
        elif said := _sayable(part.said, also):
            _pause(joined, pause)
            pause = ""
            joined.append(Aloud(said, part.start, part.end))
    _pause(joined, "" if pause == SOFT else pause)
    return joined


def _pause(joined: list[Aloud], pause: str) -> None:
    if pause and joined:
        last = joined[-1]
        mark = _stronger(last.said[-1] if last.said[-1] in PAUSES else "", pause)
        joined[-1] = replace(last, said=last.said.rstrip(PAUSES) + mark.replace(SOFT, ","))


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=lambda mark: PAUSES.find(mark) if mark else -1)


def _sayable(said: str, also: str) -> str:
    """Without whatever slipped through: letters, their marks and those of a sentence stay."""
    if _SAYABLE.fullmatch(said):
        return said.strip()
    kept = [sign for sign in said if unicodedata.category(sign)[0] in "LM" or sign in "' ,.?!;:-" + also]
    return unicodedata.normalize("NFC", "".join(kept)).strip()


class SpokenText:
    """The words of a text in one line, and the way back from there into the text."""

    def __init__(self, alouds: Sequence[Aloud]) -> None:
        self._said = [aloud for aloud in alouds if aloud.said]
        lengths = (len(aloud.said) + 1 for aloud in self._said)
        self._begins = [0, *accumulate(lengths)][: len(self._said)]
        self.text = " ".join(aloud.said for aloud in self._said)

    def source(self, start: int) -> tuple[int, int]:
        """Which letters of the original the word at this letter of `text` stands for; (0, 0) if none do."""
        if not self._said:
            return 0, 0
        aloud = self._said[max(bisect_right(self._begins, start) - 1, 0)]
        return aloud.start, aloud.end


def source_end(alouds: Sequence[Aloud], spoken: int) -> int:
    """How many letters of the original are said when `spoken` letters of the spoken text are.

    A word that is being said does not count yet.
    """
    end = at = 0
    for aloud in alouds:
        if aloud.said:
            at += len(aloud.said)
            if at > spoken:
                break
            at += 1
        end = aloud.end
    return end
