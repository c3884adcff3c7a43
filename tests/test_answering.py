"""Who is asked, in which order, and what is said when nobody can answer."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.answering import DIFFICULTIES, NOT_UNDERSTOOD, REMEMBERED, Answer, Answering, Remembered
from jarvis.bus import EventBus
from jarvis.errors import EngineError, SkillError, TransientError
from jarvis.events import AnswererFailed, AnswerStarted, Event, SkillFailed
from jarvis.state import Session
from jarvis.streams import TOO_SLOW
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import run
from jarvis.turn import Turn

Piece = str | float | Exception


class Script:
    """Answers with words, pauses in seconds and errors; nothing if it has none."""

    def __init__(self, name: str, *pieces: Piece, lasting: bool = False) -> None:
        self.name, self.pieces, self.lasting = name, pieces, lasting
        self.open = 0

    def priority(self, text: str) -> Priority | None:
        """Only what it is called after is urgent."""
        return Priority.CRITICAL if text == self.name else None

    def answer(self, task: VoiceTask) -> Answer | None:
        """The script, if there is one."""
        assert task.text
        return Answer(self.name, self._say(), {"by": self.name}, self.lasting) if self.pieces else None

    async def _say(self) -> AsyncGenerator[str]:
        self.open += 1
        try:
            for piece in self.pieces:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, str):
                    yield piece
                else:
                    await asyncio.sleep(piece)
        finally:
            self.open -= 1


def turn(text: str = "Why?") -> Turn:
    return Turn(VoiceTask("voice_1_0", text, None, 0.0), Session("session_1_abcdefghi", 0.0), aloud=False)


async def ask(answering: Answering, one: Turn) -> str:
    """What is said."""
    deadline_s = asyncio.get_running_loop().time() + 10
    return "".join([piece async for piece in answering.answer(one, deadline_s)])


async def story(scripts: Sequence[Script], one: Turn) -> tuple[str, list[Event]]:
    async with EventBus() as bus:
        said = await ask(Answering(bus, scripts, 10), one)
        return said, [record.event for record in bus.history()]


BROKEN = EngineError("The model is broken.")
PIECES: st.SearchStrategy[Piece] = st.sampled_from(["word", 0.01, 0.1, BROKEN])


async def test_the_first_who_has_an_answer_is_heard() -> None:
    one = turn()
    said, events = await story([Script("a"), Script("b", "Because ", 1.0, "so."), Script("c", "No.")], one)
    assert (said, one.task.result, one.task.error, one.pieces) == ("Because so.", "Because so.", None, 2)
    assert (one.answerer, one.did) == ("b", {"by": "b"})
    assert events == [AnswerStarted(turn="voice_1_0", answerer="b", took_ms=0)]


async def test_how_urgent_a_request_is_says_the_first_who_knows() -> None:
    async with EventBus() as bus:
        answering = Answering(bus, [Script("a"), Script("stop")], 10)
        assert answering.priority("stop") is Priority.CRITICAL
        assert answering.priority("why") is None


async def test_when_nobody_knows_that_is_said_and_is_no_failure() -> None:
    one = turn()
    assert (await story([Script("a")], one))[0] == NOT_UNDERSTOOD
    assert (one.task.error, one.answerer) == (None, "nobody")


async def test_who_is_broken_before_the_first_word_is_stepped_over() -> None:
    one = turn()
    said, events = await story([Script("llm", BROKEN), Script("skill", "It is noon.")], one)
    assert (said, one.answerer, one.task.error) == ("It is noon.", "skill", None)
    assert events[0] == AnswererFailed(turn="voice_1_0", answerer="llm", error="The model is broken.")


async def test_when_all_who_might_know_are_broken_the_difficulties_are_told() -> None:
    one = turn()
    said, _ = await story([Script("llm", BROKEN), Script("other", BROKEN), Script("skill")], one)
    assert said == DIFFICULTIES
    assert said.startswith("I'm experiencing technical difficulties")
    assert one.task.error == DIFFICULTIES


async def test_who_breaks_in_the_middle_keeps_what_was_said() -> None:
    one, skill = turn(), Script("skill", "It is noon.")
    said, _ = await story([Script("llm", "Well, ", BROKEN), skill], one)
    assert said == one.task.result == f"Well, {DIFFICULTIES}"
    assert one.task.error == DIFFICULTIES


async def test_an_answer_of_the_last_hour_helps_out_and_is_said_to_be_old() -> None:
    llm = Script("llm", "Paris.", lasting=True)
    async with EventBus() as bus:
        answering = Answering(bus, [llm], 10)
        assert await ask(answering, turn("What is the capital of France?")) == "Paris."
        llm.pieces = (BROKEN,)
        again = turn("what is  the capital of France")
        assert await ask(answering, again) == f"{REMEMBERED}Paris."
        assert (again.task.error, again.answerer) == (None, "memory")
        assert await ask(answering, turn("Who?")) == DIFFICULTIES
        await asyncio.sleep(3_601)
        assert await ask(answering, turn("what is the capital of France")) == DIFFICULTIES


@pytest.mark.parametrize("pieces", [("It is noon.",), ("It is ", SkillError("No clock."))])
async def test_what_does_not_last_is_never_said_again(pieces: tuple[Piece, ...]) -> None:
    skill, llm = Script("skill", *pieces), Script("llm", BROKEN)
    async with EventBus() as bus:
        answering = Answering(bus, [skill, llm], 10)
        await ask(answering, turn())
        skill.pieces = ()
        assert await ask(answering, turn()) == DIFFICULTIES


def test_only_so_many_answers_are_remembered_the_newest() -> None:
    remembered = Remembered(lambda: 0.0, size=2)
    for number in (1, 2, 1, 3):
        remembered.keep(str(number), f"Answer {number}.")
    assert [remembered.find(str(number)) for number in (1, 2, 3)] == ["Answer 1.", "", "Answer 3."]


@pytest.mark.parametrize(
    ("pieces", "said", "took_s"),
    [
        ((11.0, "Late."), TOO_SLOW, 10),
        (("Well, ", 11.0), f"Well, {TOO_SLOW}", 10),
        ((9.0, "a", 9.0), "a", 18),
    ],
)
async def test_an_answer_that_does_not_come_is_given_up(
    pieces: tuple[Piece, ...], said: str, took_s: float
) -> None:
    one, script = turn(), Script("slow", *pieces)
    began_s = asyncio.get_running_loop().time()
    assert (await story([script], one))[0] == said
    assert asyncio.get_running_loop().time() - began_s == took_s
    assert (one.task.error == TOO_SLOW, script.open) == (TOO_SLOW in said, 0)


async def test_a_skill_that_fails_is_told_by_name() -> None:
    one = turn()
    said, events = await story([Script("skill", SkillError("No clock."))], one)
    assert (said, one.task.error) == ("No clock.", "No clock.")
    assert events[-1] == SkillFailed(turn="voice_1_0", skill="skill", error="No clock.")


async def test_what_may_be_tried_again_is_left_to_whoever_tries() -> None:
    one = turn()
    with pytest.raises(TransientError):
        await story([Script("a", TransientError("The line is dead.")), Script("b", "No.")], one)
    assert one.task.result is None


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.lists(st.sampled_from(["word", 0.01, 0.1, BROKEN]), max_size=5), max_size=4),
    st.integers(0, 300),
)
def test_whoever_leaves_at_any_moment_leaves_nothing_open(pieces: list[list[Piece]], after_ms: int) -> None:
    async def leave() -> None:
        scripts = [Script(str(number), *each) for number, each in enumerate(pieces)]
        async with EventBus() as bus, aclosing(Answering(bus, scripts, 10).answer(turn(), 1e9)) as answer:
            try:
                async with asyncio.timeout(after_ms / 1000):
                    async for _ in answer:
                        await asyncio.sleep(0.03)
            except TimeoutError:
                pass
        assert [script.open for script in scripts] == [0] * len(scripts)

    run(leave())
