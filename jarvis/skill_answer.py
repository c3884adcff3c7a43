"""What a user's skill told about itself and answered, checked: nothing that comes from there is trusted."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jarvis.plain import Slot

LONGEST_TEXT = 4_000
_LONGEST_PHRASE, _LONGEST_DOC = 500, 4_000
_MOST_SKILLS, _MOST_PHRASES, _MOST_SLOTS, _MOST_CHOICES, _MOST_DID = 64, 32, 16, 200, 32
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_KINDS = ("int", "float", "bool", "str", "timedelta", "datetime", "date", "time", "choice")
_PRIORITIES = ("NORMAL", "HIGH", "CRITICAL")


class NonsenseError(ValueError):
    """The process sent something that no process of ours sends."""


@dataclass(frozen=True)
class SkillCard:
    """A skill as its process describes it: what `plugins.Skill` holds, without the function."""

    name: str
    """"weather.today": the file, and the function in it."""
    function: str
    phrases: tuple[str, ...]
    doc: str
    example: str
    reads: bool
    priority: str | None
    slots: tuple[Slot, ...]

    @property
    def summary(self) -> str:
        """The first line of its help."""
        return self.doc.partition("\n")[0]


@dataclass(frozen=True)
class Answered:
    """What a skill says, the evidence of what it did, and the phrase that undoes it."""

    text: str
    did: Mapping[str, str] = field(default_factory=dict)
    undo: str = ""


def clean(text: object, longest: int = LONGEST_TEXT) -> str:
    """A text without control characters, except for new lines. Raises NonsenseError if it is none."""
    if not isinstance(text, str) or len(text) > longest:
        raise NonsenseError
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))


def cards(stem: str, told: object) -> tuple[SkillCard, ...]:
    """The skills of a file. Raises NonsenseError."""
    return tuple(_card(stem, one) for one in _list(told, _MOST_SKILLS))


def answered(values: Mapping[str, Any]) -> Answered:
    """The answer to a call. Raises NonsenseError."""
    did = values.get("did")
    if not isinstance(did, dict) or len(did) > _MOST_DID:
        raise NonsenseError
    kept = {clean(key, _LONGEST_PHRASE): clean(value) for key, value in did.items()}
    return Answered(clean(values.get("text")), kept, clean(values.get("undo", ""), _LONGEST_PHRASE))


def _card(stem: str, told: object) -> SkillCard:
    if not isinstance(told, dict) or told.get("priority") not in (None, *_PRIORITIES):
        raise NonsenseError
    function = _name(told.get("function"))
    phrases = tuple(clean(one, _LONGEST_PHRASE) for one in _list(told.get("phrases"), _MOST_PHRASES))
    if not phrases or not isinstance(told.get("reads"), bool):
        raise NonsenseError
    places = tuple(_slot(one) for one in _list(told.get("slots"), _MOST_SLOTS))
    doc, example = clean(told.get("doc"), _LONGEST_DOC), clean(told.get("example"), _LONGEST_PHRASE)
    return SkillCard(
        f"{stem}.{function}", function, phrases, doc, example, told["reads"], told["priority"], places
    )


def _slot(told: object) -> Slot:
    match told:
        case [str(name), str(kind), list(choices), bool(optional)] if kind in _KINDS:
            allowed = tuple(clean(one, _LONGEST_PHRASE) for one in _list(choices, _MOST_CHOICES))
            return Slot(_name(name), kind, allowed, optional)
        case _:
            raise NonsenseError


def _name(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise NonsenseError
    return value


def _list(value: object, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise NonsenseError
    return value
