"""Timers: set as one says it, written down before it is confirmed."""

import asyncio

import pytest

from jarvis.errors import SkillError
from jarvis.testing import say
from skills import timer
from tests.promised import life

TIMERS = [timer.begin_timer, timer.set_timer]


@pytest.mark.parametrize(
    ("said", "seconds", "answer"),
    [
        ("Set a timer for ten minutes.", 600, "Timer set for 10 minutes."),
        ("set me a timer for 10 minutes", 600, "Timer set for 10 minutes."),
        ("Please start a 5-minute timer!", 300, "Timer set for 5 minutes."),
        ("another timer for half an hour", 1_800, "Timer set for 30 minutes."),
        ("set the timer to an hour and a half", 5_400, "Timer set for 1 hour and 30 minutes."),
        ("set a timer for twenty-five hours", 90_000, "Timer set for 25 hours."),
        ("Time ninety seconds.", 90, "Timer set for 1 minute and 30 seconds."),
        ("Wake me in a quarter of an hour.", 900, "Timer set for 15 minutes."),
        ("Could you remind me in 1 second?", 1, "Timer set for 1 second."),
        ("Set a pasta timer for ten minutes.", 600, "Pasta timer set for 10 minutes."),
        ("start a 5 minute timer for the eggs", 300, "Eggs timer set for 5 minutes."),
        ("set a timer called rice for an hour", 3_600, "Rice timer set for 1 hour."),
        ("set a new timer for a minute", 60, "Timer set for 1 minute."),
    ],
)
async def test_a_timer_is_set_and_confirmed_with_its_length(said: str, seconds: int, answer: str) -> None:
    async with life() as jarvis:
        assert await jarvis.ask(said) == answer
        assert (jarvis.did["what"], jarvis.did["on"], jarvis.did["id"]) == ("timer set", "timer 1", "1")
        assert [one.left_s for one in await jarvis.reminders.all("timer")] == [seconds]


@pytest.mark.parametrize(
    "said",
    ["set a timer", "Could you set up a timer for me?", "create a new timer", "I need a timer set please"],
)
async def test_how_long_is_asked_for_if_it_was_not_said(said: str) -> None:
    asked = await say(said, skills=TIMERS)
    assert (asked.asks, asked.answer) == (True, "For how long?")
    assert (await asked.say("ten minutes, please")).answer == "Timer set for 10 minutes."


async def test_what_is_no_length_of_time_sets_no_timer() -> None:
    asked = await say("set a timer", skills=TIMERS)
    answered = await asked.say("as blue as the sky")
    assert answered.answer == "I do not know how long that is: as blue as the sky."
    assert answered.did == {}


async def test_a_timer_of_no_length_is_not_set() -> None:
    async with life() as jarvis:
        assert await jarvis.ask("set a timer for zero minutes") == "A timer needs at least one second."
        assert jarvis.did == {}


async def test_a_timer_that_could_not_be_written_down_is_not_confirmed() -> None:
    async with life() as jarvis:
        await jarvis.store.write("PRAGMA query_only = ON")
        with pytest.raises(SkillError, match="readonly"):
            await jarvis.ask("set a timer for one minute")


async def test_an_evening_in_the_kitchen() -> None:
    async with life() as jarvis:
        assert await jarvis.ask("how much time is left") == "There is no timer."
        await jarvis.ask("set a pasta timer for ten minutes")
        await jarvis.ask("set a timer for half an hour")
        await asyncio.sleep(400)
        assert await jarvis.ask("how much time is left on the pasta timer") == (
            "Pasta timer: 3 minutes and 20 seconds left."
        )
        assert await jarvis.ask("what timers do I have") == (
            "There are 2 timers: number 1, pasta, 3 minutes and 20 seconds left; and number 2, 30 minutes, "
            "23 minutes and 20 seconds left."
        )
        assert (await jarvis.ask("add five minutes")).startswith("Which one? There are 2 timers: ")
        assert await jarvis.ask("add five minutes to the pasta timer") == (
            "Now the pasta timer has 8 minutes and 20 seconds left."
        )
        assert await jarvis.ask("take 1 minute off timer number 2") == (
            "Now the 29 minute timer has 22 minutes and 20 seconds left."
        )
        assert (jarvis.did["what"], jarvis.did["before"]) == (
            "timer shortened",
            "23 minutes and 20 seconds",
        )
        assert (await jarvis.ask("pause timer number 2")).startswith("The 29 minute timer is paused with 22")
        assert await jarvis.ask("pause timer number 2") == "It is paused already."
        await asyncio.sleep(510)
        assert jarvis.texts == ["Your pasta timer is done."]
        assert "22 minutes and 20 seconds left" in await jarvis.ask("resume the timer")
        assert await jarvis.ask("stop the timer") == "The 29 minute timer is cancelled."
        assert (await jarvis.ask("restore the timer")).startswith("The 29 minute timer is back: 22 minutes")
        assert await jarvis.ask("extend the timer by an hour") == (
            "Now the 1 hour and 29 minute timer has 1 hour, 22 minutes and 20 seconds left."
        )
        with pytest.raises(SkillError, match="not so much time left"):
            await jarvis.ask("shorten the timer by ten hours")


async def test_all_of_them_can_be_cancelled_and_are_back_together() -> None:
    async with life() as jarvis:
        for length in ("one minute", "two minutes"):
            await jarvis.ask(f"set a timer for {length}")
        assert await jarvis.ask("cancel all timers") == "2 timers are cancelled."
        assert await jarvis.ask("cancel the timer") == "There is no timer."
        assert await jarvis.ask("restore the timers") == "2 timers are back."
        assert await jarvis.ask("cancel timer number two") == "The 2 minute timer is cancelled."
        assert await jarvis.ask("cancel the 1 minute timer") == "The 1 minute timer is cancelled."
