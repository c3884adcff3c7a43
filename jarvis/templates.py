"""Sentence templates such as `set [a] timer for {duration}`, and finding the one that was said."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hassil import Intents, parse_sentence, recognize_all
from hassil.parser import ParseError
from hassil.sample import sample_expression

from jarvis.errors import SkillError
from jarvis.phrase_index import Clauses, PhraseIndex
from jarvis.places import check, read, used_in, written
from jarvis.ports import Said
from jarvis.quiet import local_now
from jarvis.slots import Slot
from jarvis.spoken_words import plain as plain  # noqa: PLC0414 - whoever matches needs both

_DANGLING = re.compile(
    r"\b(a|an|and|at|by|for|from|in|into|is|it's|my|of|on|or|set|than|that|the|then|to|until|uh|um|with"
    r"|what's|your)$"
)
"""Nobody ends a request with one of these words, except for "turn it on", which a template knows."""
_CONTINUED = (" minutes", " ten minutes", " for ten minutes", " ten")
"""What has no number or no unit yet is a request with one of these."""
_MOST_VARIANTS = 200


@dataclass(frozen=True)
class Match:
    """Which template was said, and what stood in its places."""

    name: str
    values: Mapping[str, Any]
    open: bool = False
    """Whether it ends with a place that takes any words, so that there may be more to come."""
    text: str = field(default="", compare=False)
    """The words, in plain form."""


@dataclass(frozen=True)
class _Phrases:
    """The templates of one name, the places in them, and what each needs to be matched at all."""

    intents: Intents
    slots: Mapping[str, Slot]
    needs: tuple[Clauses, ...]


class Templates:
    """All templates. A place `{x}` takes what its type says, see `jarvis.slots`; str takes any words.

    Times and dates are read as they are said at the moment that `now` gives.
    """

    def __init__(self, now: Callable[[], datetime] = local_now) -> None:
        self._now = now
        self._sentences: dict[str, list[str]] = {}
        self._known: dict[str, _Phrases] = {}
        self._index: PhraseIndex | None = None

    def add(self, name: str, sentences: list[str], places: Mapping[str, Any]) -> None:
        """Know these sentences. Raises SkillError for a sentence that is not a template."""
        try:
            used = used_in(sentences, places)
            lists: dict[str, Any] = {}
            prepared = [written(one, used, places, lists) for one in sentences]
            needs = tuple(parse_sentence(one).get_required_clauses({}) for one in prepared)
            for sentence in prepared:
                check(sentence, lists)
        except (ParseError, ValueError, AssertionError) as error:
            raise SkillError(
                f"The phrases of {name} cannot be read ({error}). Check their brackets."
            ) from None
        self._sentences[name] = prepared
        self._known[name] = _Phrases(Intents.from_dict(_intents(name, prepared, lists)), used, needs)
        self._index = None

    def take(self, name: str, other: "Templates") -> None:
        """Know what another one knows by this name, as it was prepared and tried there."""
        self._sentences[name] = other._sentences[name]  # noqa: SLF001 - one of us
        self._known[name] = other._known[name]  # noqa: SLF001
        self._index = None

    def build(self) -> None:
        """Do the slow part (70 ms) of the first match now; may run in another thread."""
        self.match("set a timer for one minute")

    def match(self, text: str) -> Match | None:
        """The template that `text` is, without regard to politeness; the most exact one if several."""
        words = plain(text)
        if self._index is None:
            self._index = PhraseIndex((name, need) for name, one in self._known.items() for need in one.needs)
        found = [one for name in self._index.names(words) for one in self._matches(words, self._known[name])]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _matches(self, words: str, known: _Phrases) -> Iterator[tuple[int, Match]]:
        """Each way in which `words` are one of these, and how many letters any words may stand for."""
        for result in recognize_all(words, known.intents):
            said = {
                key: one.text.strip() if one.is_wildcard else one.value
                for key, one in result.entities.items()
            }
            for loose, values in read(said, known.slots, self._now()):
                open_ = any(known.slots[place].open for place in values)
                yield loose, Match(result.intent.name, values, open_, words)

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


def _intents(name: str, sentences: list[str], lists: Mapping[str, Any]) -> dict[str, Any]:
    return {"language": "en", "intents": {name: {"data": [{"sentences": sentences}]}}, "lists": lists}
