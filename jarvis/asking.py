"""What a skill may ask the user: a question, a choice, a spelled word, a yes or no.

name = await ask("What shall I call it?")
if not await confirm("Shall I really delete it?"):
    return "I have left it as it was."
"""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, Protocol

from jarvis.errors import NoAnswerError, SkillError
from jarvis.nearest import PERHAPS, alike
from jarvis.numerals import ordinal
from jarvis.spelling import spelled as letters_of
from jarvis.spoken_words import plain

NOT_UNDERSTOOD = "Sorry, I did not understand that."
_YES = re.compile(
    r"(yes|yeah|yep|yup|sure|right|correct|exactly|okay|ok|do it|go ahead|of course)"
    r"( (please|do it|do|i am|i'm sure|go ahead|that's right|sure|of course))*"
    r"|(yes|yeah|yep|yup)( (?!(but|no|not|don't|wait|never|maybe|if|only)\b)[\w']+){1,4}"  # "yes, delete it"
)
_NO = re.compile(
    r"(no|nope|nah|wrong|don't|do not|not now|better not|leave it)( (thanks|don't|do not|i don't))*"
)
_I_SAID = re.compile(r"(no )?i said (?=(yes|no)\b)")
_PUNCTUATION = " \t\n.,;:!?…"
Kind = Literal["words", "choice", "spelled", "yes or no"]


@dataclass(frozen=True)
class Question:
    """What is asked, and what counts as an answer. Plain values: it can come from another process."""

    text: str
    kind: Kind = "words"
    choices: tuple[str, ...] = ()


class Asker(Protocol):
    """Puts the questions of one skill to the user."""

    async def put(self, question: Question) -> str:
        """Ask, and wait for what is said next in this session. Raises NoAnswerError."""
        ...


asker: ContextVar[Asker] = ContextVar("asker")
"""Who asks for the skill that is answering now."""


async def ask(question: str, *, choices: Sequence[str] = (), spelled: bool = False) -> str:
    """The user's answer to a question, as text; never "".

    With `choices` it is one of them: the nearest to what was said. `spelled`: it is put together from
    letters. What cannot be read is asked about once more. Raises NoAnswerError when nobody answers within
    15 s of the question's end, or says "never mind": leave it alone and the skill ends with "All right.".
    """
    kind: Kind = "choice" if choices else "spelled" if spelled else "words"
    found = await _read(Question(question, kind, tuple(choices)))
    if found is None:
        raise NoAnswerError(NOT_UNDERSTOOD)
    return found


async def confirm(question: str) -> bool:
    """Whether the user says yes. What is neither yes nor no is asked about once more, then it is a no.

    Raises NoAnswerError as `ask` does.
    """
    return await _read(Question(question, "yes or no")) == "yes"


async def _read(question: Question) -> str | None:
    """The answer, asked for twice at most; None if it cannot be read."""
    try:
        asking = asker.get()
    except LookupError:
        raise SkillError("I would have to ask you something, and here I cannot.") from None
    found = read(question, await asking.put(question))
    if found is None:
        again = Question(f"{_hint(question)} {question.text}", question.kind, question.choices)
        found = read(question, await asking.put(again))
    return found


def read(question: Question, said: str) -> str | None:
    """What was said as an answer to the question, None if it is none.

    >>> read(Question("Which one?", "choice", ("red", "green")), "The green one.")
    'green'
    """
    words = plain(said)
    if question.kind == "yes or no":
        heard = " ".join(re.findall(r"[\w']+", said.casefold().replace("\u2019", "'")))
        heard = _I_SAID.sub("", heard, count=1)
        return (
            "no"
            if _NO.fullmatch(heard)
            else "yes"
            if _YES.fullmatch(heard) or _YES.fullmatch(words)
            else None
        )
    if question.kind == "spelled":
        return letters_of(said.strip(_PUNCTUATION)) or None
    if question.kind == "choice":
        return _nearest(words, question.choices)
    return said.strip(_PUNCTUATION) or None


def _hint(question: Question) -> str:
    if question.kind == "choice":
        *some, last = question.choices
        return f"{NOT_UNDERSTOOD} You can say {', '.join(some)}{' or ' if some else ''}{last}."
    if question.kind == "spelled":
        return f"{NOT_UNDERSTOOD} Please say it letter by letter."
    return "Please say yes or no." if question.kind == "yes or no" else NOT_UNDERSTOOD


def _nearest(words: str, choices: Sequence[str]) -> str | None:
    """The choice that was named: within other words, by its place ("the second one"), or by its sound."""
    named = [one for one in choices if re.search(rf"(?<!\w){re.escape(plain(one))}(?!\w)", words)]
    exact = [one for one in named if plain(one) == words] or [
        one for one in named if not any(one != other and plain(one) in plain(other) for other in named)
    ]
    if len(exact) == 1:
        return exact[0]
    if exact:
        return None
    if placed := re.fullmatch(r"(?:the )?(\w+)(?: one)?", words):
        number = len(choices) if placed[1] == "last" else ordinal(placed[1]) or 0
        if 0 < number <= len(choices):
            return choices[number - 1]
    best = sorted(choices, key=lambda one: alike(words, plain(one)), reverse=True)
    return best[0] if best and alike(words, plain(best[0])) >= PERHAPS else None
