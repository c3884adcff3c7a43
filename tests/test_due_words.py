"""How times and lengths are said, and which one of several is meant."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jarvis.due_words import (
    choose,
    days_in_words,
    due_text,
    in_words,
    missed_text,
    moment_in_words,
    together,
)
from jarvis.household import Due
from tests.promised import SATURDAY as NOW

TEA = Due(1, "timer", 1, "tea", "", NOW + timedelta(minutes=3), 180, 180, "", paused=False)
TEN = Due(2, "timer", 2, "", "", NOW + timedelta(minutes=10), 600, 600, "", paused=False)
SEVEN = Due(3, "alarm", 1, "", "", NOW.replace(day=22, hour=7), 57_600, 0, "", paused=False)
MUM = Due(4, "reminder", 1, "", "to call mum", NOW.replace(hour=18), 10_800, 0, "", paused=False)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "no time"), (599.98, "10 minutes"),
        (1, "1 second"), (60, "1 minute"), (60.9, "1 minute and 1 second"),
        (3_600, "1 hour"),
        (3_602, "1 hour and 2 seconds"), (3_690, "1 hour, 1 minute and 30 seconds"), (90_000, "25 hours"),
    ],
)  # fmt: skip
def test_a_length_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-21T19:05", "at 7:05 PM"), ("2026-11-22T00:00", "tomorrow at 12 AM"),
        ("2026-11-20T12:00", "yesterday at 12 PM"), ("2026-11-27T07:00", "on Friday at 7 AM"),
        ("2026-12-24T18:30", "on December 24 at 6:30 PM"),
        ("2027-01-01T07:00", "on January 1, 2027, at 7 AM"),
    ],
)  # fmt: skip
def test_a_moment_is_said_as_seen_from_now(moment: str, words: str) -> None:
    assert moment_in_words(datetime.fromisoformat(moment).replace(tzinfo=NOW.tzinfo), NOW) == words


def test_days_are_said_as_people_say_them() -> None:
    assert [days_in_words(days) for days in ("", "0123456", "01234", "56", "04", "2")] == [
        *("", "every day", "on weekdays", "on weekends", "every Monday and Friday", "every Wednesday"),
    ]


def test_what_is_due_is_named() -> None:
    assert [due_text(one) for one in (TEA, TEN, SEVEN, MUM)] == [
        "Your tea timer is done.",
        "Your timer for 10 minutes is done.",
        "It is 7 AM. This is your alarm.",
        "This is your reminder to call mum.",
    ]
    many = [replace(TEA, name=f"n{number}") for number in range(7)]
    assert together(many).endswith("Your n4 timer is done. And 2 more.")


def test_what_was_missed_is_one_sentence() -> None:
    later = NOW.replace(day=22, hour=9)
    assert missed_text([SEVEN], "While I was off", later) == "While I was off, at 7 AM, your alarm was due."
    text = missed_text([TEN, MUM, *[TEA] * 6], "While the computer slept", later)
    assert text.startswith(
        "While the computer slept, 8 things came due: yesterday at 3:10 PM, your 10 minute timer ended; "
        "yesterday at 6 PM, your reminder to call mum was due; "
    )
    assert text.endswith("; and 3 more.")


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ("tea", [TEA]), ("the tea", [TEA]), ("number 2", [TEN]), ("number two", [TEN]), ("10 minute", [TEN]),
        ("all", [TEA, TEN]), ("last", [TEN]), ("next", [TEA]), ("two", [TEN]), ("called tea", [TEA]),
    ],
)  # fmt: skip
def test_the_one_that_is_meant_is_found(which: str, found: list[Due]) -> None:
    assert choose([TEA, TEN], which, "timer") == found


@pytest.mark.parametrize("which", ["seven", "7 am", "for seven", "at 7", "7 o'clock", ""])
def test_an_alarm_is_found_by_its_time(which: str) -> None:
    assert choose([SEVEN], which, "alarm") == [SEVEN]


@pytest.mark.parametrize("which", ["to call mum", "mum", "about mum"])
def test_a_reminder_is_found_by_its_words(which: str) -> None:
    assert choose([MUM], which, "reminder") == [MUM]


def test_what_is_unclear_is_said() -> None:
    assert choose([], "tea", "timer") == "There is no timer."
    assert choose([TEA], "egg", "timer") == "There is no timer like “egg”. There is number 1, the tea timer."
    assert choose([TEA, TEN], "", "timer") == (
        "Which one? There are 2 timers: number 1, the tea timer; number 2, the 10 minute timer."
    )
