"""Answers that are given again: only what lasts, and only while it is true."""

from collections.abc import AsyncGenerator

import numpy as np
import pytest
from numpy.typing import NDArray

from jarvis.answering import Answer, Answering, Remembered
from jarvis.bus import EventBus
from jarvis.errors import EngineError
from jarvis.mind.cache import EXPIRY_S, SIZE, CachedAnswerer, without_fresh
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from tests.test_answering import ask, turn

pytestmark = pytest.mark.real_time
VECTORS = {"who was ada lovelace": 0.0, "who is ada lovelace": 0.36, "who was lord byron": 0.4}
"""Angles: the cosine of 0.36 is 0.936, that of 0.4 is 0.921."""


class Engine:
    """Answers with a number that grows."""

    def __init__(self, name: str = "llm", *, lasting: bool = True) -> None:
        self.name, self.lasting, self.asked = name, lasting, 0
        self.broken = False

    def priority(self, text: str) -> Priority | None:
        """None, but for help."""
        return Priority.HIGH if text == "help" else None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The next number."""
        if task.text == "unknown":
            return None
        self.asked += 1
        answer = Answer(self.name, once(""), {})
        answer.pieces = self._say(answer)
        return answer

    async def _say(self, answer: Answer) -> AsyncGenerator[str]:
        yield f"Answer {self.asked}"
        answer.lasting = self.lasting  # a mind knows only once it has asked
        if self.broken:
            raise EngineError("The model is broken.")
        yield "."


def embed(text: str) -> NDArray[np.float32]:
    """What we say it means."""
    angle = VECTORS.get(text.casefold().rstrip("?"), 2.0)
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


class Desk:
    """A cache before an engine, in the order of answerers, on a clock that the test moves."""

    def __init__(self, engine: Engine, *, meaning: bool = False) -> None:
        self.engine, self.now_s = engine, 0.0
        self.remembered = Remembered(lambda: self.now_s, SIZE)
        self.cached = CachedAnswerer(engine, self.remembered, embed if meaning else None, {"facts": 60.0})
        self.answering = Answering(EventBus(), [self.cached], 10, self.remembered)

    async def ask(self, text: str) -> str:
        """The answer."""
        return await ask(self.answering, turn(text))


async def test_the_same_question_has_the_same_answer_for_a_while() -> None:
    desk = Desk(Engine())
    for text in ("Who was Ada?", "who was  ada", "WHO WAS ADA!"):
        assert await desk.ask(text) == "Answer 1."
    desk.now_s += EXPIRY_S - 1
    assert await desk.ask("who was ada") == "Answer 1."
    desk.now_s += 2
    assert await desk.ask("who was ada") == "Answer 2.", "it was not true for longer because it was asked"


async def test_how_long_it_is_true_depends_on_who_said_it() -> None:
    desk = Desk(Engine("facts"))
    await desk.ask("who was ada")
    desk.now_s += 61
    assert await desk.ask("who was ada") == "Answer 2."


async def test_a_question_that_means_the_same_has_the_same_answer() -> None:
    desk = Desk(Engine(), meaning=True)
    assert await desk.ask("Who was Ada Lovelace?") == "Answer 1."
    assert await desk.ask("Who is Ada Lovelace?") == "Answer 1."
    assert (await desk.ask("Who was Lord Byron?"))[:8] == "Answer 3", "alike, but not alike enough"
    desk.now_s += EXPIRY_S + 1
    assert (await desk.ask("Who is Ada Lovelace?"))[:6] == "Answer"
    assert desk.engine.asked >= 4


@pytest.mark.parametrize("fresh", ["again, fresh: who was ada", "Who was Ada, fresh", "fresh, who was ada?"])
async def test_who_wants_it_fresh_gets_it_fresh_and_that_is_kept(fresh: str) -> None:
    desk = Desk(Engine())
    await desk.ask("who was ada")
    assert await desk.ask(fresh) == "Answer 2."
    assert await desk.ask("who was ada") == "Answer 2."


@pytest.mark.parametrize(
    "text", ["what time is it", "how old is Ada", "what is the weather like", "who won yesterday", "any news"]
)
async def test_nothing_about_time_is_said_again(text: str) -> None:
    desk = Desk(Engine(), meaning=True)
    assert [await desk.ask(text) for _ in range(2)] == ["Answer 1.", "Answer 2."]


@pytest.mark.parametrize(
    "text",
    [
        "is it long",
        "what about France",
        "and in Spain",
        "why",
        "who is she",
        "what is my name",
        "tell me more",
    ],
)
async def test_what_means_something_else_in_another_conversation_is_asked_anew(text: str) -> None:
    desk = Desk(Engine(), meaning=True)
    assert [await desk.ask(text) for _ in range(2)] == ["Answer 1.", "Answer 2."]
    assert desk.remembered.find(text) == "", "it does not help out when the model is broken either"


async def test_without_a_model_for_meanings_the_same_words_are_known_again() -> None:
    desk = Desk(Engine())
    desk.cached = CachedAnswerer(desk.engine, desk.remembered, lambda _: None)
    desk.answering = Answering(EventBus(), [desk.cached], 10, desk.remembered)
    assert [await desk.ask("who was ada") for _ in range(2)] == ["Answer 1.", "Answer 1."]
    assert await desk.ask("who is ada") == "Answer 2."


async def test_what_was_done_is_done_again_when_it_is_asked_again() -> None:
    desk = Desk(Engine(lasting=False))
    assert [await desk.ask("turn it on") for _ in range(2)] == ["Answer 1.", "Answer 2."]
    acting = Engine()
    desk = Desk(acting)
    answer = desk.cached.answer(VoiceTask("t", "turn it on", None, 0.0))
    assert answer
    answer.did["light"] = "on"
    assert "".join([piece async for piece in answer.pieces]) == "Answer 1."
    assert not answer.lasting, "it turned out to have done something"


async def test_half_an_answer_is_not_kept() -> None:
    engine = Engine()
    engine.broken = True
    desk = Desk(engine)
    assert (await desk.ask("who was ada")).startswith("Answer 1")
    engine.broken = False
    assert await desk.ask("who was ada") == "Answer 2."


async def test_no_more_is_kept_than_there_is_room_for_and_all_can_be_forgotten() -> None:
    desk = Desk(Engine())
    for number in range(SIZE + 1):
        await desk.ask(f"Question {number}")
    asked = desk.engine.asked
    await desk.ask(f"question {SIZE}")
    assert desk.engine.asked == asked
    desk.cached.clear()
    desk.remembered.clear()
    await desk.ask(f"question {SIZE}")
    assert desk.engine.asked == asked + 1


def test_everything_else_is_as_the_answerer_has_it() -> None:
    cached = CachedAnswerer(Engine(), Remembered(lambda: 0.0))
    assert (cached.priority("help"), cached.priority("hello")) == (Priority.HIGH, None)
    assert cached.answer(VoiceTask("t", "unknown", None, 0.0)) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("again, fresh: who was ada", "who was ada"),
        ("who was ada, again, fresh.", "who was ada"),
        ("how long is fish fresh at home", None),
        ("fresh", None),
        ("refresh my memory", None),
    ],
)
def test_fresh_is_a_wish_only_at_either_end(text: str, rest: str | None) -> None:
    assert without_fresh(text) == rest
