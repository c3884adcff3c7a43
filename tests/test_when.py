"""Times and dates as people say them. "Now" is a Saturday in November, ten to three in the afternoon."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.when import length, read_date, read_datetime, read_time

NOW = datetime(2026, 11, 21, 14, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("half past seven", "19:30"),
        ("7:30 pm", "19:30"),
        ("7:30pm", "19:30"),
        ("quarter to nine", "20:45"),
        ("noon", "12:00"),
        ("seven in the evening", "19:00"),
        ("a quarter past one", "01:15"),
        ("quarter to one", "00:45"),
        ("half seven", "19:30"),
        ("seven oh five", "19:05"),
        ("12 am", "00:00"),
        ("12:30 p.m.", "12:30"),
        ("seven thirty", "19:30"),
        ("seven o'clock", "19:00"),
        ("7 o clock", "19:00"),
        ("ten to midnight", "23:50"),
        ("midnight", "00:00"),
        ("twelve", "00:00"),
        ("twenty past six", "18:20"),
        ("five minutes to four", "15:55"),
        ("three", "15:00"),
        ("two", "02:00"),
        ("19:30", "19:30"),
        ("five in the morning", "05:00"),
        ("three at night", "03:00"),
        ("eleven at night", "23:00"),
        ("twenty one thirty", "21:30"),
        ("at nine", "21:00"),
        ("10:05", "22:05"),
        ("half past 2", "02:30"),
    ],
)
def test_a_time_is_the_next_one_that_comes(said: str, meant: str) -> None:
    assert read_time(said, NOW) == time.fromisoformat(meant)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "at",
        "thirty",
        "25:00",
        "13 pm",
        "7:75",
        "half to nine",
        "ten",
        "minus seven",
        "tomorrow",
        "a pony",
        "zero past seven",
        "seven seven",
        "sixty past three",
    ],
)
def test_what_is_no_time_is_none(said: str) -> None:
    assert (read_time(said, NOW) is None) is (said != "ten")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tomorrow at nine", "2026-11-22 09:00"),
        ("friday at half past seven", "2026-11-27 07:30"),
        ("in two hours", "2026-11-21 16:50"),
        ("in half an hour", "2026-11-21 15:20"),
        ("in an hour and a half", "2026-11-21 16:20"),
        ("in one hour and ten minutes", "2026-11-21 16:00"),
        ("in two point five hours", "2026-11-21 17:20"),
        ("three hours from now", "2026-11-21 17:50"),
        ("tomorrow morning at eight", "2026-11-22 08:00"),
        ("ten past eight tomorrow morning", "2026-11-22 08:10"),
        ("tonight at nine", "2026-11-21 21:00"),
        ("tomorrow at noon", "2026-11-22 12:00"),
        ("at 7:30 pm tomorrow", "2026-11-22 19:30"),
        ("at five pm", "2026-11-21 17:00"),
        ("at quarter to nine", "2026-11-21 20:45"),
        ("this evening at seven", "2026-11-21 19:00"),
        ("on december 24 at 6 pm", "2026-12-24 18:00"),
        ("monday at ten fifteen", "2026-11-23 10:15"),
        ("at midnight", "2026-11-22 00:00"),
        ("at seven", "2026-11-21 19:00"),
        ("at two", "2026-11-22 02:00"),
        ("next tuesday at 4 pm", "2026-11-24 16:00"),
        ("on the fifth at noon", "2026-12-05 12:00"),
        ("tomorrow at three", "2026-11-22 15:00"),
        ("tomorrow", "2026-11-22 09:00"),
        ("tomorrow evening", "2026-11-22 19:00"),
        ("in two days", "2026-11-23 14:50"),
        ("in two days at nine", "2026-11-23 09:00"),
        ("today at nine", "2026-11-21 21:00"),
        ("at nine on friday", "2026-11-27 09:00"),
        ("seven in the morning on the third of may", "2027-05-03 07:00"),
        ("yesterday at nine am", "2026-11-20 09:00"),
        ("next week", "2026-11-28 09:00"),
    ],
)
def test_a_moment_is_a_day_and_a_time(said: str, meant: str) -> None:
    assert read_datetime(said, NOW) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "a pony",
        "many",
        "thirty",
        "february thirtieth",
        "at 25 o'clock",
        "the milk",
        "may",
        "second",
        "sunday best",
        "march in the parade",
        "in ponies",
        "tomorrow tomorrow",
        "in minus two hours",
        "on",
        "at",
        "in",
        "from now",
        "at tomorrow seven friday",
        "tomorrow at nine at ten",
        "in two hours at nine",
    ],
)
def test_what_is_no_moment_is_none(said: str) -> None:
    assert read_datetime(said, NOW) is None
    assert read_date(said, NOW) is None


def test_a_day_is_read_with_or_without_its_on() -> None:
    assert read_date("on the third of may", NOW) == read_date("May 3rd", NOW) == date(2027, 5, 3)
    assert read_date("December twenty fourth", NOW) == date(2026, 12, 24)


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    zurich = ZoneInfo("Europe/Zurich")
    before = datetime(2027, 3, 27, 12, tzinfo=zurich)  # that night an hour is lost
    found = read_datetime("tomorrow at nine", before)
    assert found
    assert (found.hour, found.utcoffset()) == (9, timedelta(hours=2))
    later = read_datetime("in 24 hours", before)
    assert later
    assert (later - before.astimezone(UTC), later.hour) == (timedelta(hours=24), 13)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(0, 23), st.integers(1, 59))  # noqa: DTZ001 - it gets its zone
@settings(deadline=None)
def test_a_time_of_day_is_less_than_a_day_away(at: datetime, hour: int, minute: int) -> None:
    now = at.replace(tzinfo=UTC)
    found = read_datetime(f"at {hour}:{minute:02}", now)
    assert found
    assert timedelta() < found - now.replace(second=0, microsecond=0) <= timedelta(days=1)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_whatever_is_said_does_not_hurt(text: str) -> None:
    for read in (read_time, read_date, read_datetime):
        read(text, NOW)


def test_a_length_of_time_is_added_up() -> None:
    assert length("1 hour and 2 minutes 3 seconds") == timedelta(seconds=3723)
    assert length("2 and a half hours") == timedelta(hours=2.5)
    assert (length(""), length("a pony"), length("minutes")) == (None, None, None)
