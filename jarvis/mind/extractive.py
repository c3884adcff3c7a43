"""Answers questions with sentences of the user's own documents, and says where they stand."""

import re
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Protocol

from jarvis.answering import Answer
from jarvis.errors import EngineError, ModelError, NotMineError, StoreError
from jarvis.mind.ranking import ASKED_GATE, GATE, Found, words
from jarvis.mind.shelf import spoken_title
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.templates import plain

NAME = "documents"
NOTHING = "I have nothing on that in your notes."
_NOTES = r"(?:my|the) (?:notes?|documents?|files?)"
_EXPLICIT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:what|which|where) (?:do|does|did) {_NOTES} (?:say|tell)(?: me)?(?: about)? (?P<about>.+)",
        rf"what(?:'s| is|'s there| is there) in {_NOTES}(?: about| on)? (?P<about>.+)",
        rf"(?:search|look in|look through|check) {_NOTES} (?:for|about|on) (?P<about>.+)",
        rf"(?:find|look up|search for|look for) (?P<about>.+?) in {_NOTES}",
        rf"(?:according to|in) {_NOTES} (?P<about>.+)",
        rf"do {_NOTES} say (?:anything about )?(?P<about>.+)",
    )
)
_ASKS = re.compile(
    r"(?:do you know |tell me )?(?:(?:and|so|but) )?"
    r"(?:(?:in|on|at|from|to|for|by|of|with) (?:what|which|whom)|what|which|who|whom|whose|when|where|why|how"
    r"|is|are|was|were|does|do|did|has|have|had|can i|can we|should i|must i|am i)(?:'s|'re|\b)"
)
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
    """Answers out of the documents that `finder` knows."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._ahead: tuple[str, Sequence[Found]] = ("", ())

    def priority(self, _: str) -> Priority | None:
        """Nothing special."""
        return None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The answer to a question; its pieces raise NotMineError when there is none in the documents."""
        about, explicit = asked(task.text)
        if not about or not (explicit or self._finder.any):
            return None
        answer = Answer(NAME, once(""))
        answer.pieces = self._pieces(about, answer, explicit=explicit)
        return answer

    async def prefetch(self, text: str) -> None:
        """Look already while somebody still speaks. May be cancelled at any time; acts on nothing."""
        about, _ = asked(text)
        if about and self._finder.any and about != self._ahead[0]:
            self._ahead = (about, await self._find(about))

    async def _pieces(self, about: str, answer: Answer, *, explicit: bool) -> AsyncGenerator[str]:
        (ahead, found), self._ahead = self._ahead, ("", ())
        if ahead != about:
            found = await self._find(about)
        best = found[0] if found else None
        if best is None or best.score < (ASKED_GATE if explicit else GATE):
            if not explicit:
                raise NotMineError("The documents do not say.")
            yield NOTHING
            return
        answer.sources = (best.passage.path,)
        yield told(best)

    async def _find(self, about: str) -> Sequence[Found]:
        try:
            return await self._finder.find(about)
        except (StoreError, ModelError) as error:
            raise EngineError(str(error)) from error


def told(found: Found) -> str:
    """As one says it: where it stands, then the sentences."""
    kind = "document" if Path(found.passage.path).suffix.casefold() in {".pdf", ".docx"} else "note"
    title = spoken_title(found.passage.title, found.passage.heading)
    sentences = " ".join(one if one[-1:] in '.!?…”"' else f"{one}." for one in found.sentences)
    return f"From your {kind} {title}: {sentences}"


def asked(text: str) -> tuple[str, bool]:
    """What is asked about, "" if `text` is no question for documents; and whether the notes were named."""
    said = plain(text)
    for pattern in _EXPLICIT:
        if match := pattern.fullmatch(said):
            return match["about"], True
    if not _ASKS.match(said) or _TO_JARVIS.match(said) or not words(said):
        return "", False
    return text.strip(), False
