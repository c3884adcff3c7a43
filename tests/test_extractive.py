"""Questions are answered from the documents or not at all; everything else is left to others."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from jarvis.answering import Answer, Answering
from jarvis.bus import EventBus
from jarvis.errors import EngineError, NotMineError, StoreError
from jarvis.events import AnswererFailed
from jarvis.mind.extractive import NOTHING, DocumentAnswerer, asked
from jarvis.mind.ranking import Found
from jarvis.mind.shelf import Passage
from jarvis.state import Session
from jarvis.streams import once
from jarvis.tasks import Priority, VoiceTask
from jarvis.turn import Turn


class Notes:
    """One note; how well it fits is told by the test."""

    def __init__(self, score: float, path: str = "/notes/router.md") -> None:
        self.any = True
        self.broken = False
        self.asked: list[str] = []
        passage = Passage(
            "1", path, "Router", "", 0, ("The password is maple",), np.zeros((2, 384), np.float32)
        )
        self._found = [Found(passage, passage.sentences, score)]

    async def find(self, text: str) -> Sequence[Found]:
        """The note."""
        if self.broken:
            raise StoreError("The store of vectors failed.")
        self.asked.append(text)
        return self._found


def task(text: str) -> VoiceTask:
    return VoiceTask("t", text, 1.0, 0.0)


async def said(answer: Answer | None) -> str:
    assert answer is not None
    return "".join([piece async for piece in answer.pieces])


async def test_an_answer_names_the_note_it_stands_in() -> None:
    answer = DocumentAnswerer(Notes(1.1)).answer(task("What is the wifi password?"))
    assert await said(answer) == "From your note Router: The password is maple."
    assert answer
    assert (answer.sources, answer.did) == (("/notes/router.md",), {})
    answer = DocumentAnswerer(Notes(1.1, "/a.pdf")).answer(task("what is the password"))
    assert (await said(answer)).startswith("From your document Router")


async def test_what_the_documents_do_not_say_is_left_to_the_next_one() -> None:
    with pytest.raises(NotMineError):
        await said(DocumentAnswerer(Notes(0.4)).answer(task("what is the capital of France")))


async def test_whoever_asks_for_the_notes_is_told_that_there_is_nothing() -> None:
    notes = Notes(0.2)
    assert await said(DocumentAnswerer(notes).answer(task("What do my notes say about whales?"))) == NOTHING
    assert notes.asked == ["whales"]
    notes.any = False
    assert DocumentAnswerer(notes).answer(task("what is the wifi password")) is None
    assert (
        await said(DocumentAnswerer(Notes(0.7)).answer(task("look in my notes for the password"))) != NOTHING
    )


@pytest.mark.parametrize(
    "text",
    [
        "turn on the light", "set a timer for ten minutes", "hello", "thank you", "How are you?", "what's up",
        "who are you", "can you sing", "stop", "what about you", "tell me a joke", "is it", "", "why",
        "what is your name", "could you open the door", "do you like me", "I am tired",
    ],
)  # fmt: skip
def test_commands_and_small_talk_are_no_questions_for_documents(text: str) -> None:
    assert DocumentAnswerer(Notes(9)).answer(task(text)) is None
    assert DocumentAnswerer(Notes(9)).priority(text) is None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("what do my notes say about the boiler", "the boiler"),
        ("Find the lease in my documents.", "the lease"),
        ("search my notes for soup", "soup"),
        ("according to my notes who fixes the heating", "who fixes the heating"),
    ],
)
def test_the_notes_can_be_asked_by_name(text: str, about: str) -> None:
    assert asked(text) == (about, True)


@pytest.mark.parametrize(
    "text",
    [
        "When is my dentist appointment?", "who's my landlord", "how much is the rent",
        "in which year was it built", "do you know when the bins are emptied",
        "can you tell me who fixes the boiler",
    ],
)  # fmt: skip
def test_questions_are_known_by_how_they_begin(text: str) -> None:
    assert asked(text) == (text, False)


async def test_what_was_looked_up_while_somebody_spoke_is_not_looked_up_again() -> None:
    notes = Notes(1.1)
    answerer = DocumentAnswerer(notes)
    await answerer.prefetch("turn on the light")
    await answerer.prefetch("what is the wifi password")
    await answerer.prefetch("what is the wifi password")
    await said(answerer.answer(task("what is the wifi password")))
    assert notes.asked == ["what is the wifi password"]
    await said(answerer.answer(task("what is the wifi password")))  # it may have changed since
    assert len(notes.asked) == 2


async def test_a_broken_store_is_an_engine_that_failed() -> None:
    notes = Notes(1.1)
    notes.broken = True
    with pytest.raises(EngineError, match="store of vectors"):
        await said(DocumentAnswerer(notes).answer(task("what is the wifi password")))


async def test_everybody_who_follows_the_turn_learns_the_sources() -> None:
    async with EventBus() as bus:
        answering = Answering(bus, [DocumentAnswerer(Notes(1.1))], limit_s=5)
        turn = Turn(task("what is the wifi password"), Session("session_1_a", 0.0), aloud=False)
        deadline_s = asyncio.get_running_loop().time() + 5
        assert "maple" in "".join([piece async for piece in answering.answer(turn, deadline_s)])
        assert turn.sources == ("/notes/router.md",)


class Model:
    """The next one."""

    def priority(self, _: str) -> Priority | None:
        """Nothing special."""
        return None

    def answer(self, _: VoiceTask) -> Answer | None:
        """Always."""
        return Answer("model", once("Paris."))


async def test_the_next_one_answers_and_nobody_has_failed() -> None:
    async with EventBus() as bus:
        answering = Answering(bus, [DocumentAnswerer(Notes(0.1)), Model()], limit_s=5)
        turn = Turn(task("what is the capital of France"), Session("session_1_a", 0.0), aloud=False)
        deadline_s = asyncio.get_running_loop().time() + 5
        assert [piece async for piece in answering.answer(turn, deadline_s)] == ["Paris."]
        assert turn.answerer == "model"
        assert (turn.did, turn.sources) == ({}, ())
        assert not [one for one in bus.history() if isinstance(one.event, AnswererFailed)]
