"""The skills as the pipeline sees them."""

from datetime import UTC, datetime

import pytest

from jarvis import skill
from jarvis.answerers import SkillAnswerer
from jarvis.due_times import Clocks
from jarvis.errors import SkillError
from jarvis.events import TaskFinished
from jarvis.plugins import Reply, Skill, house, later
from jarvis.ports import Said
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import NotingHouse

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CLOCKS = Clocks(NOON.timestamp, lambda: 0.0)


@skill("play {song}", example="play something")
async def play(song: str) -> Reply:
    """Play music."""
    return Reply(f"Playing {song}.", did={"song": song})


@skill("stop", priority=Priority.CRITICAL)
async def stop() -> str:
    """Be silent."""
    return "Silent." if house().stop_speaking() else "I said nothing."


@skill("remind me")
async def remind() -> str:
    """Remind of tea."""
    return f"Reminder {await later(60, 'Tea.')}, set at {house().now():%H:%M}."


SKILLS: list[Skill] = [one.__jarvis_skill__ for one in (play, stop, remind)]  # type: ignore[attr-defined]


def asking(text: str) -> VoiceTask:
    return VoiceTask("voice_1_0", text, None, 0.0)


async def test_the_skill_whose_phrase_was_said_answers_and_gives_evidence() -> None:
    answer = SkillAnswerer(SKILLS, NotingHouse(NOON)).answer(asking("Please play the blues!"))
    assert answer
    assert (answer.answerer, answer.did) == ("test_answerers.play", {})  # nothing was done yet
    assert [piece async for piece in answer.pieces] == ["Playing the blues."]
    assert answer.did == {"song": "the blues"}


def test_what_no_skill_understands_is_left_to_the_next() -> None:
    answerer = SkillAnswerer(SKILLS, NotingHouse(NOON))
    assert answerer.answer(asking("open the pod bay doors")) is None
    assert answerer.priority("open the pod bay doors") is None


def test_a_skill_can_make_its_requests_urgent() -> None:
    answerer = SkillAnswerer(SKILLS, NotingHouse(NOON))
    assert answerer.priority("stop") is Priority.CRITICAL
    assert answerer.priority("play stop") is None


def finished(turn: str, answer: str) -> TaskFinished:
    """All of an answer was heard."""
    return TaskFinished(turn=turn, status="completed", answer=answer, did={}, pieces=1)


class Desk:
    """Skills that are asked at moments the test chooses."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.answerer = SkillAnswerer(SKILLS, NotingHouse(NOON), lambda: self.now_s)
        self.answerer.load()

    async def said(self, text: str, confidence: float | None = None) -> str:
        """The answer, "" if no skill has one."""
        task = asking(text)
        task.confidence = confidence
        answer = self.answerer.answer(task)
        heard = "".join([piece async for piece in answer.pieces]) if answer else ""
        self.answerer.question.finished(finished(task.task_id, heard))
        return heard


@pytest.mark.parametrize("heard", ["Stop.", "stopp", "Stob.", "Shtop", "remind he", "We mind me."])
async def test_a_command_that_was_misheard_a_little_is_understood(heard: str) -> None:
    assert await Desk().said(heard) in {"Silent.", "Reminder 1, set at 12:00."}


async def test_a_misheard_stop_is_as_urgent_as_a_stop() -> None:
    assert Desk().answerer.priority("Stob.") is Priority.CRITICAL


@pytest.mark.parametrize("heard", ["don't stop", "do not remind me", "bus stop café", "the quick brown fox"])
async def test_what_means_something_else_is_no_command(heard: str) -> None:
    assert await Desk().said(heard) == ""


async def test_what_may_have_been_meant_is_asked_and_a_yes_does_it() -> None:
    desk = Desk()
    assert await desk.said("stopped") == "Did you say “stop”?"
    assert await desk.said("Yes, please.") == "Silent."
    assert await desk.said("yes") == "", "it was asked once"


async def test_a_no_does_nothing_and_asks_to_say_it_again() -> None:
    desk = Desk()
    await desk.said("stopped")
    assert await desk.said("No.") == "Sorry. Please say it again."
    assert await desk.said("yes") == ""


async def test_who_asks_for_something_else_is_answered_and_the_question_is_forgotten() -> None:
    desk = Desk()
    await desk.said("stopped")
    assert await desk.said("play the blues") == "Playing the blues."
    assert await desk.said("yes") == ""


async def test_what_somebody_else_surely_understands_is_not_asked_about() -> None:
    desk = Desk()
    desk.answerer.elsewhere = lambda text: text == "stopped"
    assert await desk.said("stopped") == ""
    assert await desk.said("stop") != "", "a command stays one"


async def test_a_yes_that_comes_much_later_belongs_to_something_else() -> None:
    desk = Desk()
    await desk.said("stopped")
    desk.now_s = 15
    assert await desk.said("yes") == ""


async def test_what_the_engine_is_not_sure_of_is_asked_about_before_it_is_done() -> None:
    desk = Desk()
    assert await desk.said("stop", 0.4) == "Did you say “stop”?"
    assert await desk.said("yes", 0.9) == "Silent."
    assert await desk.said("stop", 0.5) == "Silent."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stop", Said.COMPLETE),
        ("remind be", Said.OPEN),
        ("remindme", Said.COMPLETE),
        ("play", Said.UNFINISHED),
        ("play the blues", Said.OPEN),
        ("play me a song by", Said.OPEN),
        ("hello", Said.OPEN),
        ("what is the", Said.UNFINISHED),
        ("remind me and", Said.UNFINISHED),
        ("remind me and then stop", Said.COMPLETE),
        ("remind me and play the blues", Said.OPEN),
    ],
)
def test_it_knows_whether_somebody_may_have_more_to_say(text: str, said: Said) -> None:
    assert Desk().answerer.said(text) is said


async def test_two_commands_are_done_in_one_sentence_and_are_as_urgent_as_the_more_urgent() -> None:
    desk = Desk()
    assert await desk.said("remind me and stop") == "Reminder 1, set at 12:00. Silent."
    assert desk.answerer.priority("remind me and stop") is Priority.CRITICAL


async def test_two_commands_the_engine_is_not_sure_of_are_asked_about_too() -> None:
    desk = Desk()
    assert await desk.said("remind me, and stop", 0.4) == "Did you say “remind me and stop”?"
    assert await desk.said("yes") == "Reminder 1, set at 12:00. Silent."


async def test_skills_come_and_go_while_it_answers() -> None:
    answerer = SkillAnswerer(SKILLS[:1], NotingHouse(NOON))
    answerer.load()
    assert answerer.answer(asking("stop")) is None
    await answerer.replace(SKILLS)
    assert answerer.priority("stop") is Priority.CRITICAL
    old = answerer.answer(asking("play the blues"))
    assert old is not None
    await answerer.replace(SKILLS[1:])
    assert answerer.answer(asking("play the blues")) is None
    assert [piece async for piece in old.pieces] == ["Playing the blues."], "it was understood before"
    broken = Skill("test.broken", ("[oops",), play, None, "oops")
    with pytest.raises(SkillError, match="cannot be read"):
        await answerer.replace([*SKILLS, broken])
    assert answerer.answer(asking("stop")) is not None
