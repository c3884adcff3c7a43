"""The time and the date, asked for in many ways."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from skills.clock import UNKNOWN

HERE = ZoneInfo("Europe/Rome")
NOON = datetime(2026, 5, 4, 12, tzinfo=HERE)
in_threads = pytest.mark.real_time  # the tz database is read in one


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


@in_threads
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("What time is it in Tokyo?", "In Tokyo it is 7 PM."),
        ("what time is it right now in New York", "In New York it is 6 AM."),
        ("what's the time in São Paulo", "In São Paulo it is 7 AM."),
        ("tell me the time in India", "In India it is 3:30 PM."),
        ("what's the local time in the United Kingdom", "In the United Kingdom it is 11 AM."),
        ("what time is it in Auckland", "In Auckland it is 10 PM."),
        ("What time is it in Honolulu?", "In Honolulu it is 12 AM."),
        ("what time is it in narnia", UNKNOWN),
    ],
)
async def test_the_time_elsewhere(said: str, told: str) -> None:
    assert await ask(said, NOON) == ("clock.time_in", told)


@in_threads
async def test_another_day_is_told_with_it() -> None:
    late = datetime(2026, 5, 4, 23, tzinfo=HERE)
    assert (await ask("what time is it in Sydney", late))[1] == "In Sydney it is 7 AM on Tuesday."


@in_threads
async def test_a_country_with_several_times_is_not_given_one() -> None:
    assert (await ask("what time is it in America", NOON))[1] == (
        "In America it is between 12 AM and 6 AM, by the place. Ask me for a city."
    )


@in_threads
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("how many hours ahead is Tokyo", "Tokyo is 7 hours ahead."),
        ("what's the time difference to new york", "New York is 6 hours behind."),
        ("how many hours is India ahead of us", "India is 3 hours and 30 minutes ahead."),
        ("what is the time difference to Germany", "Germany has the same time as you."),
        ("how far ahead is Canada", "Canada has 6 time zones. Ask me for a city."),
        ("how far ahead is narnia", UNKNOWN),
    ],
)
async def test_the_time_difference(said: str, told: str) -> None:
    assert await ask(said, NOON) == ("clock.tell_difference", told)
