"""Times as one says them."""

from datetime import datetime, timedelta

import pytest

from jarvis.slots import read_datetime, read_length, read_time
from tests.promised import SATURDAY as NOW


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("seven", "19:00"), ("seven thirty", "19:30"),
        ("half past six", "18:30"), ("quarter to eight", "19:45"),
        ("ten past seven", "19:10"), ("7:30 pm", "19:30"), ("seven a m", "07:00"), ("7 a.m.", "07:00"),
        ("noon", "12:00"), ("midnight", "00:00"), ("7 in the evening", "19:00"), ("16:45", "16:45"),
        ("07:00", "07:00"), ("12 am", "00:00"), ("12 pm", "12:00"), ("six o'clock", "18:00"),
        ("nine at night", "21:00"), ("twenty twenty-five", "20:25"), ("two", "02:00"), ("four", "16:00"),
    ],
)  # fmt: skip
def test_a_time_is_read(said: str, time: str) -> None:
    found = read_time(said, NOW)
    assert found
    assert found.isoformat("minutes") == time


@pytest.mark.parametrize(
    "said", ["", "banana", "24", "99", "sixty", "7:61", "half past", "five minutes", "25:00"]
)
def test_what_is_no_time_is_none(said: str) -> None:
    assert read_time(said, NOW) is None


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("tomorrow at nine", "2026-11-22T09:00"), ("at nine tomorrow", "2026-11-22T09:00"),
        ("on monday at 9", "2026-11-23T09:00"), ("tonight at eight", "2026-11-21T20:00"),
        ("tonight", "2026-11-21T21:00"), ("in ten minutes", "2026-11-21T15:10"),
        ("in an hour and a half", "2026-11-21T16:30"), ("in half an hour", "2026-11-21T15:30"),
        ("in 1 hour and 5 minutes", "2026-11-21T16:05"), ("tomorrow morning", "2026-11-22T09:00"),
        ("the day after tomorrow at noon", "2026-11-23T12:00"), ("december 24", "2026-12-24T09:00"),
        ("on the 24th of december at 6 pm", "2026-12-24T18:00"), ("at 9", "2026-11-21T21:00"),
        ("this evening", "2026-11-21T19:00"), ("tomorrow evening at 8", "2026-11-22T20:00"),
        ("in two weeks", "2026-12-05T15:00"), ("saturday", "2026-11-28T09:00"),
        ("january 1", "2027-01-01T09:00"),
    ],
)  # fmt: skip
def test_a_moment_is_read(said: str, moment: str) -> None:
    assert read_datetime(said, NOW) == datetime.fromisoformat(moment).replace(tzinfo=NOW.tzinfo)


@pytest.mark.parametrize("said", ["", "mum", "february 30", "tomorrow at banana", "in a while", "this"])
def test_what_is_no_moment_is_none(said: str) -> None:
    assert read_datetime(said, NOW) is None


def test_a_length_is_read() -> None:
    assert read_length("a quarter of an hour") == timedelta(minutes=15)
    assert read_length("two hours, ten minutes and five seconds") == timedelta(hours=2, minutes=10, seconds=5)
    assert read_length("soon") is None
