"""Sentence templates such as `set [a] timer for {duration}`, and finding the one that was said."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from hassil import Intents, parse_sentence, recognize_all
from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, TextChunk
from hassil.intents import RangeSlotList, TextSlotList
from hassil.parser import ParseError
from hassil.sample import sample_expression

from jarvis.errors import SkillError
from jarvis.phrase_index import Clauses, PhraseIndex
from jarvis.places import check, read, used_in, written
from jarvis.ports import Said
from jarvis.quiet import local_now
from jarvis.roundabout import QUESTION, ways
from jarvis.slots import Slot
from jarvis.spoken_words import bare
from jarvis.spoken_words import plain as plain  # noqa: PLC0414 - whoever matches needs both

_DANGLING = re.compile(
    r"\b(a|an|and|at|by|for|from|in|into|is|it's|my|of|on|or|set|than|that|the|then|to|until|uh|um|with"
    r"|what's|your)$"
)
"""Nobody ends a request with one of these words, except for "turn it on", which a template knows."""
_CONTINUED = (" minutes", " ten minutes", " for ten minutes", " ten")
"""What has no number or no unit yet is a request with one of these."""
_MOST_VARIANTS, _KEPT = 200, 50
"""Of so many variants of a sentence it is told how they sound."""
_SMALL_WORDS = re.compile(r"\b(?:a|an|the|my|me|to|in|on|at|of|for|up|is|what|what's|and|it)\b")
_TELLING = 2
"""Words that a roundabout request needs, besides the small ones."""
_NO_LETTERS = re.compile(r"[\W_]+")
_A_NUMBER = (
    r"(?:\d{1,6}|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|eighteen"
    r"|teen|twenty|thirty|forty|fifty|eighty|ty|hundred|thousand|and|a){1,9})"
)
"""In words or in digits."""
_LONGEST_SHAPED = 200
"""A text with more letters is not tried against shapes: many places could make that slow."""


@dataclass(frozen=True)
class Match:
    """Which template was said, and what stood in its places."""

    name: str
    values: Mapping[str, Any]
    open: bool = False
    """Whether it ends with a place that takes any words, so that there may be more to come."""
    text: str = field(default="", compare=False)
    """The words, in plain form."""
    loose: tuple[str, ...] = field(default=(), compare=False)
    """What stood in places that take any words."""


@dataclass(frozen=True, eq=False)
class _Template:
    """One sentence of a skill, the places in it, and what a text needs to be it at all."""

    name: str
    text: str
    expression: Expression
    slots: Mapping[str, Slot]
    lists: Mapping[str, Any]
    needs: Clauses
    literal: bool
    """Whether the shape says all: there are no places."""

    @cached_property
    def intents(self) -> Intents:
        """What reads it. Made when first needed: all of them would take a third of a second of the start."""
        data = {self.name: {"data": [{"sentences": [self.text]}]}}
        return Intents.from_dict({"language": "en", "intents": data, "lists": self.lists})

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """Without the spaces, any words in its places: cheap to try, and never wrong when it says no."""
        looks = {place: slot.looks for place, slot in self.slots.items()}
        return re.compile(_shape(self.expression, self.intents, looks))


class Templates:
    """All templates. A place `{x}` takes what its type says, see `jarvis.slots`; str takes any words.

    Times and dates are read as they are said at the moment that `now` gives.
    """

    def __init__(self, now: Callable[[], datetime] = local_now) -> None:
        self._now = now
        self._sentences: dict[str, Sequence[str]] = {}
        self._known: dict[str, Sequence[_Template]] = {}
        self._index: PhraseIndex[_Template] | None = None

    def add(self, name: str, sentences: list[str], places: Mapping[str, Any]) -> None:
        """Know these sentences. Raises SkillError for a sentence that is not a template."""
        try:
            prepared, known = _prepared(name, tuple(sentences), tuple(places.items()))
        except (ParseError, ValueError, AssertionError) as error:
            why = f"The phrases of {name} cannot be read ({error}). Check their brackets."
            raise SkillError(why) from None
        self._sentences[name] = prepared
        self._known[name] = known
        self._index = None

    def take(self, name: str, other: "Templates") -> None:
        """Know what another one knows by this name, as it was prepared and tried there."""
        self._sentences[name] = other._sentences[name]  # noqa: SLF001 - one of us
        self._known[name] = other._known[name]  # noqa: SLF001
        self._index = None

    def build(self) -> None:
        """Do the slow part of the first match now; may run in another thread."""
        self.match("set a timer for one minute")

    def match(self, text: str) -> Match | None:
        """The template that `text` is, politely or in a roundabout way; the most exact one if several."""
        words = plain(text)
        found = self.as_it_stands(words) or self.as_it_stands(bare(text))
        if found is None or found.loose:
            for way in ways(words):
                other = self.as_it_stands(way)
                if other is not None and (not other.loose or (found is None and _tells(other))):
                    return other
        return found

    def as_it_stands(self, words: str) -> Match | None:
        """The template that these words are, as they stand."""
        if self._index is None:
            self._index = PhraseIndex((one, one.needs) for known in self._known.values() for one in known)
        letters = _NO_LETTERS.sub("", words) if words.isascii() and len(words) <= _LONGEST_SHAPED else None
        least: tuple[int, Match] | None = None
        for one in self._index.names(words):
            if letters is not None and not one.shape.fullmatch(letters):
                continue
            for pair in self._matches(words, one):
                if not pair[0]:  # none is more exact
                    return pair[1]
                if least is None or pair[0] < least[0]:
                    least = pair
        return least[1] if least is not None else None

    def _matches(self, words: str, known: _Template) -> Iterator[tuple[int, Match]]:
        """Each way in which `words` are this one, and how many letters any words may stand for."""
        if known.literal and words.isascii() and len(words) <= _LONGEST_SHAPED:
            yield 0, Match(known.name, {}, text=words)
            return
        for result in recognize_all(words, known.intents):
            said = {
                key: one.text.strip() if one.is_wildcard else one.value
                for key, one in result.entities.items()
            }
            for loose, values in read(said, known.slots, self._now()):
                open_ = any(known.slots[place].open for place in values)
                free = tuple(values[place] for place in values if known.slots[place].free)
                yield loose, Match(result.intent.name, values, open_, words, free)

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
        """What can be said word for word: sentences without places, the shortest of each skill first."""
        told = [[one for one in said if "{" not in one] for said in self._sentences.values()]
        some = [sorted(itertools.chain(*map(_few, whole)), key=len) for whole in told]
        return tuple(dict.fromkeys(one for turn in itertools.zip_longest(*some) for one in turn if one))


def _few(sentence: str) -> Sequence[str]:
    return _variants(sentence)[:: 1 + len(_variants(sentence)) // _KEPT]


@lru_cache(maxsize=4096)
def _variants(sentence: str) -> Sequence[str]:
    """What a sentence without places stands for, or the beginning of it."""
    variants = sample_expression(parse_sentence(sentence).expression)
    return [" ".join(one.split()).casefold() for one in itertools.islice(variants, _MOST_VARIANTS)]


def _tells(match: Match) -> bool:
    """Whether enough was said besides what stands in places that take any words: not "open an account"."""
    if QUESTION.match(match.text):
        return True
    words = f" {match.text} "
    for loose in match.loose:
        words = words.replace(f" {loose} ", " ", 1)
    return len(_SMALL_WORDS.sub("", words).split()) >= _TELLING


def samples(sentence: str, typical: Mapping[str, str], most: int) -> list[str]:
    """Some of what a template stands for, spread over its variants, with `typical` words in its places."""
    for place, words in typical.items():
        sentence = sentence.replace(f"{{{place}}}", words)
    found = dict.fromkeys(_variants(sentence))
    step = max(1, len(found) // most)
    return list(found)[::step][:most]


@lru_cache(maxsize=512)
def _prepared(
    name: str, sentences: Sequence[str], places: Sequence[tuple[str, Any]]
) -> tuple[Sequence[str], Sequence[_Template]]:
    """The sentences of a skill as they are read, made ready once. Raises ParseError, ValueError."""
    used = used_in(list(sentences), dict(places))
    lists: dict[str, Any] = {}
    prepared = [written(one, used, dict(places), lists) for one in sentences]
    for sentence in prepared:
        check(sentence, lists)
    return prepared, [_template(name, sentence, used, lists) for sentence in prepared]


def _template(name: str, sentence: str, slots: Mapping[str, Slot], lists: Mapping[str, Any]) -> _Template:
    """A sentence, made ready. Raises ParseError."""
    parsed = parse_sentence(sentence)
    used = {place: lists[place] for place in lists if f"{{{place}}}" in sentence or f"{{{place}:" in sentence}
    literal = not used and ";" not in sentence
    needs = parsed.get_required_clauses({})
    return _Template(name, sentence, parsed.expression, slots, used, needs, literal)


def _shape(expression: Expression, intents: Intents, looks: Mapping[str, str]) -> str:
    """A regular expression for all that this can be, without spaces; it may let more pass, never less."""
    if isinstance(expression, TextChunk):
        return re.escape(_NO_LETTERS.sub("", expression.text.casefold()))
    if isinstance(expression, Group):
        parts = [_shape(one, intents, looks) for one in expression.items]
        if isinstance(expression, Permutation):
            return f"(?:{'|'.join(parts)})*"
        return f"(?:{'|'.join(parts)})" if isinstance(expression, Alternative) else "".join(parts)
    place = expression.list_name if isinstance(expression, ListReference) else ""
    listed = intents.slot_lists.get(place)
    if isinstance(listed, TextSlotList):
        return f"(?:{'|'.join(_shape(_said(value.text_in), intents, looks) for value in listed.values)})"
    return _A_NUMBER if isinstance(listed, RangeSlotList) else looks.get(place, ".*")


def _said(written: Any) -> Expression:  # noqa: ANN401 - words, or a sentence with brackets of its own
    return written if isinstance(written, Expression) else written.expression
