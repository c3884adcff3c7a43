"""Alarms: set as one says it, rung until somebody stops them, on the days that were named."""

import asyncio
from datetime import datetime

import pytest

from skills.alarm import UNCLEAR, repeats
from tests.promised import BERLIN, World, life


@pytest.mark.parametrize(
    ("said", "answer", "rings", "days"),
    [
        ("Wake me at seven.", "tomorrow at 7 AM, in 16 hours", "2026-11-22T07:00", ""),
        (
            "wake me up tomorrow at half past six",
            "tomorrow at 6:30 AM, in 15 hours and 30 minutes",
            "2026-11-22T06:30",
            "",
        ),
        ("set an alarm for half past six on weekdays", "at 6:30 AM on weekdays", "2026-11-23T06:30", "01234"),
        ("set an alarm for seven", "at 7 PM, in 4 hours", "2026-11-21T19:00", ""),
        ("set an alarm for 7 a.m. every day", "at 7 AM every day", "2026-11-22T07:00", "0123456"),
        ("wake me every monday at six", "at 6 AM every Monday", "2026-11-23T06:00", "0"),
        (
            "set an alarm for nine on mondays and fridays",
            "at 9 AM every Monday and Friday",
            "2026-11-23T09:00",
            "04",
        ),
        ("set a 16:45 alarm", "at 4:45 PM, in 1 hour and 45 minutes", "2026-11-21T16:45", ""),
    ],
)
async def test_an_alarm_is_set_as_one_says_it(said: str, answer: str, rings: str, days: str) -> None:
    async with life() as jarvis:
        assert await jarvis.ask(said) == f"Alarm set: {answer}."
        (one,) = await jarvis.reminders.all("alarm")
        assert (one.at.isoformat()[:16], one.days) == (rings, days)
        assert (jarvis.did["what"], jarvis.did["on"]) == ("alarm set", "alarm 1")


@pytest.mark.parametrize("said", ["set an alarm for banana", "wake me when it rains"])
async def test_what_is_no_time_sets_no_alarm(said: str) -> None:
    async with life() as jarvis:
        assert await jarvis.ask(said) == UNCLEAR
        assert jarvis.did == {}


async def test_a_morning() -> None:
    world = World(datetime(2026, 11, 23, 6, 45, tzinfo=BERLIN))
    async with life(world) as jarvis:
        assert await jarvis.ask("snooze") == "Nothing has rung just now."
        await jarvis.ask("wake me every weekday at seven")
        await asyncio.sleep(905)
        assert jarvis.texts == ["It is 7 AM. This is your alarm."]
        assert await jarvis.ask("snooze for five minutes") == "Again in 5 minutes."
        await asyncio.sleep(305)
        assert len(jarvis.said) == 2
        assert await jarvis.ask("stop the alarm") == "Good."
        await asyncio.sleep(600)
        assert len(jarvis.said) == 2
        assert await jarvis.ask("when is my next alarm") == "The next alarm rings at 7 AM on weekdays."
        assert await jarvis.ask("stop the alarm") == "The 7 AM alarm is cancelled."
        assert await jarvis.ask("restore the alarm") == "The 7 AM alarm is back: at 7 AM on weekdays."


async def test_alarms_are_listed_and_cancelled_by_time_number_or_name() -> None:
    async with life() as jarvis:
        await jarvis.ask("set an alarm called gym for 6 pm")
        await jarvis.ask("wake me at seven")
        assert await jarvis.ask("what alarms do I have") == (
            "There are 2 alarms: number 1, gym, at 6 PM; and number 2, tomorrow at 7 AM."
        )
        assert await jarvis.ask("cancel the alarm for seven") == "The 7 AM alarm is cancelled."
        assert await jarvis.ask("restore alarm number 2") == "The 7 AM alarm is back: tomorrow at 7 AM."
        assert await jarvis.ask("cancel alarm number one") == "The gym alarm is cancelled."
        assert await jarvis.ask("what alarms do I have") == "There is one alarm: tomorrow at 7 AM."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("seven every day", ("0123456", "seven")), ("every weekday at 7", ("01234", "7")),
        ("9 on weekends", ("56", "9")),
        ("at 7 on tuesdays and thursdays", ("13", "7")), ("seven", ("", "seven")),
        ("on friday at 7", ("", "on friday at 7")), ("every sunday at 8", ("6", "8")),
    ],
)  # fmt: skip
def test_the_days_are_taken_out_of_the_words(said: str, found: tuple[str, str]) -> None:
    assert repeats(said) == found
