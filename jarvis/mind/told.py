"""Answers a question with what one was told to remember, where that has all the words that matter."""

import re
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from jarvis.answering import Answer
from jarvis.errors import NotMineError
from jarvis.mind.extractive import asked
from jarvis.mind.remembered import key_words
from jarvis.tasks import Priority, VoiceTask

_SHORT = re.compile(r"['\u2019]\w+")
"""The end of "what's"."""
_ASKING = frozenset(
    "what which who whom whose when where why how do doe did are were was is has have had can could"  # noqa: SIM905
    " should must will would much many long often know tell again put leave left keep kept find been".split()
)
"""Words of questions, as `key_words` gives them."""


class Facts(Protocol):
    """What one was told to remember."""

    async def recall(self, about: str = "") -> Sequence[str]:
        """The facts with words of `about`, the likest first."""
        ...


class ToldAnswerer:
    """Says a fact again that has every word of a question: "my keys are here" for "where are my keys"."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def priority(self, text: str) -> Priority | None:  # noqa: ARG002 - an answerer is asked so
        """Nothing special."""
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The fact; its pieces raise NotMineError when there is none."""
        about, explicit = asked(task.text)
        wanted = key_words(_SHORT.sub("", about)) - _ASKING
        return None if explicit or not wanted else Answer("memory", _told(self._facts, wanted))


async def _told(facts: Facts, wanted: set[str]) -> AsyncGenerator[str]:
    found = [one for one in await facts.recall(" ".join(wanted)) if wanted <= key_words(one)]
    if not found:
        raise NotMineError("Nobody told me.")
    yield f"You told me: {found[0]}."
