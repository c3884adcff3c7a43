"""What timers, alarms and the like are told in people's own words, and what is told nobody."""

from functools import cache

import pytest

import skills
from jarvis import plugins
from jarvis.templates import Templates


@cache
def known() -> Templates:
    templates = Templates()
    for one in plugins.find(skills):
        templates.add(one.name, list(one.phrases), one.places)
    return templates


@pytest.mark.parametrize(
    ("said", "skill"),
    [
        ("kick off a ten minute timer", "timer.set_timer"),
        ("i don't need the timer anymore", "timer.cancel_timer"),
        ("turn the timer off", "timer.cancel_timer"),
        ("the pasta needs two more minutes", "timer.extend_timer"),
        ("how far along is the timer", "timer.tell_left"),
        ("make sure i'm up by eight", "alarm.wake_me"),
        ("don't wake me tomorrow", "alarm.cancel_alarm"),
        ("would you mind turning off the alarm", "alarm.stop_alarm"),
        ("let me sleep a bit longer", "alarm.snooze"),
        ("don't let me forget to call dad at eight", "reminders.remind_me"),
        ("you don't need to remind me", "reminders.cancel_reminder"),
        ("stopwatch stop", "stopwatch.stop"),
        ("begin timing", "stopwatch.start"),
        ("that was wrong undo it", "again.undo"),
        ("that was wrong", "wake.was_wrong"),
        ("remind me what day it is", "clock.tell_date"),
    ],
)
def test_people_say_it_so(said: str, skill: str) -> None:
    found = known().match(said)
    assert found is not None
    assert found.name == skill


@pytest.mark.parametrize(
    "said",
    [
        "remind me who wrote hamlet",
        "the alarm at the bank went off",
        "tell me to do my homework",
        "i need to open an account",
    ],
)
def test_what_is_no_request_is_none(said: str) -> None:
    assert known().match(said) is None
