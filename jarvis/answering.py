"""Who answers a request: everybody is asked in order, and when nobody can, that is said."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol

from jarvis.bus import EventBus
from jarvis.errors import EngineError, JarvisError, NotMineError, SkillError, TransientError
from jarvis.events import AnswererFailed, AnswerStarted, SkillFailed
from jarvis.spoken_over import INTERRUPTION
from jarvis.streams import once, paced
from jarvis.tasks import Priority, VoiceTask
from jarvis.turn import Turn

NOT_UNDERSTOOD = "Sorry, I cannot do that. Say “help” to hear what I can do."
DIFFICULTIES = "I'm experiencing technical difficulties. Please try again in a moment."
REMEMBERED = "I cannot look that up just now. Earlier I answered: "
_OPENING, _CLOSING = "\"'([{«„“\u2018¿¡", "\"')]}»“”\u2019.,;:!?…"


@dataclass
class Answer:
    """Text on its way, who gives it, and the evidence of what was done (complete at its end).

    `lasting`: the same question may be answered so again for a while. Never set for what was done.
    `sources`: the paths of the documents it was taken from, the one that fits best first.
    `asked`: it is a question, though it may not end like one.
    """

    answerer: str
    pieces: AsyncGenerator[str]
    did: dict[str, str] = field(default_factory=dict)
    lasting: bool = False
    sources: tuple[str, ...] = ()
    asked: bool = False


class Answerer(Protocol):
    """Something that may know the answer."""

    def priority(self, text: str) -> Priority | None:
        """How urgent this request is to whoever would answer it; None if that is not special."""
        ...

    def answer(self, task: VoiceTask) -> Answer | None:
        """The answer, or None: then the next one is asked.

        Who can only tell after a look raises NotMineError instead of the first piece.
        """
        ...


class Remembered:
    """Answers given before, for when nobody can give a new one. The oldest goes when there are `size`."""

    def __init__(self, clock: Callable[[], float], size: int = 100, expiry_s: float = 3_600) -> None:
        self._clock, self._size, self._expiry_s = clock, size, expiry_s
        self._answers: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def keep(self, text: str, answer: str) -> None:
        """Remember what was answered."""
        self._answers[same_question(text)] = (self._clock(), answer)
        self._answers.move_to_end(same_question(text))
        if len(self._answers) > self._size:
            self._answers.popitem(last=False)

    def find(self, text: str, expiry_s: float | None = None) -> str:
        """What was answered to the same question not long ago (`expiry_s`); "" for nothing."""
        at_s, answer = self._answers.get(same_question(text), (0.0, ""))
        longest_s = self._expiry_s if expiry_s is None else expiry_s
        return answer if answer and self._clock() - at_s <= longest_s else ""

    def clear(self) -> None:
        """Forget all of them."""
        self._answers.clear()


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def same_question(text: str) -> str:
    """A question as it is compared. Only what surrounds words is left out: "5 - 3" is not "5 + 3"."""
    words = (word.lstrip(_OPENING).rstrip(_CLOSING) for word in text.casefold().split())
    return " ".join(word for word in words if word) or text


def _after(task: VoiceTask, sentence: str) -> str:
    """A sentence that follows on what was said already."""
    return f" {sentence}" if task.result and not task.result[-1].isspace() else sentence


class Answering:
    """Asks the answerers in order; the first that has an answer is heard.

    The first piece of an answer must be there `limit_s` after the turn began, each next one `limit_s`
    after the one before.
    """

    def __init__(
        self,
        bus: EventBus,
        answerers: Sequence[Answerer],
        limit_s: float,
        remembered: Remembered | None = None,
    ) -> None:
        self._bus, self._answerers, self._limit_s = bus, answerers, limit_s
        self._remembered = remembered or Remembered(_now_s)

    def priority(self, text: str) -> Priority | None:
        """How urgent a request is to whoever would answer it."""
        return next((p for a in self._answerers if (p := a.priority(text)) is not None), None)

    async def answer(self, turn: Turn, deadline_s: float) -> AsyncGenerator[str]:
        """The pieces of the answer. What fails becomes a sentence; the task's result and error tell."""
        broken = False
        for answerer in self._answerers:
            answer = answerer.answer(turn.task)
            if answer is None:
                continue
            try:
                async with aclosing(self._told(turn, answer, deadline_s)) as pieces:
                    async for piece in pieces:
                        yield piece
            except NotMineError:
                turn.task.result = None
            except EngineError as error:
                broken = True
                told = AnswererFailed(turn=turn.pipeline_id, answerer=answer.answerer, error=str(error))
                self._bus.post(told)
                if (turn.task.result or "").strip():  # half an answer is out already
                    break
                turn.task.result = None  # engines like to begin with an empty piece
            else:
                return
        async with aclosing(self._told(turn, self._nobody(turn, broken=broken), deadline_s)) as pieces:
            async for piece in pieces:
                yield piece

    def _nobody(self, turn: Turn, *, broken: bool) -> Answer:
        """What is said when nobody could answer. What whoever failed has done stays the evidence."""
        task = turn.task
        if not broken:
            meant = turn.trigger != INTERRUPTION  # else it was said to somebody else in the room
            return Answer("nobody", once(NOT_UNDERSTOOD if meant else ""))
        if task.result is None and (remembered := self._remembered.find(task.text)):
            return Answer("memory", once(REMEMBERED + remembered))
        task.error = DIFFICULTIES
        return Answer("nobody", once(_after(task, DIFFICULTIES)), turn.did)

    async def _told(self, turn: Turn, answer: Answer, deadline_s: float) -> AsyncGenerator[str]:
        """The pieces of an answer, noted as they pass; an answerer's failure becomes a sentence."""
        task, began_s = turn.task, _now_s()
        turn.answerer, turn.did, turn.sources = answer.answerer, answer.did, ()
        try:
            async with aclosing(
                paced(answer.pieces, max(0.0, deadline_s - began_s), self._limit_s)
            ) as pieces:
                async for piece in pieces:
                    turn.sources = answer.sources
                    if piece and not task.result:
                        self._started(turn, began_s)
                    task.result = (task.result or "") + piece
                    turn.pieces += 1
                    if piece:
                        yield piece
            if task.result == "":
                self._started(turn, began_s)
            turn.asked = answer.asked
            if answer.lasting and task.result:
                self._remembered.keep(task.text, task.result)
        except (EngineError, NotMineError):
            raise
        except JarvisError as error:
            if isinstance(error, TransientError) and not task.result:  # whoever tries again starts anew
                raise
            task.error, sentence = str(error), _after(task, str(error))
            task.result = (task.result or "") + sentence
            if isinstance(error, SkillError):
                failed = SkillFailed(turn=task.task_id, skill=answer.answerer, error=str(error))
                self._bus.post(failed)
            yield sentence

    def _started(self, turn: Turn, began_s: float) -> None:
        took_ms = (_now_s() - began_s) * 1000
        self._bus.post(AnswerStarted(turn=turn.pipeline_id, answerer=turn.answerer, took_ms=took_ms))
