"""Telling Jarvis that it was wrong to wake, or that it should have."""

from datetime import UTC, datetime

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from skills.wake import NOTHING

SKILLS = plugins.find(skills)
WAKE = "the “hey jarvis” 12 seconds ago"


async def say(text: str, last_wake: str = WAKE) -> tuple[str, str, dict[str, str], list[bool]]:
    """Who answered, what, with what evidence, and what was noted."""
    house = NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC))
    house.last_wake = last_wake
    answer = SkillAnswerer(SKILLS, house).answer(VoiceTask("t", text, None, 0.0))
    assert answer, f"nobody understood {text!r}"
    return answer.answerer, "".join([piece async for piece in answer.pieces]), answer.did, house.judged


@pytest.mark.parametrize(
    "said",
    [
        "That was wrong.", "that was wrong", "That was not me!", "That wasn't me.", "It wasn't me.",
        "I did not call you.", "I didn't call you", "I didn't mean you", "I wasn't talking to you.",
        "That wasn't for you.", "Nobody called you.", "I did not wake you",
    ],
)  # fmt: skip
async def test_a_false_wake_is_noted(said: str) -> None:
    told = "Noted: the “hey jarvis” 12 seconds ago was a mistake."
    assert await say(said) == ("wake.was_wrong", told, {"wrong": WAKE}, [False])


@pytest.mark.parametrize(
    "said", ["That was me.", "It was me", "I called you.", "I did call you!", "I was talking to you."]
)
async def test_a_call_that_was_missed_is_noted(said: str) -> None:
    told = "Noted: the “hey jarvis” 12 seconds ago was you."
    assert await say(said) == ("wake.was_me", told, {"me": WAKE}, [True])


@pytest.mark.parametrize("said", ["That was wrong.", "That was me."])
async def test_with_nothing_to_correct_nothing_is_claimed(said: str) -> None:
    _, told, did, noted = await say(said, last_wake="")
    assert (told, did, noted) == (NOTHING, {}, [])


@pytest.mark.parametrize(
    "said", ["that was great", "was that wrong", "that is wrong", "call me", "it was you"]
)
def test_other_remarks_are_not_for_it(said: str) -> None:
    house = NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC))
    found = SkillAnswerer(SKILLS, house).answer(VoiceTask("t", said, None, 0.0))
    assert found is None or not found.answerer.startswith("wake.")
