"""Days as people say them: counted from today, by name, or in a month."""

from datetime import date

import pytest

from jarvis.calendar_words import day

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-21"), ("tomorrow", "2026-11-22"), ("the day after tomorrow", "2026-11-23"),
        ("yesterday", "2026-11-20"), ("friday", "2026-11-27"), ("saturday", "2026-11-28"),
        ("this sunday", "2026-11-22"), ("next friday", "2026-11-27"), ("last friday", "2026-11-20"),
        ("last saturday", "2026-11-14"), ("in 3 days", "2026-11-24"), ("in 2 weeks", "2026-12-05"),
        ("in a month", "2026-12-21"), ("in a year", "2027-11-21"), ("next week", "2026-11-28"),
        ("a week from tomorrow", "2026-11-29"), ("2 weeks from friday", "2026-12-11"), ("2 days ago",
        "2026-11-19"),
        ("the 3th of may", "2027-05-03"), ("may 3", "2027-05-03"), ("december 24", "2026-12-24"),
        ("24 december", "2026-12-24"), ("december 24th 20 28", "2028-12-24"), ("the second of may",
        "2027-05-02"),
        ("november 21", "2026-11-21"), ("the 1th", "2026-12-01"), ("the 31th", "2026-12-31"),
        ("february 29", "2028-02-29"), ("2026 12 24", "2026-12-24"),
    ],
)  # fmt: skip
def test_a_day_is_found(said: str, meant: str) -> None:
    assert str(day(said.split(), SATURDAY)) == meant


@pytest.mark.parametrize(
    "said",
    ["", "may", "second", "february 30", "december 32", "the 32th", "2026 13 1", "sunday best", "in days",
     "a week from nowhere", "week", "3", "in 99 ponies", "a week from " * 3, "february 29 2027"],
)  # fmt: skip
def test_what_is_no_day_is_none(said: str) -> None:
    assert day(said.split(), SATURDAY) is None


def test_next_monday_is_in_the_next_week_and_monday_the_one_that_comes() -> None:
    thursday = date(2026, 11, 19)
    assert day(["friday"], thursday) == date(2026, 11, 20)
    assert day(["next", "friday"], thursday) == date(2026, 11, 27)


def test_a_month_later_is_never_beyond_the_end_of_the_month() -> None:
    assert day(["in", "1", "month"], date(2027, 1, 31)) == date(2027, 2, 28)
