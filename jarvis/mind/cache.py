"""Answers that were given before, given again at once: to the same question, or to one that means the same.

Only what lasts: never what was done, nothing about time, nothing that depends on what was said before, and
nothing if the question asks for it afresh.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

import numpy as np
from numpy.typing import NDArray

from jarvis.answering import Answer, Answerer, Remembered, same_question
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask

Embed = Callable[[str], NDArray[np.float32] | None]
"""A vector for a text; alike texts have a cosine near 1. May take some milliseconds: it runs in a thread.

None while there is none to be had: then only the very same question is known again.
"""
ALIKE = 0.93
SIZE = 100
EXPIRY_S = 600.0
_FRESH = re.compile(
    r"^\s*((once more|again)[\s,]+)?fresh(ly)?\b[\s,:]*"
    r"|[\s,]+((once more|again)[\s,]+)?fresh(ly)?[\s,.!?]*$",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\b(time|clock|date|day|days|today|tonight|tomorrow|yesterday|now|current|currently|latest|newest|recent"
    r"|just|ago|since|until|minutes?|hours?|seconds?|weeks?|months?|years?|morning|afternoon|evening|night"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weather|news|timers?|alarms?|reminders?"
    r"|next|last|still|yet|o'clock|noon|midnight|when|age|old)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(it|its|it's|that|that's|this|these|those|they|them|their|he|she|him|her|his|hers|there|one|ones|another"
    r"|more|else|also|too|said|same|my|mine|our|ours)\b"
    r"|^\W*(and|but|so|then|or)\b|^\W*(what|how) about\b"
    r"|^\W*(why|how|who|where|what|really|go on)( not| so)?\W*$",
    re.IGNORECASE,
)
"""What it means depends on what was said before, or on who asks."""


class CachedAnswerer:
    """Stands before an answerer. `expiries_s` tells for each name of an answer how long it is true.

    The answers themselves lie in `remembered`, which also helps out when an engine is broken; what lies
    here are the vectors of their questions, as many at most.
    """

    def __init__(
        self,
        inner: Answerer,
        remembered: Remembered,
        embed: Embed | None = None,
        expiries_s: Mapping[str, float] | None = None,
    ) -> None:
        self._inner, self._remembered, self._embed = inner, remembered, embed
        self._expiries_s = dict(expiries_s or {})
        self._asked: OrderedDict[str, tuple[str, NDArray[np.float32] | None]] = OrderedDict()
        """The questions that were answered, by whom, and their vectors."""

    def priority(self, text: str) -> Priority | None:
        """As the answerer has it."""
        return self._inner.priority(text)

    def answer(self, task: VoiceTask) -> Answer | None:
        """An answer that was given before, or a new one."""
        fresh = without_fresh(task.text)
        task.text = fresh or task.text
        if _OF_TIME.search(task.text):
            return self._inner.answer(task)
        alone = _REFERS.search(task.text) is None
        if alone and not fresh and (known := self._known(task.text)):
            return Answer("cache", once(known))
        found = self._inner.answer(task)
        if found is not None:
            noting = self._noting(task.text, found, found.pieces, look=not fresh)
            found.pieces = noting if alone else _passing(found, found.pieces)
        return found

    def clear(self) -> None:
        """Forget all questions."""
        self._asked.clear()

    async def _noting(
        self, text: str, answer: Answer, pieces: AsyncGenerator[str], *, look: bool
    ) -> AsyncGenerator[str]:
        """The pieces, or those of a question that means the same; a question answered whole is noted."""
        async with aclosing(pieces):
            if look and (known := await self._alike(text)):
                answer.lasting = False  # it is not true for longer because it was asked again
                yield known
                return
            said = False
            async for piece in pieces:
                said = said or bool(piece)
                yield piece
        answer.lasting = answer.lasting and said and not answer.did  # what was done is not done by saying so
        if answer.lasting:
            asked = same_question(text)
            self._asked[asked] = (answer.answerer, await self._vector(text))
            self._asked.move_to_end(asked)
            while len(self._asked) > SIZE:
                self._asked.popitem(last=False)

    async def _vector(self, text: str) -> NDArray[np.float32] | None:
        return None if self._embed is None else await asyncio.to_thread(self._embed, text)

    def _known(self, text: str) -> str:
        """The answer to this very question, if it is still true."""
        by, _ = self._asked.get(same_question(text), ("", None))
        return self._remembered.find(text, self._expiries_s.get(by, EXPIRY_S)) if by else ""

    async def _alike(self, text: str) -> str:
        """The answer to the question most like this, if it is like enough and still true."""
        if not any(other is not None for _, other in self._asked.values()):
            return ""
        vector = await self._vector(text)
        near = [
            (float(vector @ other / (np.linalg.norm(vector) * np.linalg.norm(other) or 1.0)), asked)
            for asked, (_, other) in self._asked.items()
            if vector is not None and other is not None
        ]
        for cosine, asked in sorted(near, reverse=True):
            if cosine < ALIKE:
                break
            if known := self._known(asked):
                return known
        return ""


async def _passing(answer: Answer, pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """The pieces of an answer that is not kept."""
    async with aclosing(pieces):
        async for piece in pieces:
            yield piece
    answer.lasting = False


def without_fresh(text: str) -> str | None:
    """The question alone, if it asks for a fresh answer: "again, fresh: who was Ada?"; None if not."""
    rest = _FRESH.sub("", text).strip(" ,:")
    return None if rest == text.strip(" ,:") or not rest else rest
