"""Quiet hours follow the clock on the wall, past midnight and in the nights when it is changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.quiet import QuietHours

NIGHT, NOON = QuietHours("22:00", "07:00", 40), QuietHours("12:00", "14:30")
BERLIN = ZoneInfo("Europe/Berlin")


def at(clock: str, day: str = "2026-05-01") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        (NIGHT, "21:59:59", False),
        (NIGHT, "22:00:00", True),
        (NIGHT, "00:00:00", True),
        (NIGHT, "06:59:59", True),
        (NIGHT, "07:00:00", False),
        (NOON, "11:59:59", False),
        (NOON, "12:00:00", True),
        (NOON, "14:30:00", False),
        (QuietHours(), "03:00:00", False),
    ],
)
def test_from_the_first_minute_to_the_last(hours: QuietHours, clock: str, *, quiet: bool) -> None:
    assert hours.active(at(clock)) is quiet


@pytest.mark.parametrize(("day", "lasts_h"), [("2026-03-29", 8), ("2026-10-25", 10), ("2026-05-01", 9)])
def test_nights_in_which_the_clock_changes_are_shorter_or_longer(day: str, lasts_h: int) -> None:
    began = (at("22:00", day) - timedelta(days=1)).astimezone(UTC)
    moments = [(began + timedelta(minutes=5 * step)).astimezone(BERLIN) for step in range(12 * 12)]
    quiet = [moment for moment in moments if NIGHT.active(moment)]
    assert quiet == moments[: lasts_h * 12]  # one stretch, without a gap


@given(st.times(), st.times(), st.times())
def test_two_stretches_make_a_day(begins: object, ends: object, now: object) -> None:
    first, second = str(begins)[:5], str(ends)[:5]
    moment = at(str(now))
    if first != second:
        assert QuietHours(first, second).active(moment) is not QuietHours(second, first).active(moment)


def test_answers_are_soft_then_and_it_is_told_until_when() -> None:
    assert (NIGHT.volume_percent(at("23:00")), NIGHT.until(at("23:00"))) == (40, "07:00")
    assert NIGHT.volume_percent(at("23:00"), usual=20) == 20
    assert (NIGHT.volume_percent(at("12:00")), NIGHT.until(at("12:00"))) == (100, "")


def test_other_hours_count_at_once() -> None:
    hours = QuietHours()
    hours.apply("12:00", "13:00", 10)
    assert (hours.active(at("12:30")), hours.volume_percent(at("12:30"))) == (True, 10)
    hours.apply("", "", 10)
    assert not hours.active(at("12:30"))
