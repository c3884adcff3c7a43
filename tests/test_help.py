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

SKILLS = plugins.find(skills)


async def ask(text: str, known: list[SkillHelp] | None = None) -> str:
    """What is told."""
    around = NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC))
    around.known = plugins.helps(SKILLS) if known is None else known
    answer = SkillAnswerer(SKILLS, around).answer(VoiceTask("t", text, None, 0.0))
    assert answer, f"nobody understood {text!r}"
    assert answer.answerer == "help.tell_what_to_say"
    return "".join([piece async for piece in answer.pieces])


@pytest.mark.parametrize(
    "said",
    [
        "Help!", "Help me, please.", "What can I say?", "What can you do?", "what can I ask you",
        "What commands are there?", "what skills do you have",
    ],
)  # fmt: skip
async def test_it_tells_a_phrase_for_every_other_skill(said: str) -> None:
    told = await ask(said)
    assert told.startswith("You can say “")
    assert told.endswith("”.")
    phrases = re.findall("“([^”]+)”", told)
    answerer = SkillAnswerer(SKILLS, NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
    understood = [found.name for phrase in phrases if (found := answerer.templates.match(phrase))]
    assert understood == [one.name for one in SKILLS if one.name != "help.tell_what_to_say"]


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ([], "There is nothing you can ask for yet."),
        (["make tea"], "You can say “make tea”."),
        (["make tea", "drink tea"], "You can say “make tea”, or “drink tea”."),
    ],
)
async def test_with_few_skills_it_is_a_sentence_all_the_same(known: list[str], told: str) -> None:
    assert await ask("help", [SkillHelp(phrase, "Tea.", phrase) for phrase in known]) == told


def test_every_skill_says_what_it_is_for() -> None:
    assert all(one.summary.endswith(".") for one in plugins.helps(SKILLS))
