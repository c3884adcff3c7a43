"""Sentence templates such as `set [a] timer for {duration}`, and finding the one that was said."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hassil import Intents, parse_sentence, recognize_all
from hassil.parser import ParseError
from hassil.sample import sample_expression

from jarvis.errors import SkillError
from jarvis.ports import Said

_MANNERS = re.compile(
    r"^(?:(?:hey|hi|hello|okay|ok|jarvis|uh|um|er|well|please|now|so|and"
    r"|(?:can|could|would|will) you(?: please)?|i (?:want|would like|need) you to)\b[\s,]*)+"
    r"|(?:[\s,]*\b(?:please|thanks|thank you|jarvis))+$"
)
_OLD_SPELLINGS = re.compile(r"\bto[- ](day|morrow|night)\b", re.IGNORECASE)
"""Moonshine has read many old books."""
LARGEST_NUMBER = 1000
_DANGLING = re.compile(
    r"\b(a|an|and|at|by|for|from|in|into|is|it's|my|of|on|or|set|than|that|the|then|to|until|uh|um|with"
    r"|what's|your)$"
)
"""Nobody ends a request with one of these words, except for "turn it on", which a template knows."""
_CONTINUED = (" minutes", " ten minutes", " for ten minutes", " ten")
"""What has no number or no unit yet is a request with one of these."""
_MOST_VARIANTS = 200
_DURATION = (
    "({%(n)s_fixed}"
    "|{%(n)s_h} (hour|hours) [[and] {%(n)s_m} (minute|minutes)] [[and] {%(n)s_s} (second|seconds)]"
    "|{%(n)s_m} (minute|minutes) [[and] {%(n)s_s} (second|seconds)]"
    "|{%(n)s_s} (second|seconds))"
)
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
    "a minute": 60,
    "a second": 1,
}


@dataclass(frozen=True)
class Match:
    """Which template was said, and what stood in its places."""

    name: str
    values: Mapping[str, Any]
    open: bool = False
    """Whether it ends with a place that takes any words, so that there may be more to come."""


class Templates:
    """All templates. A place `{x}` takes what its type says: int, timedelta, or str for any words."""

    def __init__(self) -> None:
        self._sentences: dict[str, list[str]] = {}
        self._lists: dict[str, dict[str, Any]] = {}
        self._intents: Intents | None = None

    def add(self, name: str, sentences: list[str], places: Mapping[str, type]) -> None:
        """Know these sentences. Raises SkillError for a sentence that is not a template."""
        prepared = []
        for sentence in sentences:
            for place, kind in places.items():
                sentence = self._place(sentence, f"{name}.{place}", place, kind)  # noqa: PLW2901
            prepared.append(sentence)
        try:
            for sentence in prepared:
                parse_sentence(sentence)  # hassil would do so only at the first question
                _check_places(sentence, self._lists)
        except (ParseError, ValueError, AssertionError) as error:
            raise SkillError(
                f"The phrases of {name} cannot be read ({error}). Check their brackets."
            ) from None
        self._sentences[name] = prepared
        self._intents = None

    def build(self) -> None:
        """Do the slow part (70 ms) of the first match now; may run in another thread."""
        self.match("set a timer for one minute")

    def match(self, text: str) -> Match | None:
        """The template that `text` is, without regard to politeness; the most exact one if several."""
        if self._intents is None:
            self._intents = Intents.from_dict(_intents(self._sentences, self._lists))
        found = [
            (sum(len(e.text) for e in result.entities.values() if e.is_wildcard), result)
            for result in recognize_all(plain(text), self._intents)
        ]
        if not found:
            return None
        best = min(found, key=lambda pair: pair[0])[1]
        values = {key: entity.value for key, entity in best.entities.items()}
        open_ = any(entity.is_wildcard for entity in best.entities.values())
        return Match(best.intent.name, _joined(values), open_)

    def said(self, text: str) -> Said:
        """Whether somebody who said this may have more to say; takes up to a millisecond."""
        match = self.match(text)
        if match is not None:
            return Said.OPEN if match.open else Said.COMPLETE
        words = plain(text)
        if _DANGLING.search(words) or any(self.match(words + more) for more in _CONTINUED):
            return Said.UNFINISHED
        return Said.OPEN

    def phrases(self) -> tuple[str, ...]:
        """All that can be said word for word: sentences without places, in their variants."""
        found: dict[str, None] = {}
        for sentence in (one for said in self._sentences.values() for one in said if "{" not in one):
            variants = sample_expression(parse_sentence(sentence).expression)
            for variant in itertools.islice(variants, _MOST_VARIANTS):
                found[" ".join(variant.split()).casefold()] = None
        return tuple(found)

    def _place(self, sentence: str, key: str, place: str, kind: type) -> str:
        """Write a place the way hassil wants it, and define what it takes."""
        key = re.sub(r"\W", "_", key)
        if kind is timedelta:
            fixed = [{"in": words, "out": out_s} for words, out_s in _FIXED_S.items()]
            self._lists[f"{key}_fixed"] = {"values": fixed}
            for unit in "hms":
                self._lists[f"{key}_{unit}"] = {"range": {"from": 0, "to": LARGEST_NUMBER}}
            duration = _DURATION % {"n": key}
            for part in ("fixed", "h", "m", "s"):
                duration = duration.replace(f"{{{key}_{part}}}", f"{{{key}_{part}:{place}__{part}}}")
            return sentence.replace(f"{{{place}}}", duration)
        number = {"range": {"from": 0, "to": LARGEST_NUMBER}}
        self._lists[key] = number if kind is int else {"wildcard": True}
        return sentence.replace(f"{{{place}}}", f"{{{key}:{place}}}")


def samples(sentence: str, typical: Mapping[str, str], most: int) -> list[str]:
    """Some of what a template stands for, spread over its variants, with `typical` words in its places."""
    for place, words in typical.items():
        sentence = sentence.replace(f"{{{place}}}", words)
    found = dict.fromkeys(
        " ".join(one.split()).casefold()
        for one in itertools.islice(sample_expression(parse_sentence(sentence).expression), _MOST_VARIANTS)
    )
    step = max(1, len(found) // most)
    return list(found)[::step][:most]


def plain(text: str) -> str:
    """What was said without punctuation, politeness and hesitation: "Um, stop, please!" → "stop"."""
    text = _OLD_SPELLINGS.sub(r"to\1", text)
    words = re.sub(r"[^\w\s':.]|[.:](?!\d)", " ", text.casefold().replace("\u2019", "'"))
    return _MANNERS.sub("", " ".join(words.split())).strip()


def _intents(sentences: Mapping[str, list[str]], lists: Mapping[str, Any]) -> dict[str, Any]:
    intents = {name: {"data": [{"sentences": said}]} for name, said in sentences.items()}
    return {"language": "en", "intents": intents, "lists": lists}


def _joined(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put the parts of a duration together again."""
    whole: dict[str, Any] = {}
    units = {"fixed": 1, "h": 3600, "m": 60, "s": 1}
    for key, value in values.items():
        place, part_of, unit = key.rpartition("__")
        if part_of and unit in units:
            whole[place] = whole.get(place, timedelta()) + timedelta(seconds=value * units[unit])
        else:
            whole[key] = int(value) if isinstance(value, float) and value.is_integer() else value
    return whole


def _check_places(sentence: str, known: Mapping[str, Any]) -> None:
    """Every `{place}` must be one that takes something. Raises ValueError."""
    for place in re.findall(r"\{([^}:]*)", sentence):
        if place not in known:
            raise ValueError(f"the function has no parameter for {{{place}}}")
    if "<" in sentence:
        raise ValueError("there are no <rules>")
