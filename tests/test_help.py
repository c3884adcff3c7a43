"""What one can say to Jarvis: whatever it tells, it understands."""

import re
from datetime import UTC, datetime

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.household import SkillHelp
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from skills.help import MORE, SHOWN

SKILLS = plugins.find(skills)


async def ask(text: str, known: list[SkillHelp] | None = None, *, minute: int = 0) -> tuple[str, str]:
    """Who answers, and what is told."""
    around = NotingHouse(datetime(2026, 5, 4, 12, minute, tzinfo=UTC))
    around.known = plugins.helps(SKILLS) if known is None else known
    answer = SkillAnswerer(SKILLS, around).answer(VoiceTask("t", text, None, 0.0))
    assert answer, f"nobody understood {text!r}"
    return answer.answerer, "".join([piece async for piece in answer.pieces])


@pytest.mark.parametrize(
    "said",
    [
        "Help!", "Help me, please.", "What can I say?", "What can you do?", "what can I ask you",
        "What commands are there?", "what skills do you have",
    ],
)  # fmt: skip
async def test_it_tells_a_few_examples_of_different_kinds(said: str) -> None:
    who, told = await ask(said)
    assert who == "help.tell_what_to_say"
    *phrases, more = re.findall("“([^”]+)”", told)
    assert len(phrases) == SHOWN
    answerer = SkillAnswerer(SKILLS, NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
    understood = [found.name for phrase in phrases if (found := answerer.templates.match(phrase))]
    assert len({name.partition(".")[0] for name in understood}) == SHOWN, "each of another file"
    assert (await ask(more))[0] == "help.tell_about"


async def test_another_time_it_tells_others() -> None:
    assert len({(await ask("help", minute=minute))[1] for minute in range(4)}) > 1


def test_whatever_is_told_is_understood() -> None:
    answerer = SkillAnswerer(SKILLS, NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
    understood = {one.name: answerer.templates.match(one.example) for one in SKILLS}
    assert {name: match.name for name, match in understood.items() if match} == {
        name: name for name in understood
    }


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("What can I say about timers?", "set a timer for ten minutes"),
        ("help with my alarms", "wake me at seven"),
        ("what can you do with the stopwatch", "start the stopwatch"),
        ("what can I ask about the time difference", "what is the time difference to Tokyo"),
        ("what commands are there for shopping", "read my shopping list"),
    ],
)
async def test_all_about_one_subject(said: str, phrase: str) -> None:
    who, told = await ask(said)
    assert who == "help.tell_about"
    assert f"“{phrase}”" in told
    assert told.count("“") <= MORE


async def test_what_nobody_knows_about_is_said_with_what_there_is() -> None:
    _, told = await ask("what can I say about elephants")
    assert told.startswith(
        "I know nothing to say about elephants. Ask about again, alarm, calculator, clipboard,"
    )


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ([], "There is nothing you can ask for yet."),
        (["make tea"], "You can say “make tea”."),
        (["make tea", "drink tea"], "You can say “make tea”, or “drink tea”."),
    ],
)
async def test_with_few_skills_it_is_a_sentence_all_the_same(known: list[str], told: str) -> None:
    assert (await ask("help", [SkillHelp(f"tea.{phrase}", "Tea.", phrase) for phrase in known]))[1] == told


def test_every_skill_says_what_it_is_for() -> None:
    assert all(one.summary.endswith(".") for one in plugins.helps(SKILLS))
