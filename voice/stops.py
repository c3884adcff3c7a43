# ruff: noqa: RUF001 - the quotes, brackets and full stops of other scripts are meant
"""Where a sentence ends in text that is still being written.

Each rule looks a bounded way ahead. Where what came so far is too little to tell, the answer is
`Pending`, so that text means the same however it was cut into pieces.
"""

import re
from typing import NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Behind these a full stop never ends a sentence; behind the second lot not before a number.
_TITLES = _set(
    "dr mr mrs ms mx prof rev hon st mt ft gen col lt sgt capt cmdr maj pres gov sen rep vs cf e.g i.e eg ie"
    " approx ca viz al messrs mme"
)
_BEFORE_NUMBERS = _set(
    "nos nr p pp fig figs vol ch sec eq art ver v jan feb mar apr jun jul aug sep sept oct nov dec"
)
_STARTERS = _set(
    "a an and are as at but by did do does for from he her his how i if in is it its it's i'm let my no not"
    " now of on one or our she so some still that that's the their then there there's these they this those"
    " to was we were what when where which while who why will with yes you your"
)
_STARTER_LETTERS = max(map(len, _STARTERS))
_BLOCK_LETTERS = 4
"""No sign of a block is longer, up to the letter that makes it certain."""

_STOP = re.compile(r"\n|[.!?…]+|[。！？｡]+")
_CLOSERS = re.compile(r"[\"'’”»)\]}*_」』）》】〕〉]{0,8}")
_EMOJI = re.compile(r"(?:[ \t]{0,4}[\u200d\u20e3\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]{1,16}){0,8}")
_OPENERS = re.compile(r"[\"'‘“«(\[{*_¿¡]{0,8}")
_SPACE = re.compile(r"\s*")
_WORD_BEFORE = re.compile(r"[^\W\d_][\w.'’]{0,15}\Z")
_WORD_AFTER = re.compile(r"[\w'’]*")
_NUMBERED = re.compile(r"\s*\d{1,3}\Z")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_BLOCK = re.compile(r"(?:[-*+•]\s|\d{1,3}[.)]\s|#{1,6}\s|\||>|-{3}|_{3}|`{3}|~{3})")
_MAYBE_BLOCK = re.compile(r"(?:[-*+•]?|\d{1,3}[.)]?|#{1,6}|-{2}|_{1,2}|`{1,2}|~{1,2})\Z")
_LINE_OF_ITS_OWN = re.compile(r"\s*(?:#{1,6}\s|\||-{3,}\s*\Z|_{3,}\s*\Z|\*{3,}\s*\Z)")


class Text(NamedTuple):
    """What came so far, from the beginning of a sentence, and whether that is all."""

    letters: str
    whole: bool


class End(NamedTuple):
    """A sentence ends before this letter; the white space behind it still belongs to it."""

    at: int


class Pending(NamedTuple):
    """Up to this letter no sentence ends; what comes behind it is not settled yet."""

    at: int


def find_end(text: Text, start: int, limit: int) -> End | Pending:
    """Where the sentence that has its first letter at `start` ends, looking at stops before `limit`."""
    at = start
    while (stop := _STOP.search(text.letters, at, limit)) is not None:
        ends = _line(text, start, stop.start()) if stop[0] == "\n" else _stop(text, start, stop)
        if ends is None:
            return Pending(stop.start())
        if ends:
            return End(ends)
        at = stop.end()
    return Pending(min(limit, len(text.letters)))


def opens_block(letters: str, at: int) -> bool:
    """Whether a list item, heading, quote, table row or block of code begins here."""
    return _BLOCK.match(letters, at) is not None


def _line(text: Text, start: int, at: int) -> int | None:
    """Whether a sentence ends with this line: 0 is no, None is not known yet."""
    behind = _SPACE.match(text.letters, at)
    after = behind.end() if behind else at
    if after == len(text.letters) and not text.whole:
        return None
    line_at = max(text.letters.rfind("\n", start, at) + 1, start)
    if (
        _BLANK_LINE.search(text.letters, at, after)
        or _LINE_OF_ITS_OWN.match(text.letters[line_at:at])
        or opens_block(text.letters, after)
    ):
        return after
    if (
        not text.whole
        and len(text.letters) - after <= _BLOCK_LETTERS
        and _MAYBE_BLOCK.match(text.letters, after)
    ):
        return None
    return 0


def _stop(text: Text, start: int, stop: re.Match[str]) -> int | None:
    """Whether a sentence ends with this full stop: 0 is no, None is not known yet."""
    letters, wide = text.letters, stop[0][0] in "。！？｡"
    end = _end(_CLOSERS, letters, _end(_EMOJI, letters, _end(_CLOSERS, letters, stop.end())))
    after = _end(_SPACE, letters, end)
    if after == len(letters):
        return after if text.whole else None
    if wide:
        return after
    if after == end:
        return 0
    line = letters[max(letters.rfind("\n", start, stop.start()) + 1, start) : stop.start()]
    if line.lstrip().startswith("|") or (stop[0] == "." and _NUMBERED.fullmatch(line)):
        return 0
    return after if "\n" in letters[end:after] else _followed(text, line, stop[0], after)


def _followed(text: Text, before: str, stop: str, after: int) -> int | None:
    """Whether a sentence begins at `after`, behind `before` and its full stop: 0 is no, None not known."""
    first = _end(_OPENERS, text.letters, after)
    if first == len(text.letters):
        return after if text.whole else None
    if text.letters[first].islower():
        return 0
    word = _WORD_BEFORE.search(before) if stop == "." else None
    if word is None:
        return after
    if _needs_more(word[0], number=text.letters[first].isdecimal()):
        return 0
    if may_be_initial(word[0], before[: word.start()]):
        return _starter(text, first, after)
    return after


def _needs_more(word: str, *, number: bool) -> bool:
    """Whether this word with a full stop stands before something that belongs to it."""
    name = word.lower()
    return name in _TITLES or (number and (name in _BEFORE_NUMBERS or word == "No"))


def may_be_initial(word: str, before: str) -> bool:
    """Whether the full stop may belong to initials: "U.S." and "J. Smith", but not "plan B."."""
    name = word.lower()
    if len(name) > 1:
        return "." in name and name not in {"a.m", "p.m"}
    earlier = before.split()[-1:]
    tells = not earlier or not earlier[0][:1].islower() or earlier[0] in _STARTERS
    return word.isupper() and word not in "AI" and tells


def _starter(text: Text, first: int, after: int) -> int | None:
    """Behind what may be an abbreviation, a sentence begins only with a word that often begins one."""
    end = _end(_WORD_AFTER, text.letters, first)
    if end == len(text.letters) and not text.whole and end - first <= _STARTER_LETTERS:
        return None
    word = text.letters[first:end].lower().replace("’", "'")
    return after if word in _STARTERS else 0


def _end(pattern: re.Pattern[str], letters: str, at: int) -> int:
    found = pattern.match(letters, at)
    return found.end() if found else at
