"""Answers questions with sentences of the user's own documents, and says where they stand."""

import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Protocol

from jarvis.answering import Answer
from jarvis.errors import EngineError, ModelError, NotMineError, StoreError
from jarvis.mind.cache import without_fresh
from jarvis.mind.ranking import ASKED_GATE, GATE, Found, words
from jarvis.mind.seam import NoModelError
from jarvis.mind.shelf import spoken_title
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import plain

NAME = "documents"
NOTHING = "I have nothing on that in your notes."
_NOTES = r"(?:my|the) (?:notes?|documents?|files?)"
_SUM_UP = r"(?:summari[sz]e|sum up|give me (?:a summary|an overview) of)"
_EXPLICIT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:what|which|where) (?:do|does|did) {_NOTES} (?:say|tell)(?: me)?(?: about)? (?P<about>.+)",
        rf"what(?:'s| is|'s there| is there) in {_NOTES}(?: about| on)? (?P<about>.+)",
        rf"(?:search|look in|look through|check) {_NOTES} (?:for|about|on) (?P<about>.+)",
        rf"(?:find|look up|search for|look for) (?P<about>.+?) in {_NOTES}",
        rf"(?:according to|in) {_NOTES} (?P<about>.+)",
        rf"do {_NOTES} say (?:anything about )?(?P<about>.+)",
        rf"(?:why|how) do {_NOTES} say (?P<about>.+)",
        rf"{_SUM_UP} (?:what )?{_NOTES}(?: say| tell)?(?: me)?(?: about| on)? (?P<about>.+)",
        rf"(?:{_SUM_UP}|explain) (?P<about>.+?) (?:from|in|out of|using) {_NOTES}",
    )
)
_ASKS = re.compile(
    r"(?:do you know |tell me )?(?:(?:and|so|but) )?"
    r"(?:(?:in|on|at|from|to|for|by|of|with) (?:what|which|whom)|what|which|who|whom|whose|when|where|why|how"
    r"|is|are|was|were|does|do|did|has|have|had|can i|can we|should i|must i|am i)(?:'s|'re|\b)"
)
_OPEN = re.compile(
    rf"(?:why|explain|{_SUM_UP}|compare|what(?:'s| is) the difference"
    rf"|what (?:do|does|did) {_NOTES} (?:say|tell)|how (?:do|does|did|can|should|is|are|was|were|come))\b"
)
LONG_WORDS = 14
"""From so many words on, a question asks for more than a sentence of a note."""
NEAR = 0.7
"""Below GATE, but not far: who can read may find the answer. Of the questions of XQuAD 99 % lie above it, of
those that the gate was not chosen on 23 % with their paragraph hidden, of questions on other things 3 %."""
Phrase = Callable[[str, Sequence[Found], Answer], AsyncGenerator[str]]
"""Answers a question from passages; see `jarvis.mind.grounded.Grounded.phrase`."""
_TO_JARVIS = re.compile(
    r"(?:are|do|did|have|were|can|could|will|would) you\b(?! (?:please )?(?:tell me|know) \w)"
    r"|(?:how|who|what|where) (?:are|were|do|did|can) you\b"
    r"|what(?:'s| is) (?:up|new|your|that|this|it)\b|how(?:'s| is) (?:it going|life|your|everything)\b"
    r"|(?:what|how) about\b|who(?:'s| is) (?:there|this|that)$"
)


class Finder(Protocol):
    """What looks for passages."""

    @property
    def any(self) -> bool:
        """Whether there are any documents."""
        ...

    async def find(self, text: str) -> Sequence[Found]:
        """The best passages for a question, the best first. Raises StoreError, ModelError."""
        ...


class DocumentAnswerer:
    """Answers out of the documents that `finder` knows.

    With their own sentences, at once, where one surely answers. What asks for more than a sentence, or where
    that is less sure, is put into words by a model (`phrase`), if there is one that can read.
    """

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.phrase: Phrase | None = None
        self._ahead: tuple[str, Sequence[Found]] = ("", ())

    def priority(self, _: str) -> Priority | None:
        """Nothing special."""
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The answer to a question; its pieces raise NotMineError when there is none in the documents."""
        text = without_fresh(task.text) or task.text  # they are always read afresh
        about, explicit = asked(text)
        if not about or not (explicit or self._finder.any):
            return None
        answer = Answer(NAME, once(""))
        answer.pieces = self._pieces(text, answer)
        return answer

    async def prefetch(self, text: str) -> None:
        """Look already while somebody still speaks. May be cancelled at any time; acts on nothing."""
        about, _ = asked(text)
        if about and self._finder.any and about != self._ahead[0]:
            self._ahead = (about, await self._find(about))

    async def _pieces(self, text: str, answer: Answer) -> AsyncGenerator[str]:
        about, explicit = asked(text)
        (ahead, found), self._ahead = self._ahead, ("", ())
        if ahead != about:
            found = await self._find(about)
        score = found[0].score if found else 0.0
        sure = score >= (ASKED_GATE if explicit else GATE)
        if (sure or score >= NEAR) and (score < GATE or is_open(text)):
            said = False
            async with aclosing(self._worded(text, found, answer, sure=sure)) as pieces:
                async for piece in pieces:
                    said = True
                    yield piece
            if said:
                return
        if sure:
            answer.sources = (found[0].passage.path,)
        elif not explicit:
            raise NotMineError("The documents do not say.")
        yield told(found[0]) if sure else NOTHING

    async def _worded(
        self, text: str, found: Sequence[Found], answer: Answer, *, sure: bool
    ) -> AsyncGenerator[str]:
        """In a model's words; nothing if none can be asked. Whether the notes say it, it knows better."""
        if self.phrase is None:
            return
        said = False
        try:
            async with aclosing(self.phrase(text, found, answer)) as pieces:
                async for piece in pieces:
                    said = True
                    yield piece
        except NotMineError:
            if not sure:
                raise
            yield NOTHING
        except (EngineError, NoModelError):
            if said:
                raise

    async def _find(self, about: str) -> Sequence[Found]:
        try:
            return await self._finder.find(about)
        except (StoreError, ModelError) as error:
            raise EngineError(str(error)) from error


def told(found: Found) -> str:
    """As one says it: where it stands, then the sentences."""
    title = spoken_title(found.passage.title, found.passage.heading)
    sentences = " ".join(one if one[-1:] in '.!?…”"' else f"{one}." for one in found.sentences)
    return f"From your {found.passage.kind} {title}: {sentences}"


def is_open(text: str) -> bool:
    """Whether a question asks for more than a sentence: why, how, or for a summary."""
    said = plain(text)
    return _OPEN.match(said) is not None or len(said.split()) >= LONG_WORDS


def asked(text: str) -> tuple[str, bool]:
    """What is asked about, "" if `text` is no question for documents; and whether the notes were named."""
    said = plain(text)
    for pattern in _EXPLICIT:
        if match := pattern.fullmatch(said):
            return match["about"], True
    if not _ASKS.match(said) or _TO_JARVIS.match(said) or not words(said):
        return "", False
    return text.strip(), False
