"""The skills as tools of a language model: what it is told of them, and what it may hand in.

Arguments become values of the types that the skill names, or a sentence that tells the model what is wrong.
They are never part of a path, a command or a program.
"""

import inspect
import math
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from jarvis.errors import JarvisError
from jarvis.mind.seam import Tool
from jarvis.nearest import alike
from jarvis.plugins import Skill
from jarvis.slots import kind_of, slot_of
from jarvis.templates import Templates, plain, samples

LONGEST_WORDS = 200
"""Letters of an argument; nobody says more in one breath."""
LONGEST_SHORT = 60
"""Letters of a number, a time or a length of time in words."""
LARGEST_NUMBER = 1_000_000
_CALLED = {timedelta: "a duration", datetime: "a day and time"}
_LONGEST_NAME = 64
"""More letters no server takes for the name of a tool."""
_PHRASES_TRIED = 20
_NOBODY_SAYS = "\u2205"
"""Stands in a place that has no value: phrases with it match nothing."""
_HOURS_IN_SECONDS = ((3600, "hours"), (60, "minutes"), (1, "seconds"))


class WrongArgumentsError(JarvisError):
    """The model called a tool in a way it does not take; the sentence is for the model."""


def name_of(skill: Skill) -> str:
    """`timer.set_timer` → `timer-set_timer`: servers forbid the dot, and no name of Python has a dash."""
    return skill.name.replace(".", "-")[-_LONGEST_NAME:]


def tool_of(skill: Skill) -> Tool:
    """What a model is told of a skill: its help, an example, and its places with their types."""
    parameters = inspect.signature(skill.function).parameters.values()
    schema = {
        "type": "object",
        "properties": {place: _schema(kind) for place, kind in skill.places.items()},
        "required": [one.name for one in parameters if one.default is one.empty],
        "additionalProperties": False,
    }
    return Tool(name_of(skill), f"{skill.help.summary} Example: “{skill.example}”.", schema)


def values_of(skill: Skill, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as the skill takes them. Takes milliseconds. Raises WrongArgumentsError."""
    places, parameters = skill.places, inspect.signature(skill.function).parameters
    for name in arguments:
        if name not in places:
            known = ", ".join(places) or "none"
            raise WrongArgumentsError(f"There is no argument {_shown(name)}. Arguments: {known}.")
    values = {}
    for place, kind in places.items():
        optional = parameters[place].default is not inspect.Parameter.empty
        given = arguments.get(place)
        if given is None or (optional and given == ""):
            if not optional:
                raise WrongArgumentsError(f"The argument {place} is missing.")
            continue
        values[place] = _value(place, kind, given)
    return values


def phrase_of(skill: Skill, values: Mapping[str, Any]) -> str:
    """The skill's own phrase that says just this, nearest to its example; "" if none. Takes milliseconds."""
    own = Templates()
    own.add(skill.name, list(skill.phrases), skill.places)
    said = {place: in_words(values[place]) if place in values else _NOBODY_SAYS for place in skill.places}
    wanted = {place: said[place] if isinstance(value, str) else value for place, value in values.items()}
    tried = [skill.example] if not values else []
    for sentence in skill.phrases:
        tried += samples(sentence, said, _PHRASES_TRIED)
    fitting = []
    for phrase in tried:
        match = own.as_it_stands(plain(phrase))
        if match is not None and dict(match.values) == wanted:
            fitting.append(plain(phrase))
    return max(fitting, key=lambda phrase: alike(phrase, skill.example), default="")


def in_words(value: object) -> str:
    """A value as one says it in a phrase: `timedelta(minutes=90)` → "1 hours 30 minutes"."""
    if isinstance(value, datetime):
        return f"{value:%B} {value.day} at {value:%H:%M}".casefold()
    if isinstance(value, date):
        return f"{value:%B} {value.day}".casefold()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if not isinstance(value, timedelta):
        return plain(str(value))
    left, said = int(value.total_seconds()), []
    for unit_s, unit in _HOURS_IN_SECONDS:
        count, left = divmod(left, unit_s)
        if count:
            said.append(f"{count} {unit.removesuffix('s') if count == 1 else unit}")
    return " ".join(said) or "0 seconds"


def _schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever stands in a signature
    """The JSON schema of a place."""
    kind, slot = kind_of(kind), slot_of(kind)
    if slot.choices:
        return {"type": "string", "enum": list(slot.choices)}
    if kind is int:
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
    if kind is float:
        return {"type": "number"}
    if slot.read is not None and not slot.loose:
        return {"type": "string", "maxLength": LONGEST_SHORT, "description": f"such as '{slot.typical}'"}
    return {"type": "string", "maxLength": LONGEST_WORDS}


def _value(place: str, kind: Any, given: object) -> Any:  # noqa: ANN401 - as the place says
    kind, slot = kind_of(kind), slot_of(kind)
    if slot.choices:
        return _choice(place, slot.choices, given)
    if kind is int:
        return _number(place, given)
    if kind is float and isinstance(given, int | float) and not isinstance(given, bool):
        if math.isfinite(given):
            return float(given)
        raise WrongArgumentsError(f"{place} is not a number: give one such as 2.5.")
    if slot.read is None or slot.loose:
        return _of_kind(place, kind, _words(place, given, LONGEST_WORDS))
    return _said(place, kind, given)


def _choice(place: str, choices: Mapping[str, Any], given: object) -> Any:  # noqa: ANN401 - one of the choices
    for words, value in choices.items():
        if words.casefold() == str(given).strip().casefold():
            return value
    raise WrongArgumentsError(f"{place} is one of: {', '.join(choices)}.")


def _number(place: str, given: object) -> int:
    if isinstance(given, str) and len(given) <= LONGEST_SHORT:
        given = _read(int, given)
    if isinstance(given, float) and math.isfinite(given) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise WrongArgumentsError(f"{place} is not a whole number: give one such as 10.")
    if not 0 <= given <= LARGEST_NUMBER:
        raise WrongArgumentsError(f"{place} is out of range: it goes from 0 to {LARGEST_NUMBER}.")
    return given


def _said(place: str, kind: Any, given: object) -> Any:  # noqa: ANN401 - of this kind
    """What one says in such a place: "ten minutes", "half past seven"."""
    found = _read(kind, given) if isinstance(given, str) and len(given) <= LONGEST_SHORT else None
    if found is None:
        what, typical = _CALLED.get(kind, f"a {kind.__name__}"), slot_of(kind).typical
        raise WrongArgumentsError(
            f"{place}: that is not {what}: {_shown(given)}. Give words such as '{typical}'."
        )
    return found


def _of_kind(place: str, kind: Any, words: str) -> str:  # noqa: ANN401 - str, or a kind of it
    """The words as this kind of words, with their capitals."""
    found: str | None = words if kind is str else kind.from_words(words) or kind.from_words(plain(words))
    if found is None:
        raise WrongArgumentsError(
            f"{place} does not take {_shown(words)}. Give words such as '{kind.typical}'."
        )
    return found


def _words(place: str, given: object, longest: int) -> str:
    if not isinstance(given, str):
        raise WrongArgumentsError(f"{place} is not a text.")
    if len(given) > longest:
        raise WrongArgumentsError(f"{place} is too long: {longest} letters at most.")
    readable = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in given)
    words = " ".join(readable.split())
    if not plain(words):
        raise WrongArgumentsError(f"{place} has no words in it.")
    return words


def _shown(given: object) -> str:
    return repr(given)[:LONGEST_SHORT] if isinstance(given, str | int | float) else "something else"


@cache
def _reader(kind: Any) -> Templates:  # noqa: ANN401 - whatever stands in a signature
    """What reads places in phrases, for a place alone."""
    reader = Templates()
    reader.add("value", ["{value}"], {"value": kind})
    return reader


def _read(kind: Any, text: str) -> object:  # noqa: ANN401 - whatever stands in a signature
    match = _reader(kind).as_it_stands(plain(text))
    return match.values.get("value") if match is not None else None
