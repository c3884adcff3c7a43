"""What the place of a template takes, by its type, and the strict reader that makes a value of its words."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Protocol, Self, Union, get_args, get_origin, runtime_checkable

from jarvis.numerals import number, whole
from jarvis.when import read_date, read_datetime, read_time

Reader = Callable[[str, datetime], Any]
"""Makes a value of the words in a place, given the moment now; None if they are no such value."""


@runtime_checkable
class OwnKind(Protocol):
    """A type that reads itself, for a parameter of a skill of ours; `str` gives its words back.

    `looks` may tell what its letters look like, see `Slot`.
    One that is a `str` itself takes nearly any words: a template that is more exact goes before it.
    """

    typical: ClassVar[str]
    """Words that are usual in its place."""

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The value, None if the words are none. `words` are in small letters; quick, in microseconds."""
        ...


@dataclass(frozen=True)
class Slot:
    """What a place takes: one of `choices` (words → value), or any words that `read` does not refuse.

    A place with neither takes any words as they are, so that there may be more to come.
    """

    read: Reader | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    typical: str = "something"
    """Words that are usual in it."""
    goes_on: bool = False
    """Whether more may follow what is one already: "tomorrow", "at nine"."""
    loose: bool = False
    """Whether `read` takes nearly any words: whatever was said more exactly goes first."""
    looks: str = ".*"
    """A regular expression for its letters without spaces; it may let more pass, never less."""

    @property
    def free(self) -> bool:
        """Whether it takes any words, or nearly any."""
        return self.loose or (self.read is None and not self.choices)

    @property
    def open(self) -> bool:
        """Whether somebody may have more to say after it."""
        return self.goes_on or self.free


_SLOTS: dict[Any, Slot] = {
    str: Slot(),
    int: Slot(lambda words, _: whole(words), typical="ten"),
    float: Slot(lambda words, _: number(words), typical="two point five"),
    time: Slot(read_time, typical="half past seven", goes_on=True),
    date: Slot(read_date, typical="tomorrow", goes_on=True),
    datetime: Slot(read_datetime, typical="tomorrow at nine", goes_on=True),
    timedelta: Slot(lambda *_: None, typical="ten minutes"),  # written out in the template: `jarvis.places`
}


def kind_of(hint: Any) -> Any:  # noqa: ANN401 - whatever stands in a signature
    """The type of a place without its None: `int | None` → `int`."""
    if get_origin(hint) in {Union, UnionType}:
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        if len(kinds) == 1:
            return kinds[0]
    return hint


@cache
def slot_of(hint: Any) -> Slot:  # noqa: ANN401 - whatever stands in a signature
    """What a place of this type takes. Raises ValueError for a type that nobody can say."""
    kind = kind_of(hint)
    if kind in _SLOTS:
        return _SLOTS[kind]
    if get_origin(kind) is Literal:
        return _choices({str(value).replace("_", " "): value for value in get_args(kind)})
    if isinstance(kind, OwnKind):
        own = kind
        loose, looks = isinstance(kind, type) and issubclass(kind, str), getattr(own, "looks", ".*")
        return Slot(lambda words, _: own.from_words(words), {}, own.typical, True, loose, looks)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _choices({_said(member): member for member in kind})
    raise ValueError(
        f"a place cannot take {getattr(kind, '__name__', kind)}, only str, int, float, timedelta, date, time,"
        " datetime, Literal or an enum"
    )


def _choices(values: dict[str, Any]) -> Slot:
    return Slot(choices=values, typical=next(iter(values)))


def _said(member: enum.Enum) -> str:
    return (member.value if isinstance(member.value, str) else member.name).replace("_", " ").casefold()
