"""The time and the date, asked for in many ways."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse

HERE = ZoneInfo("Europe/Rome")


async def ask(text: str, now: datetime) -> tuple[str, str]:
    """Who answers, and what."""
    answer = SkillAnswerer(plugins.find(skills), NotingHouse(now)).answer(VoiceTask("t", text, None, 0.0))
    assert answer, f"nobody understood {text!r}"
    return answer.answerer, "".join([piece async for piece in answer.pieces])


@pytest.mark.parametrize(
    "said",
    [
        "What time is it?", "what time is it right now", "What's the time?", "what is the time now",
        "Tell me the time, please.", "Jarvis, do you know what time it is?", "do you have the time",
        "what time do we have", "could you tell me what time it is",
    ],
)  # fmt: skip
async def test_the_time_can_be_asked_for_in_many_ways(said: str) -> None:
    afternoon = datetime(2026, 5, 4, 15, 7, tzinfo=HERE)
    assert await ask(said, afternoon) == ("clock.tell_time", "It is 3:07 PM.")


@pytest.mark.parametrize(
    ("hour", "minute", "told"),
    [
        (0, 0, "It is 12 AM."),
        (0, 5, "It is 12:05 AM."),
        (11, 59, "It is 11:59 AM."),
        (12, 0, "It is 12 PM."),
        (13, 0, "It is 1 PM."),
        (23, 59, "It is 11:59 PM."),
    ],
)
async def test_midnight_and_noon_are_told_apart(hour: int, minute: int, told: str) -> None:
    assert (await ask("what time is it", datetime(2026, 5, 4, hour, minute, tzinfo=HERE)))[1] == told


@pytest.mark.parametrize(
    "said",
    [
        "What day is it?", "what's the date", "What is to-day's date?", "What date is it to-day?",
        "what day is today", "what day of the week is it", "Tell me the date.", "say what day it is",
    ],
)  # fmt: skip
async def test_the_date_can_be_asked_for_in_many_ways(said: str) -> None:
    day = datetime(2026, 5, 4, 0, 30, tzinfo=HERE)  # it is still Sunday in Greenwich
    assert await ask(said, day) == ("clock.tell_date", "It is Monday, May 4, 2026.")
