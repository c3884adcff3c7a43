"""Arithmetic as it is said: "seven times eight", "the square root of eighty one", "divide ninety by four".

Nothing is ever evaluated as code: the words are read one by one.
"""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Self

from jarvis.numerals import LARGE, ORDINALS, TENS, UNITS
from jarvis.sum_reader import NotASumError, Reader, Work, applied, joined, tokens
from jarvis.sums import divided, rest, times

LONGEST_WORDS = 40
_A_NUMBER = rf"\d|pi|hundred|half|quarter|{'|'.join(sorted({*UNITS, *TENS, *LARGE, *ORDINALS}))}"
_HAS_A_NUMBER = re.compile(_A_NUMBER)
_SHARES = [
    re.compile(pattern)
    for pattern in (
        r"percent of (?P<whole>.+?) is (?P<part>.+)",
        r"percent is (?P<part>.+?) of (?P<whole>.+)",
        r"(?P<part>.+?) is what percent of (?P<whole>.+)",
    )
]


@dataclass(frozen=True)
class Calculation:
    """Something to be worked out; `words` as they were said."""

    typical: ClassVar[str] = "seven times eight"
    looks: ClassVar[str] = f".*?(?:{_A_NUMBER}).*"
    """What has no number is no sum: most of what is said is refused by this, in microseconds."""
    words: str
    work: Work = field(compare=False, repr=False)

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The calculation that the whole text is, None if it is none: a number alone is none."""
        if not _HAS_A_NUMBER.search(words) or len(words.split()) > LONGEST_WORDS:
            return None
        reader = Reader(tokens(words))
        try:
            work = _share(tokens(words)) or _read(reader)
        except NotASumError:
            return None
        return cls(words, work) if work is not None else None

    def __str__(self) -> str:
        """As it is said."""
        return self.words


def _read(reader: Reader) -> Work | None:
    """An order or a sum; None for what is a number alone. Raises NotASumError."""
    order = reader.order(_ORDERS)
    work = reader.ended(_ORDERS[order](reader)) if order else reader.alone()
    return work if reader.operations else None


def _share(said: Sequence[str]) -> Work | None:
    """How many percent: "what percent of 80 is 20", "20 is what percent of 80"."""
    text = " ".join(said).removeprefix("what ")
    for pattern in _SHARES:
        if found := pattern.fullmatch(text):
            part, whole = (Reader(found[name].split()).alone() for name in ("part", "whole"))
            return lambda: divided(part(), whole()) * 100
    return None


def _total(works: Sequence[Work]) -> Work:
    return lambda: sum((work() for work in works), Fraction(0))


def _product_of(reader: Reader) -> Work:
    reader.of()
    works = reader.several("and", "by")
    return lambda: functools.reduce(times, (work() for work in works))


def _average(reader: Reader) -> Work:
    reader.of()
    works = reader.several("and")
    return applied(lambda total: total / len(works), _total(works))


def _sum_of(reader: Reader) -> Work:
    reader.of()
    return _total(reader.several("and", "to"))


def _difference(reader: Reader) -> Work:
    reader.of()
    first, second = reader.several("and")
    return lambda: abs(first() - second())


def _taken(reader: Reader) -> Work:
    less, whole = reader.pair("from")
    return lambda: whole() - less()


def _quotient(reader: Reader) -> Work:
    whole, by = reader.pair("by")
    return joined(whole, divided, by)


def _remainder(reader: Reader) -> Work:
    reader.of()
    whole, by = reader.pair("/", deep=False)
    return joined(whole, rest, by)


_ORDERS: dict[str, Callable[[Reader], Work]] = {
    "add": _sum_of,
    "sum": _sum_of,
    "product": _product_of,
    "multiply": _product_of,
    "average": _average,
    "difference": _difference,
    "subtract": _taken,
    "take": _taken,
    "divide": _quotient,
    "remainder": _remainder,
}
