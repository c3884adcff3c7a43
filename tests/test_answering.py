"""Who is asked, in which order, and what is said when nobody can answer."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.answering import DIFFICULTIES, NOT_UNDERSTOOD, REMEMBERED, Answer, Answering, Remembered
from jarvis.bus import EventBus
from jarvis.errors import EngineError, JarvisError, NotMineError, SkillError, StoreError, TransientError
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


async def test_the_first_who_has_an_answer_is_heard() -> None:
    one = turn()
    said, events = await story(
        [Script("a"), Script("b", 0.5, "Because ", 1.0, "so."), Script("c", "No.")], one
    )
    assert (said, one.task.result, one.task.error, one.pieces) == ("Because so.", "Because so.", None, 2)
    assert (one.answerer, one.did) == ("b", {"by": "b"})
    assert events == [AnswerStarted(turn="voice_1_0", answerer="b", took_ms=500)]


async def test_how_urgent_a_request_is_says_the_first_who_knows() -> None:
    answering = Answering(EventBus(), [Script("a"), Script("stop")], 10)
    assert (answering.priority("stop"), answering.priority("why")) == (Priority.CRITICAL, None)


async def test_when_nobody_knows_that_is_said_and_is_no_failure() -> None:
    one = turn()
    assert (await story([Script("a")], one))[0] == NOT_UNDERSTOOD
    assert (one.task.error, one.answerer, one.did) == (None, "nobody", {})


async def test_who_finds_that_it_is_not_for_them_has_not_failed() -> None:
    one = turn()
    said, events = await story([Script("llm", "", NotMineError("No.")), Script("skill", "Yes.")], one)
    assert (said, one.task.result, one.answerer, one.task.error) == ("Yes.", "Yes.", "skill", None)
    assert not any(isinstance(event, AnswererFailed) for event in events)
    one = turn()
    assert (await story([Script("llm", NotMineError("No."))], one))[0] == NOT_UNDERSTOOD
    assert (one.task.error, one.answerer) == (None, "nobody")


async def test_who_is_broken_before_the_first_word_is_stepped_over() -> None:
    for before in ([], [""], ["", 1.0, " "]):  # an empty piece is no word
        one = turn()
        said, events = await story([Script("llm", *before, BROKEN), Script("skill", "It is noon.")], one)
        assert said.strip() == one.task.result == "It is noon."
        assert (one.answerer, one.did, one.task.error) == ("skill", {"by": "skill"}, None)
        failed = AnswererFailed(turn="voice_1_0", answerer="llm", error="The model is broken.")
        assert events[-2:] == [failed, AnswerStarted(turn="voice_1_0", answerer="skill", took_ms=0)]


async def test_when_all_who_might_know_are_broken_the_difficulties_are_told() -> None:
    one, scripts = turn(), [Script("llm", BROKEN), Script("other", BROKEN), Script("skill")]
    said, _ = await story(scripts, one)
    assert said == one.task.error == DIFFICULTIES
    assert said.startswith("I'm experiencing technical difficulties")


async def test_who_breaks_in_the_middle_keeps_what_was_said() -> None:
    for well in ("Well, ", "Well,"):
        one, skill = turn(), Script("skill", "It is noon.")
        said, events = await story([Script("llm", well, BROKEN), skill], one)
        assert said == one.task.result == f"Well, {DIFFICULTIES}"
        assert (one.task.error, one.did) == (DIFFICULTIES, {"by": "llm"})
        assert [type(event) for event in events] == [AnswerStarted, AnswererFailed]


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
        llm.pieces = ("Well, ", BROKEN)  # half an answer and an old one are no answer
        assert await ask(answering, turn("what is the capital of France")) == f"Well, {DIFFICULTIES}"


@pytest.mark.parametrize("pieces", [("It is noon.",), ("It is ", SkillError("No clock."))])
async def test_what_does_not_last_is_never_said_again(pieces: tuple[Piece, ...]) -> None:
    skill, llm = Script("skill", *pieces), Script("llm", BROKEN)
    async with EventBus() as bus:
        answering = Answering(bus, [skill, llm], 10)
        await ask(answering, turn())
        skill.pieces = ()
        assert await ask(answering, turn()) == DIFFICULTIES


def test_other_questions_are_other_questions() -> None:
    remembered = Remembered(lambda: 0.0)
    asked = ["5 + 3?", "5 - 3?", "53?", "C++?", "C?", "1.5", "15", "का", "कि", "?", "!"]
    for text in asked:
        remembered.keep(text, text)
    assert [remembered.find(text) for text in asked] == asked
    assert remembered.find("“5  + 3”...") == asked[0]


def test_an_answer_is_remembered_for_an_hour_and_a_hundred_answers_are() -> None:
    now_s = [50_000.0]
    remembered = Remembered(lambda: now_s[0])
    for number in range(101):
        remembered.keep(str(number), "Yes.")
    now_s[0] += 3_600
    assert [remembered.find(str(number)) for number in range(101)] == ["", *["Yes."] * 100]
    remembered.keep("1", "No.")
    remembered.keep("101", "No.")
    assert [remembered.find(str(number)) for number in (1, 2, 101)] == ["No.", "", "No."]
    now_s[0] += 0.1
    assert remembered.find("100") == ""


async def test_an_answer_that_was_cut_short_is_not_remembered() -> None:
    llm = Script("llm", "It is ", 1.0, "dangerous.", lasting=True)
    answering = Answering(EventBus(), [llm], 10)
    async with aclosing(answering.answer(turn(), 1e9)) as pieces:
        assert await anext(pieces) == "It is "
    llm.pieces = (BROKEN,)
    assert await ask(answering, turn()) == DIFFICULTIES


@pytest.mark.parametrize(
    ("pieces", "said", "took_s"),
    [
        ((11.0, "Late."), TOO_SLOW, 10),
        (("Well, ", 11.0), f"Well, {TOO_SLOW}", 10),
        (("Well,", 11.0), f"Well, {TOO_SLOW}", 10),
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


async def test_who_is_asked_next_has_only_what_is_left_of_the_time() -> None:
    one, began_s = turn(), asyncio.get_running_loop().time()
    said, _ = await story([Script("llm", 9.0, BROKEN), Script("slow", 2.0, "Late.")], one)
    assert (said, asyncio.get_running_loop().time() - began_s) == (TOO_SLOW, 10)
    for pieces, wanted in ((("Noon.",), "Noon."), ((0.5, "Noon."), TOO_SLOW)):
        late = Answering(EventBus(), [Script("skill", *pieces)], 10).answer(turn(), began_s - 5)
        assert [piece async for piece in late] == [wanted]


async def test_an_answer_without_words_is_an_answer_and_nothing_is_said() -> None:
    one, bus = turn(), EventBus()
    answer = Answering(bus, [Script("stop", "", 0.5), Script("other", "No.")], 10).answer(one, 1e9)
    assert [piece async for piece in answer] == []
    started = AnswerStarted(turn="voice_1_0", answerer="stop", took_ms=500)
    assert [record.event for record in bus.history()] == [started]
    assert (one.task.result, one.task.error, one.answerer) == ("", None, "stop")


@pytest.mark.parametrize("error", [SkillError("No clock."), StoreError("No clock.")])
@pytest.mark.parametrize("said", ["", "It is", "It is "])
async def test_what_fails_is_told_and_a_skill_by_its_name(error: JarvisError, said: str) -> None:
    one = turn()
    heard, events = await story([Script("skill", said, error)], one)
    assert heard == one.task.result == ("It is No clock." if said else "No clock.")
    assert one.task.error == "No clock."
    failed = SkillFailed(turn="voice_1_0", skill="skill", error="No clock.")
    assert (failed in events) == isinstance(error, SkillError)


async def test_only_what_has_not_said_anything_yet_may_be_tried_again() -> None:
    dead, one = TransientError("The line is dead."), turn()
    with pytest.raises(TransientError):
        await story([Script("a", "", dead), Script("b", "No.")], turn())
    said, _ = await story([Script("a", "It is", dead), Script("b", "No.")], one)
    assert said == one.task.result == "It is The line is dead."
    assert one.task.error == "The line is dead."


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


async def test_who_finds_that_it_is_not_for_them_leaves_it_to_the_next_without_a_word() -> None:
    one, passed = turn(), Script("example", NotMineError("No skill is like that."))
    said, events = await story([passed, Script("llm", "It is noon.")], one)
    assert (said, one.answerer, one.task.error) == ("It is noon.", "llm", None)
    assert [type(event) for event in events] == [AnswerStarted]
    assert (await story([passed], turn()))[0] == NOT_UNDERSTOOD
