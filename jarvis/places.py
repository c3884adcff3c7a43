"""The places of a template: how they are written for hassil, and how what was said there is read again."""

import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from jarvis.slots import Slot, kind_of, slot_of

_LARGEST_NUMBER = 1000
_H, _M, _S = (
    f"{{__number:%(n)s__{unit}}} ({word}|{word}s|{short}|{short}s)"
    for unit, word, short in (("h", "hour", "hr"), ("m", "minute", "min"), ("s", "second", "sec"))
)
# Their lists are named as no place can be: a skill may have its own {number}.
_DURATION = f"({{__fixed:%(n)s__fixed}} [[and] {_M}]|{_H} [[and] {_M}] [[and] {_S}]|{_M} [[and] {_S}]|{_S})"
_FIXED_S = {
    "(an|one) hour and a half": 5400,
    "one and a half hours": 5400,
    "half an hour": 1800,
    "[a] quarter of an hour": 900,
    "three quarters of an hour": 2700,
    "half a minute": 30,
    "(a|one) minute and a half": 90,
    "one and a half minutes": 90,
    "(a|an) hour": 3600,
    "[a] half hour": 1800,
    "[a] couple of minutes": 120,
    "[a] few minutes": 180,
    "[a] couple of hours": 7200,
    "[a] few seconds": 5,
    "[a] couple of seconds": 2,
    "a minute": 60,
    "a second": 1,
}
_PAIR = "__and__"
_NEIGHBOURS = re.compile(r"\{(\w+)\} (?:\[([^\[\]{}]*)\] )?\{(\w+)\}")
"""Two places beside each other, perhaps with a word between that can be left out."""
Values = dict[str, Any]


def used_in(sentences: list[str], places: Mapping[str, Any]) -> dict[str, Slot]:
    """What the places take that stand in the sentences. Raises ValueError for a type nobody can say."""
    return {
        place: slot_of(kind)
        for place, kind in places.items()
        if any(f"{{{place}}}" in one for one in sentences)
    }


def written(sentence: str, used: Mapping[str, Slot], kinds: Mapping[str, Any], lists: Values) -> str:
    """The sentence with its places as hassil wants them; what they take goes into `lists`."""
    loose = {place for place in used if not used[place].choices and kind_of(kinds[place]) is not timedelta}
    sentence = _NEIGHBOURS.sub(lambda found: _beside(found, loose, lists), sentence)
    for place, slot in used.items():
        if kind_of(kinds[place]) is timedelta:
            lists["__fixed"] = {"values": [{"in": words, "out": out_s} for words, out_s in _FIXED_S.items()]}
            lists["__number"] = {"range": {"from": 0, "to": _LARGEST_NUMBER}}
            sentence = sentence.replace(f"{{{place}}}", _DURATION % {"n": place})
            continue
        choices = [{"in": words, "out": value} for words, value in slot.choices.items()]
        lists[place] = {"values": choices} if choices else {"wildcard": True}
    return sentence


def check(sentence: str, known: Mapping[str, Any]) -> None:
    """Every `{place}` must be one that takes something. Raises ValueError."""
    for place in re.findall(r"\{([^}:]*)", sentence):
        if place not in known:
            raise ValueError(f"the function has no parameter for {{{place}}}")
    if "<" in sentence:
        raise ValueError("there are no <rules>")


def read(said: Mapping[str, Any], used: Mapping[str, Slot], now: datetime) -> Iterator[tuple[int, Values]]:
    """The values of the places, in each way they can be read; and how many letters stand for any words.

    `said` has words for a place that takes any, and for others what hassil made of them.
    """
    places = [list(_ways(place, words, used, now)) for place, words in said.items()]
    for ways in itertools.product(*places):
        values: Values = {}
        for _, some in ways:
            values |= some
        yield sum(loose for loose, _ in ways), joined(values)


def joined(values: Mapping[str, Any]) -> Values:
    """Put the parts of a length of time together again."""
    whole: Values = {}
    seconds = {"fixed": 1, "h": 3600, "m": 60, "s": 1}
    for key, value in values.items():
        place, part_of, unit = key.rpartition("__")
        if part_of and unit in seconds:
            whole[place] = whole.get(place, timedelta()) + timedelta(seconds=value * seconds[unit])
        else:
            whole[key] = value
    return whole


def _beside(found: re.Match[str], loose: set[str], lists: Values) -> str:
    """Two places that take words are one for hassil, which cannot tell where the second begins."""
    first, between, second = found.groups()
    if not {first, second} <= loose:
        return found[0]
    pair = f"{first}{_PAIR}{second}"
    lists[pair] = {"wildcard": True}
    if between is None:
        return f"{{{pair}}}"
    return f"({{{first}}} ({between}) {{{second}}}|{{{pair}}})"


def _ways(place: str, said: Any, used: Mapping[str, Slot], now: datetime) -> Iterator[tuple[int, Values]]:  # noqa: ANN401
    """The ways to read what was said in one place, or in two beside each other."""
    first, pair, second = place.partition(_PAIR)
    if pair:
        words = said.split()
        for at in range(1, len(words)):
            ways = (
                _ways(one, " ".join(part), used, now)
                for one, part in ((first, words[:at]), (second, words[at:]))
            )
            for (loose, some), (more, others) in itertools.product(*ways):
                yield loose + more, some | others
        return
    slot = used.get(place)
    if slot is None or slot.choices:
        yield 0, {place: said}
    elif slot.read is None:
        yield len(said), {place: said}
    elif (value := slot.read(said, now)) is not None:
        yield len(said) if slot.loose else 0, {place: value}
