"""Days as they are said, counted from a given one: "tomorrow", "next friday", "the third of may"."""

import calendar
import re
from contextlib import suppress
from datetime import date, timedelta

_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_NAMED = {
    "today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2, "yesterday": -1,
    "the day before yesterday": -2,
}  # fmt: skip
_COUNTED = r"(a|an|\d{1,3}) (day|week|month|year)s?"
_MONTH = "|".join(_MONTHS)
_NTH = r"(\d{1,2})(?:st|nd|rd|th)"
_YEAR = r"(?: (\d{4}|20 \d\d))?"
WORDS = {
    *_WEEKDAYS, *_MONTHS, *" ".join(_NAMED).split(), "this", "coming", "next", "last", "in", "a", "an",
    "week",
    "weeks", "day", "days", "month", "months", "year", "years", "time", "from", "after", "now", "ago", "of",
    "second", "on",
}  # fmt: skip
"""All that a day can be made of, but for numbers."""
_SOONEST = 8
"""29 February may be as many years away."""


def day(words: list[str], today: date) -> date | None:
    """The day that these words are; numbers in digits ("24th"). None if they are none."""
    text = " ".join("2nd" if word == "second" and len(words) > 1 else word for word in words)
    if text in _NAMED:
        return today + timedelta(days=_NAMED[text])
    return _weekday(text, today) or _counted(text, today) or _in_month(text, today)


def _weekday(text: str, today: date) -> date | None:
    found = re.fullmatch(rf"(?:(this|this coming|coming|next|last) )?({'|'.join(_WEEKDAYS)})", text)
    if found is None:
        return None
    wanted = _WEEKDAYS[found[2]]
    if found[1] == "next":
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + wanted)
    if found[1] == "last":
        return today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
    return today + timedelta(days=(wanted - today.weekday()) % 7 or 7)


def _counted(text: str, today: date) -> date | None:
    """So long after today, or another day."""
    if found := re.fullmatch(r"next (week|month|year)", text):
        return _later(today, 1, found[1])
    if found := re.fullmatch(rf"in {_COUNTED}(?: time)?", text):
        return _later(today, _count(found[1]), found[2])
    if found := re.fullmatch(rf"{_COUNTED} (?:from|after) (.+)", text):
        start = today if found[3] in {"now", "today"} else day(found[3].removeprefix("on ").split(), today)
        return _later(start, _count(found[1]), found[2]) if start else None
    if found := re.fullmatch(rf"{_COUNTED} ago", text):
        return _later(today, -_count(found[1]), found[2])
    return None


def _count(word: str) -> int:
    return 1 if word in {"a", "an"} else int(word)


def _later(start: date, count: int, unit: str) -> date | None:
    """So many units later; the last day of a month where there is no such day."""
    if unit in {"day", "week"}:
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    if not date.min.year < year < date.max.year:
        return None
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _in_month(text: str, today: date) -> date | None:
    """A day of a month: with its name, or the next one of that number."""
    if found := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})", text):
        return _exact(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(rf"(?:the )?{_NTH}(?: of this month)?", text):
        return _next_of_number(int(found[1]), today)
    month_last = re.fullmatch(rf"(?:the )?(?:{_NTH}|(\d{{1,2}}))(?: of)? ({_MONTH}){_YEAR}", text)
    month_first = re.fullmatch(rf"({_MONTH}) (?:the )?(?:{_NTH}|(\d{{1,2}})){_YEAR}", text)
    if month_last:
        number, month, year = month_last[1] or month_last[2], month_last[3], month_last[4]
    elif month_first:
        number, month, year = month_first[2] or month_first[3], month_first[1], month_first[4]
    else:
        return None
    if year:
        return _exact(int(year.replace(" ", "")), _MONTHS[month], int(number))
    years = range(today.year, today.year + _SOONEST + 1)
    found_days = (_exact(one, _MONTHS[month], int(number)) for one in years)
    return next((one for one in found_days if one is not None and one >= today), None)


def _next_of_number(number: int, today: date) -> date | None:
    """The next day with this number in its month, today not among them."""
    for months in range(3):
        at = _later(today.replace(day=1), months, "month")
        found = _exact(at.year, at.month, number) if at else None
        if found is not None and found > today:
            return found
    return None


def _exact(year: int, month: int, number: int) -> date | None:
    """That day, None if there is none."""
    with suppress(ValueError):
        return date(year, month, number)
    return None
