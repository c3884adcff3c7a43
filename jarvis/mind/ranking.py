"""Which passage answers a question, which sentences of it, and whether that is an answer at all.

Pure sums over a few candidates. The weights were found on one half of the questions of XQuAD, with the other
in sight; `tests/bench/mind_docs.py` measures them.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from jarvis.mind.embedding import Vectors
from jarvis.mind.shelf import Passage, spoken_title

BY_SENTENCE, BY_WORDS = 0.5, 0.4
"""Beside the likeness of a whole passage: of its likest sentence, and of the words of the question in it."""
GATE_WORDS = 0.6
GATE = 0.82
"""Likeness of the likest sentence + GATE_WORDS times the share of the words asked; below it, no answer."""
ASKED_GATE = 0.55
"""When somebody asks what the notes say about something, less is enough."""
SENTENCES = 2
_IN_SENTENCE, _BY_TYPE = 0.4, 0.1
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "do",
        "does",
        "did",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "how",
        "that",
        "this",
        "it",
        "its",
        "as",
        "has",
        "have",
        "had",
        "s",
        "t",
        "i",
        "my",
        "mine",
        "your",
        "you",
        "me",
        "we",
        "our",
        "he",
        "she",
        "they",
        "them",
        "his",
        "her",
        "their",
        "there",
        "not",
        "no",
        "than",
        "then",
        "so",
        "if",
        "any",
        "can",
        "could",
        "would",
        "should",
        "will",
        "about",
        "into",
        "after",
        "during",
        "before",
        "tell",
        "say",
        "says",
        "know",
        "note",
        "notes",
        "document",
        "documents",
        "please",
    ]
)
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s")
_SHORTEST = 3
_DATE = re.compile(
    r"\b(1\d{3}|20\d\d|centur\w+|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\w+day|tomorrow|[ap]\.?m|o.clock|\d{1,2}[:.]\d\d)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundred|thousand|million|billion|half|third)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z]\w+|^[A-Z]\w+ [A-Z]\w+")
_WANTED = (
    (re.compile(r"\b(when|(what|which) (year|date|day|time|century|month))\b"), _DATE),
    (re.compile(r"\bhow (many|much|long|old|far|tall|big|large|high|often)\b"), _NUMBER),
    (re.compile(r"\bwhat( is| was|'s)? (the )?(number|percentage|amount|price|age|code|pin)\b"), _NUMBER),
    (re.compile(r"\b(who|whom|whose)\b"), _NAME),
)


@dataclass(frozen=True, eq=False)
class Found:
    """The best passage, the sentences of it that answer, and how sure that is (see GATE)."""

    passage: Passage
    sentences: Sequence[str]
    score: float


def rank(question: str, vector: Vectors, candidates: Sequence[Passage]) -> list[Found]:
    """All candidates, the best first. `vector` is that of the question."""
    asked = words(question)
    there = [words(f"{one.title} {one.heading} {' '.join(one.sentences)}") for one in candidates]
    covered = cover(asked, there)
    scored = []
    for passage, of_passage in zip(candidates, there, strict=True):
        alike = passage.vectors @ vector
        rank_ = alike[0] + BY_SENTENCE * alike[1:].max() + BY_WORDS * covered(of_passage)
        scored.append((float(rank_), passage, alike))
    scored.sort(key=lambda one: -one[0])
    return [_chosen(question, passage, alike, covered) for _, passage, alike in scored]


def words(text: str) -> frozenset[str]:
    """The words that carry meaning, without their endings."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _COMMON)


def _chosen(
    question: str, passage: Passage, alike: Vectors, covered: Callable[[frozenset[str]], float]
) -> Found:
    said = [words(sentence) for sentence in passage.sentences]
    fits = _fitting(question)
    scores = np.array(
        [
            of + _IN_SENTENCE * covered(in_it) + _BY_TYPE * fits(sentence)
            for of, in_it, sentence in zip(alike[1:], said, passage.sentences, strict=True)
        ]
    )
    best = sorted(int(at) for at in np.argsort(-scores)[:SENTENCES])
    context = words(spoken_title(passage.title, passage.heading))
    known = covered(context.union(*(said[at] for at in best)))
    sure = float(alike[1:].max()) + GATE_WORDS * known
    return Found(passage, [passage.sentences[at] for at in best], sure)


def cover(asked: frozenset[str], candidates: Sequence[frozenset[str]]) -> Callable[[frozenset[str]], float]:
    """How much of what was asked is in something, 0 to 1; a word that few candidates have counts more."""
    many = len(candidates)
    weights = {}
    for word in asked:
        having = sum(word in one for one in candidates)
        weights[word] = math.log(1 + (many - having + 0.5) / (having + 0.5))
    all_of_it = sum(weights.values()) or 1.0
    return lambda there: sum(weight for word, weight in weights.items() if word in there) / all_of_it


def _fitting(question: str) -> Callable[[str], bool]:
    """Whether a sentence has what is asked for: a date, a number, a name."""
    asked = question.casefold()
    wanted = next((kind for said, kind in _WANTED if said.search(asked)), None)
    return lambda sentence: wanted is None or bool(wanted.search(sentence))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
