"""Skills that ask back, told as conversations."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from jarvis import Reply, ask, confirm, house, skill
from jarvis.answerers import SkillAnswerer
from jarvis.bus import EventBus
from jarvis.errors import NoAnswerError
from jarvis.events import Event, QuestionAsked
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.tasks import Priority
from jarvis.testing import NotingHouse, NotingVoice, orchestrator, scripted
from jarvis.turn import Turn

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ended: list[str] = []


@skill("name it")
async def name_it() -> Reply:
    """Ask for a name."""
    name = await ask("Say the name.")
    return Reply(f"It is called {name}.", did={"on": name, "at": f"{house().now():%H:%M}"})


@skill("delete it")
async def delete() -> str | Reply:
    """Ask whether to."""
    if not await confirm("Shall I really?"):
        return "I have left it as it was."
    return Reply("Deleted.", did={"what": "deleted"})


@skill("plan a trip")
async def plan() -> str:
    """Ask three things."""
    where = await ask("Where to?")
    when = await ask("When?", choices=("today", "tomorrow"))
    return f"To {where} {when} with {await ask('With whom?', spelled=True)}."


@skill("think about it")
async def think() -> str:
    """Hang between."""
    try:
        await ask("About what?")
        await asyncio.sleep(3_600)
    except asyncio.CancelledError:
        ended.append("think")
        raise
    return "Done."


@skill("guard it")
async def guard() -> str:
    """Clean up when nobody answers."""
    try:
        return await ask("What is the word?")
    except NoAnswerError:
        ended.append("guard")
        return "Then not."


@skill("wait for it")
async def wait() -> str:
    """Have a time limit of its own around the question."""
    try:
        async with asyncio.timeout(5):
            return await ask("What?")
    except TimeoutError:
        ended.append("wait")
        return "Too late."


@skill("stop", priority=Priority.CRITICAL)
async def stop() -> str:
    """Stop."""
    return "Stopped."


@skill("what time is it", reads=True)
async def tell_time() -> str:
    """Tell the time."""
    return "Noon."


@skill("dawdle")
async def dawdle() -> str:
    """Keep a worker busy."""
    await asyncio.sleep(2)
    return ""


FUNCTIONS = (dawdle, name_it, delete, plan, think, guard, wait, stop, tell_time)
SKILLS: list[Skill] = [one.__jarvis_skill__ for one in FUNCTIONS]  # type: ignore[attr-defined]


class TurnsHouse(NotingHouse):
    """Knows whose turn it is, as the daemon's does."""

    pipeline: PipelineOrchestrator
    speaking = False

    def hears(self, session: str) -> bool:
        """Whether somebody speaks."""
        return self.speaking and session == self.pipeline.sessions.local.session_id

    def session(self) -> str:
        """The session of the turn."""
        return self.pipeline.turns.session_of(self.pipeline.this_turn)


class Here:
    """A room in which one talks with Jarvis."""

    def __init__(self, bus: EventBus, around: TurnsHouse, voice: NotingVoice) -> None:
        self.bus, self.around, self.voice = bus, around, voice
        self.pipeline = around.pipeline

    def begin(self, text: str, session: str = "") -> Turn:
        """Say something and do not wait."""
        turn = self.pipeline.turns.new(session, aloud=True)
        turn.task.text, turn.trigger = text, "asked"
        self.pipeline.turns.enqueue(turn)
        return turn

    async def say(self, text: str, session: str = "", confidence: float | None = None) -> str:
        """The answer, when it was said to its end."""
        turn = self.begin(text, session)
        turn.task.confidence = confidence
        await turn.finished.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        self.did = turn.did
        return turn.task.result or ""


@asynccontextmanager
async def room(limit_s: float = 10.0) -> AsyncIterator[Here]:
    """The real pipeline, and a voice that takes its time."""
    ended.clear()
    around = TurnsHouse(NOON)
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        answerer = SkillAnswerer(SKILLS, around, asyncio.get_running_loop().time, bus=bus)
        voice = NotingVoice(bus=bus)
        pipeline = around.pipeline = orchestrator(bus, scripted(voice, [answerer]), limit_s=limit_s)
        parts = [
            group.create_task(answerer.dialogs.run(), name="dialogs"),
            group.create_task(pipeline.run(), name="pipeline"),
        ]
        await asyncio.sleep(0)
        yield Here(bus, around, voice)
        for part in parts:
            part.cancel()


async def test_what_is_said_next_goes_to_the_skill_that_asked() -> None:
    async with room() as here:
        asked = list[Event]()
        here.bus.subscribe(QuestionAsked, asked.append)
        assert await here.say("name it") == "Say the name."
        assert len(asked) == 1, "listening opens, though the question has no question mark"
        assert await here.say("What time is it?") == "It is called What time is it."
        assert here.did == {"on": "What time is it", "at": "12:00"}
        assert await here.say("what time is it") == "Noon."


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Yes.", "Deleted."),
        ("yes please", "Deleted."),
        ("No!", "I have left it as it was."),
        ("no thanks", "I have left it as it was."),
    ],
)
async def test_a_yes_is_a_yes_once(answer: str, told: str) -> None:
    async with room() as here:
        await here.say("delete it")
        assert await here.say(answer) == told
        assert here.did == ({"what": "deleted"} if told == "Deleted." else {})
        assert "cannot" in await here.say("yes"), "it was asked once"


async def test_what_is_neither_yes_nor_no_is_asked_about_once_more_and_then_it_is_a_no() -> None:
    async with room() as here:
        await here.say("delete it")
        assert await here.say("a pony") == "Please say yes or no. Shall I really?"
        assert await here.say("two ponies") == "I have left it as it was."


async def test_a_command_instead_of_a_yes_is_done_and_nothing_is_deleted() -> None:
    async with room() as here:
        await here.say("delete it")
        assert await here.say("what time is it") == "Noon."
        assert "cannot" in await here.say("yes")


async def test_a_yes_before_the_question_was_heard_does_not_count() -> None:
    async with room() as here:
        first = here.begin("delete it")
        await asyncio.sleep(0.5)  # the question is being said
        early = here.begin("yes")
        await early.finished.wait()
        await first.finished.wait()
        assert not early.did
        assert await here.say("yes") == "Deleted.", "now it was heard"


async def test_a_yes_that_waited_in_the_queue_since_before_does_not_count() -> None:
    async with room() as here:
        first = here.begin("delete it")
        await asyncio.sleep(0.5)  # the question is being said, and the other workers get busy
        others = [here.begin(text) for text in ("dawdle", "dawdle", "yes")]
        for turn in (first, *others):
            await turn.finished.wait()
        assert not any(turn.did for turn in others)
        assert await here.say("yes") == "Deleted."


async def test_of_two_answers_at_once_the_first_counts() -> None:
    async with room() as here:
        await here.say("name it")
        turns = [here.begin(text) for text in ("Anna", "Bob")]
        for turn in turns:
            await turn.finished.wait()
        assert [turn.did.get("on") for turn in turns] == ["Anna", None]


async def test_a_question_that_was_cut_short_is_not_waited_for() -> None:
    async with room() as here:
        first = here.begin("guard it")
        await asyncio.sleep(0.5)
        here.pipeline.interrupt()
        await first.finished.wait()
        await asyncio.sleep(0.1)
        assert ended == ["guard"]
        assert "cannot" in await here.say("swordfish")


async def test_three_questions_in_a_row() -> None:
    async with room() as here:
        told = [await here.say(text) for text in ("plan a trip", "Rome!", "Tomorow.", "a n n a")]
        assert told == ["Where to?", "When?", "With whom?", "To Rome tomorrow with anna."]


@pytest.mark.parametrize("said", ["never mind", "Cancel that.", "No, forget it"])
async def test_who_would_rather_not_answer_says_so(said: str) -> None:
    async with room() as here:
        await here.say("name it")
        assert await here.say(said) == "All right."
        assert here.did == {}
        await here.say("guard it")
        assert await here.say(said) == "Then not."


async def test_stop_is_urgent_even_when_a_skill_waits() -> None:
    async with room() as here:
        await here.say("guard it")
        assert await here.say("Stop!") == "Stopped."
        await asyncio.sleep(0.1)
        assert ended == ["guard"]


async def test_silence_ends_the_skill_and_nothing_is_said() -> None:
    async with room() as here:
        await here.say("guard it")
        await asyncio.sleep(14)
        assert ended == []
        await asyncio.sleep(1.1)
        assert ended == ["guard"]
        assert here.voice.said == ["What is the word?"]
        assert "cannot" in await here.say("swordfish")


async def test_who_is_still_speaking_when_the_time_is_over_is_heard_out() -> None:
    async with room() as here:
        await here.say("name it")
        here.around.speaking = True
        await asyncio.sleep(20)
        here.around.speaking = False
        assert await here.say("Anna") == "It is called Anna."


async def test_a_yes_that_was_hardly_heard_is_no_yes() -> None:
    async with room() as here:
        await here.say("delete it")
        assert await here.say("yes", confidence=0.3) == "Please say yes or no. Shall I really?"
        assert await here.say("yes", confidence=0.9) == "Deleted."


async def test_a_name_that_sounds_like_a_command_is_a_name() -> None:
    async with room() as here:
        await here.say("name it")
        assert await here.say("Scot") == "It is called Scot."


async def test_two_sessions_do_not_answer_for_each_other() -> None:
    async with room() as here:
        await here.say("name it", "kitchen")
        await here.say("delete it", "office")
        assert "cannot" in await here.say("yes", "hall")
        assert await here.say("yes", "kitchen") == "It is called yes."
        assert await here.say("yes", "office") == "Deleted."


async def test_a_timer_that_rings_in_between_changes_nothing() -> None:
    async with room() as here:
        await here.say("delete it")
        await here.pipeline.tell("Your timer is done.")
        assert await here.say("yes") == "Deleted."


async def test_a_skill_that_hangs_after_the_answer_is_ended_with_its_turn() -> None:
    async with room(limit_s=3) as here:
        await here.say("think about it")
        assert "too long" in await here.say("ponies")
        assert ended == ["think"]
        assert await here.say("what time is it") == "Noon."


async def test_a_time_limit_of_the_skill_itself_hurts_nobody_else() -> None:
    async with room() as here:
        await here.say("wait for it")
        await asyncio.sleep(6)
        assert ended == ["wait"]
        assert await here.say("what time is it") == "Noon."
        assert "cannot" in await here.say("ponies")


async def test_when_the_daemon_stops_who_waits_is_ended() -> None:
    async with room() as here:
        await here.say("guard it")
        await here.say("think about it", "office")
    assert ended == ["think"], "it was told, and had a moment to clean up"


async def test_a_newer_question_ends_an_older_one_in_the_same_session() -> None:
    async with room() as here:
        await here.say("guard it")
        here.begin("name it")  # it is the answer
        await asyncio.sleep(5)
        await here.say("delete it")
        assert await here.say("what time is it") == "Noon."
        assert await here.say("guard it") == "What is the word?"
        assert await here.say("tea") == "tea"


async def test_without_somebody_to_ask_a_skill_says_so() -> None:
    answerer = SkillAnswerer(SKILLS, NotingHouse(NOON))
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        pipeline = orchestrator(bus, scripted(NotingVoice(), [answerer]))
        running = group.create_task(pipeline.run(), name="pipeline")
        await asyncio.sleep(0)
        turn = pipeline.submit("name it")
        await turn.finished.wait()
        assert turn.task.result == "I would have to ask you something, and here I cannot."
        running.cancel()
