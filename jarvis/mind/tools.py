"""The skills as tools of a language model: what it is told of them, and what it may hand in.

Arguments become values of the types that the skill names, or a sentence that tells the model what is wrong.
They are never part of a path, a command or a program.
"""

import inspect
import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Literal, get_args, get_origin

from jarvis.errors import JarvisError
from jarvis.mind.seam import Tool
from jarvis.plugins import Skill
from jarvis.templates import LARGEST_NUMBER, Templates, plain, samples

LONGEST_WORDS = 200
"""Letters of an argument; nobody says more in one breath."""
LONGEST_DURATION = 60
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
    """One of the skill's own phrases that says just this, "" if none does. Takes milliseconds."""
    own = Templates()
    own.add(skill.name, list(skill.phrases), skill.places)
    said = {place: in_words(values[place]) if place in values else _NOBODY_SAYS for place in skill.places}
    wanted = {
        place: value if isinstance(value, int | timedelta) else said[place] for place, value in values.items()
    }
    tried = [skill.example] if not values else []
    for sentence in skill.phrases:
        tried += samples(sentence, said, _PHRASES_TRIED)
    for phrase in tried:
        match = own.match(phrase)
        if match is not None and dict(match.values) == wanted:
            return plain(phrase)
    return ""


def in_words(value: object) -> str:
    """A value as one says it in a phrase: `timedelta(minutes=90)` → "1 hours 30 minutes"."""
    if not isinstance(value, timedelta):
        return plain(str(value))
    left, said = int(value.total_seconds()), []
    for unit_s, unit in _HOURS_IN_SECONDS:
        count, left = divmod(left, unit_s)
        if count:
            said.append(f"{count} {unit.removesuffix('s') if count == 1 else unit}")
    return " ".join(said) or "0 seconds"


def _schema(kind: object) -> dict[str, Any]:
    """The JSON schema of a place. Another kind of place is one more line here and in `_value`."""
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": [str(choice) for choice in get_args(kind)]}
    if kind is int:
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
    if kind is timedelta:
        told = "a length of time in words, such as 'ten minutes'"
        return {"type": "string", "maxLength": LONGEST_DURATION, "description": told}
    return {"type": "string", "maxLength": LONGEST_WORDS}


def _value(place: str, kind: object, given: object) -> Any:  # noqa: ANN401 - as the place says
    if get_origin(kind) is Literal:
        return _choice(place, get_args(kind), given)
    if kind is int:
        return _number(place, given)
    if kind is timedelta:
        return _duration(place, given)
    return _words(place, given, LONGEST_WORDS)


def _choice(place: str, choices: Sequence[Any], given: object) -> Any:  # noqa: ANN401 - one of the choices
    for choice in choices:
        if str(choice).casefold() == str(given).strip().casefold():
            return choice
    raise WrongArgumentsError(f"{place} is one of: {', '.join(map(str, choices))}.")


def _number(place: str, given: object) -> int:
    if isinstance(given, str) and len(given) <= LONGEST_DURATION:
        given = _read("number", given)
    if isinstance(given, float) and math.isfinite(given) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise WrongArgumentsError(f"{place} is not a whole number: give one such as 10.")
    if not 0 <= given <= LARGEST_NUMBER:
        raise WrongArgumentsError(f"{place} is out of range: it goes from 0 to {LARGEST_NUMBER}.")
    return given


def _duration(place: str, given: object) -> timedelta:
    found = _read("duration", given) if isinstance(given, str) and len(given) <= LONGEST_DURATION else None
    if not isinstance(found, timedelta):
        raise WrongArgumentsError(
            f"{place}: that is not a duration: {_shown(given)}. Give words such as 'ten minutes'."
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
    return repr(given)[:LONGEST_DURATION] if isinstance(given, str | int | float) else "something else"


@cache
def _reader(kind: Literal["duration", "number"]) -> Templates:
    """What reads places in phrases, for a place alone."""
    reader = Templates()
    reader.add("value", ["{value}"], {"value": timedelta if kind == "duration" else int})
    return reader


def _read(kind: Literal["duration", "number"], text: str) -> object:
    match = _reader(kind).match(text)
    return match.values.get("value") if match is not None else None
