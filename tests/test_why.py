"""Asked why it was slow, Jarvis tells where the time went."""

from datetime import UTC, datetime

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse

SKILLS = plugins.find(skills)


class SlowHouse(NotingHouse):
    """A house in which the last turn took its time."""

    def why(self) -> str:
        """Where it went."""
        return "It went into finding the answer."


def answerer() -> SkillAnswerer:
    return SkillAnswerer(SKILLS, SlowHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))


@pytest.mark.parametrize(
    "said",
    [
        "Why were you slow?", "why were you so slow", "Why are you slow today?", "why are you being slow",
        "Jarvis, why are you so slow now?", "why was that slow", "Why did that take so long?",
        "why did it take so long", "why did you take so long", "What took you so long?",
        "what took it so long", "what took that so long, please",
    ],
)  # fmt: skip
async def test_it_tells_where_the_time_went(said: str) -> None:
    asked = answerer()
    answer = asked.answer(VoiceTask("t", said, None, 0.0))
    assert answer, f"nobody understood {said!r}"
    assert answer.answerer == "why.tell_why"
    assert "".join([piece async for piece in answer.pieces]) == "It went into finding the answer."
    assert answer.did == {}
    assert asked.priority(said) is None  # it can wait


@pytest.mark.parametrize(
    "said",
    [
        "why", "why not", "why are you so loud", "why is the sky blue", "why are they slow",
        "how long did that take", "what took the dog so long", "why did that take", "what time is it",
    ],
)  # fmt: skip
def test_other_questions_are_not_for_it(said: str) -> None:
    found = answerer().answer(VoiceTask("t", said, None, 0.0))
    assert found is None or found.answerer != "why.tell_why"
