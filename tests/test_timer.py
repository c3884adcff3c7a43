"""Timers: set as one says it, written down before it is confirmed."""

from datetime import UTC, datetime

import pytest

import skills
from jarvis import plugins
from jarvis.answerers import SkillAnswerer
from jarvis.errors import SkillError, StoreError
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from skills.timer import in_words

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def ask(text: str, around: NotingHouse) -> tuple[str, dict[str, str]]:
    """What is said, and the evidence."""
    answer = SkillAnswerer(plugins.find(skills), around).answer(VoiceTask("t", text, None, 0.0))
    assert answer, f"nobody understood {text!r}"
    assert answer.answerer == "timer.set_timer"
    return "".join([piece async for piece in answer.pieces]), answer.did


@pytest.mark.parametrize(
    ("said", "seconds", "length"),
    [
        ("Set a timer for ten minutes.", 600, "10 minutes"),
        ("set me a timer for 10 minutes", 600, "10 minutes"),
        ("Please start a 5-minute timer!", 300, "5 minutes"),
        ("another timer for half an hour", 1_800, "30 minutes"),
        ("set the timer to an hour and a half", 5_400, "1 hour and 30 minutes"),
        ("create a one hour timer", 3_600, "1 hour"),
        ("set a timer for twenty-five hours", 90_000, "25 hours"),
        ("Time ninety seconds.", 90, "1 minute and 30 seconds"),
        ("Wake me in a quarter of an hour.", 900, "15 minutes"),
        ("Could you remind me in 1 second?", 1, "1 second"),
    ],
)
async def test_a_timer_is_set_and_confirmed_with_its_length(said: str, seconds: int, length: str) -> None:
    around = NotingHouse(NOON)
    assert await ask(said, around) == (f"Timer set for {length}.", {"timer": "1", "duration": length})
    assert around.reminders == [(seconds, f"Your timer for {length} is done.")]


async def test_a_timer_of_no_length_is_not_set() -> None:
    around = NotingHouse(NOON)
    assert await ask("set a timer for zero minutes", around) == ("A timer needs at least one second.", {})
    assert around.reminders == []


async def test_each_timer_has_its_own_number() -> None:
    around = NotingHouse(NOON)
    numbers = [(await ask("set a timer for one minute", around))[1]["timer"] for _ in range(2)]
    assert numbers == ["1", "2"]


async def test_a_timer_that_could_not_be_written_down_is_not_confirmed() -> None:
    class FullHouse(NotingHouse):
        async def later(self, delay_s: float, text: str) -> int:
            raise StoreError(f"The disk is full; no room for {text} in {delay_s} s.")

    answer = SkillAnswerer(plugins.find(skills), FullHouse(NOON)).answer(
        VoiceTask("t", "set a timer for one minute", None, 0.0)
    )
    assert answer
    with pytest.raises(SkillError, match="disk is full"):
        await anext(answer.pieces)
    assert answer.did == {}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (60, "1 minute"),
        (61, "1 minute and 1 second"),
        (3_600, "1 hour"),
        (3_602, "1 hour and 2 seconds"),
        (3_690, "1 hour, 1 minute and 30 seconds"),
        (90_000, "25 hours"),
    ],
)
def test_a_length_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
