"""Sections cut into passages one could read aloud: whole sentences, about 150 words, a little overlap."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jarvis.mind.documents.kinds import Contents

WORDS, MOST_WORDS = 150, 200
LONGEST_SENTENCE = 80
"""Words; what has more (tables, code) is cut there."""
_END = re.compile(r"(?<=[.!?…])[\"'”\u2019)\]]*\s+(?=[\"'“\u2018(\[]?[A-ZÀ-Þ0-9])")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|approx|Jr|Sr|[A-Z])\.)$")
_PARAGRAPH = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"^\s*(?:[-*•·+]|\d+[.)])\s+")


@dataclass(frozen=True)
class Passage:
    """Sentences that stand together under a heading."""

    heading: str
    sentences: Sequence[str]


def passages(contents: Contents) -> list[Passage]:
    """All passages of a file, in order."""
    return [
        Passage(section.heading, group)
        for section in contents.sections
        for group in _groups([s for part in _PARAGRAPH.split(section.text) for s in sentences(part)])
    ]


def sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; a line that ends with none of ".!?" and is short stands for itself."""
    for block in _lines(paragraph):
        held = ""
        for piece in _END.split(block):
            held = f"{held} {piece}".strip()
            if not _SHORT.search(held):
                yield from _cut(held)
                held = ""
        yield from _cut(held)


def _lines(paragraph: str) -> Iterator[str]:
    """Wrapped lines put together again; lists and short lines (addresses, "key: value") left apart."""
    lines = [" ".join(line.split()) for line in paragraph.splitlines() if line.strip()]
    wrapped = sum(map(len, lines)) / max(len(lines), 1) > 45  # noqa: PLR2004 - letters of a full line
    held = ""
    for line in lines:
        if held and (not wrapped or _BULLET.match(line)):
            yield held
            held = ""
        held = f"{held} {_BULLET.sub('', line)}".strip()
    if held:
        yield held


def _cut(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for first in range(0, len(words), LONGEST_SENTENCE):
        yield " ".join(words[first : first + LONGEST_SENTENCE])


def _groups(found: Sequence[str]) -> Iterator[list[str]]:
    group, count, fresh = list[str](), 0, False
    for sentence in found:
        words = len(sentence.split())
        if fresh and (count >= WORDS or count + words > MOST_WORDS):
            yield group
            last = group[-1] if len(group[-1].split()) + words <= MOST_WORDS else ""
            group, count, fresh = [last] if last else [], len(last.split()), False
        group.append(sentence)
        count, fresh = count + words, True
    if fresh:
        yield group
