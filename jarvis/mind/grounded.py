"""Answers from passages of the user's documents, in a model's words, and from nothing else.

The passages are quoted as data, and the model is given no tools: whatever a document tells it to do, it
cannot. What it says is heard up to the first number that nobody gave it.
"""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from jarvis.answering import Answer
from jarvis.errors import NotMineError
from jarvis.mind import honest, prompt
from jarvis.mind.ranking import ASKED_GATE, Found
from jarvis.mind.router import Router
from jarvis.mind.seam import LanguageModel, Rank
from jarvis.mind.shelf import spoken_title

MOST_PASSAGES = 4
SHARE = 0.6
"""So much of what a model can be shown may be passages."""
_SPACE = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NUMBER = re.compile(r"\d+")
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
_TEXTS = r"(?:passages?|notes?|documents?|texts?)"
_NOT_THERE = re.compile(
    r"(?:(?:i(?:'m| am) (?:sorry|afraid)|sorry|unfortunately)[,.]? (?:but )?(?:that )?)?"
    r"(?:i (?:(?:do|can|could)(?: not|n't)|cannot) (?:know|find|tell|see|say|answer)\b"
    r"|i (?:have|found|see) (?:no|nothing)\b"
    rf"|there(?:'s| is) (?:no|nothing)\b.*(?:{_TEXTS}|mention)"
    rf"|(?:the|your|these|those) (?:given |provided )?{_TEXTS} (?:do|does|did)(?:n't| not)"
    r"|(?:it|that|this|the answer) is(?:n't| not) (?:mentioned|given|stated|said|there|in (?:the|your)))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w']+")
_END = re.compile(r"[.!?>]")
_LITTLE = frozenset(["the", "a", "an", "your", "you", "so", "yes"])
_OF_ITSELF = re.compile(r"\b(?:i|i'm|i've|i'll|done)\b", re.IGNORECASE)


class Grounded:
    """Asks the first engine that may read passages. `room_tokens` is how much a model can be shown."""

    def __init__(self, router: Router, room_tokens: int) -> None:
        self._router, self._room_tokens = router, room_tokens

    async def phrase(self, text: str, found: Sequence[Found], answer: Answer) -> AsyncGenerator[str]:
        """The answer to `text`, sentence by sentence; its sources are the passages that were shown.

        Nothing at all if nothing that was said can be trusted. Raises NotMineError if the model finds no
        answer in them, NoModelError if there is no such model, EngineError if it is broken.
        """
        shown, quoted = self._shown(found)
        pieces = self._router.ask(Rank.GROUNDED, lambda model: self._said(model, text, quoted))
        async with aclosing(pieces):
            first = True
            async for piece in pieces:
                answer.sources = tuple(dict.fromkeys(one.passage.path for one in shown))
                yield f"{_where(shown)}: {piece.lstrip()}" if first else piece
                first = False

    def _shown(self, found: Sequence[Found]) -> tuple[list[Found], list[str]]:
        """The best passages, as many as there is room for, and how they are quoted."""
        room = self._room_tokens * SHARE
        shown: list[Found] = []
        quoted: list[str] = []
        for one in [one for one in found if one.score >= ASKED_GATE or one is found[0]][:MOST_PASSAGES]:
            most = int(room * prompt.LETTERS_A_TOKEN)
            if shown and len(" ".join(one.passage.sentences)) > most:
                break
            shown.append(one)
            quoted.append(_quoted(one, most))
            room -= len(quoted[-1]) / prompt.LETTERS_A_TOKEN
        return shown, quoted

    async def _said(self, model: LanguageModel, text: str, quoted: Sequence[str]) -> AsyncGenerator[str]:
        known = f"{text} {' '.join(quoted)}"
        messages = prompt.build(model.rank, (), text, self._room_tokens, quoted)
        first = True
        async with aclosing(_text(model.chat(messages))) as pieces:
            given = _given(honest.sentences(pieces), known)
            async with aclosing(honest.without_claims(given, _stands_in(quoted))) as sentences:
                async for sentence in sentences:
                    if first and _NOT_THERE.match(sentence.strip().replace("\u2019", "'")):
                        raise NotMineError("The documents do not say.")
                    first = False
                    yield sentence


async def _text(pieces: AsyncGenerator[object]) -> AsyncGenerator[str]:
    """Text only: here no tool is ever used."""
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, str):
                yield piece


async def _given(sentences: AsyncGenerator[str], known: str) -> AsyncGenerator[str]:
    """The sentences up to the first with a number that is not in what is known."""
    said = set(re.findall(r"[a-z]+", known.casefold()))
    numbers = _numbers(known) | {str(i) for i, word in enumerate(_COUNTED.split()) if word in said}
    async with aclosing(sentences):
        async for sentence in sentences:
            if _numbers(sentence) - numbers:
                return
            yield sentence


def _numbers(text: str) -> set[str]:
    return {number.lstrip("0") or "0" for number in _NUMBER.findall(_THOUSANDS.sub("", text))}


def _stands_in(quoted: Sequence[str]) -> honest.Founded:
    """Whether a sentence stands in the passages, and does not speak of the one who says it."""
    there = [set(_WORD.findall(one.casefold())) for one in _END.split(" ".join(quoted))]

    def founded(sentence: str) -> bool:
        said = set(_WORD.findall(sentence.casefold())) - _LITTLE
        return not _OF_ITSELF.search(sentence) and any(said <= one for one in there)

    return founded


def _quoted(found: Found, most: int) -> str:
    """A passage as data, of at most about `most` letters; nothing in it can look like its end."""
    title = _plain(spoken_title(found.passage.title, found.passage.heading)).replace('"', "'")
    return f'<passage from="{title}">{_plain(" ".join(found.passage.sentences))[:most]}</passage>'


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).replace("<", "(").replace(">", ")").strip()


def _where(shown: Sequence[Found]) -> str:
    """Where it stands, as one says it."""
    one = shown[0].passage
    if any(other.passage.path != one.path for other in shown):
        return "From your notes"
    return f"From your {one.kind} {spoken_title(one.title, '')}"
