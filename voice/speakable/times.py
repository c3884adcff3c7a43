"""Times and dates: '3:07 p.m.', '15:30', '2026-11-21', 'Nov. 21, 2026'."""

import re

from voice.speakable.numbers import below_hundred, ordinal, spoken, year
from voice.speakable.rules import Rule, any_of, ends_text, firsts, row, rule

_MONTHS = row("January February March April May June July August September October November December")
_SHORT = {**{month[:3]: month for month in _MONTHS}, "Sept": "September"}
_SHORT.pop("May")
_DAYS = {"Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday",
         "Thurs": "Thursday", "Fri": "Friday"}  # fmt: skip
_HALF = r"(?:[ \u00a0]?([aApP])(?:\.[mM]\.?|[mM](?![\w])))"
_MONTH = rf"({any_of([*_MONTHS, *(f'{short}.' for short in _SHORT), *_SHORT])})"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? ([12]\d{3}))?(?![\w]|[.,:]\d)"
_LAST_MONTH, _LAST_DAY, _NOON = 12, 31, 12


def _half(found: re.Match[str], letter: str | None) -> str:
    """' p m' or ' a-m', with the full stop that ends the sentence too."""
    if not letter:
        return ""
    stop = found[0].endswith(".") and ends_text(found)
    # A lone "a" would be read as the article.
    return (" a-m" if letter in "aA" else " p m") + ("." if stop else "")


def clock(hour: int, minute: int, *, of_half: bool = False) -> str:
    """'three oh seven', 'fifteen thirty', 'three o'clock', 'midnight'."""
    if minute:
        return f"{below_hundred(hour)} {'oh ' if minute < 10 else ''}{below_hundred(minute)}"  # noqa: PLR2004
    if of_half:
        return below_hundred(hour)
    if not hour:
        return "midnight"
    return below_hundred(hour) + (" hundred" if hour > _NOON else " o'clock")


def _time(found: re.Match[str]) -> str:
    words = clock(int(found[1]), int(found[2]), of_half=bool(found[4]))
    if found[3]:
        second = int(found[3])
        words += f" and {below_hundred(second)} second{'' if second == 1 else 's'}"
    return words + _half(found, found[4])


def _hour(found: re.Match[str]) -> str:
    return below_hundred(int(found[1])) + _half(found, found[2])


def date(day: int, month: int, year_: str | None) -> str | None:
    """'the twenty-first of November twenty twenty-six'; None if there is no such day."""
    if not (1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH):
        return None
    return f"the {ordinal(day)} of {_MONTHS[month - 1]}" + (f" {year(int(year_))}" if year_ else "")


def _iso(found: re.Match[str]) -> str | None:
    said = date(int(found[3]), int(found[2]), found[1])
    return said and said + ("," if found[4] else "")


def _numeric(found: re.Match[str]) -> str | None:
    return date(int(found[1]), int(found[2]), found[3])


def _slashed(found: re.Match[str]) -> str:
    """Day first or month first: where it cannot be told, the numbers only."""
    first, second = int(found[1]), int(found[2])
    said = None
    if first > _LAST_MONTH or first == second:
        said = date(first, second, found[3])
    elif second > _LAST_MONTH:
        said = date(second, first, found[3])
    return said or f"{spoken(str(first))} {spoken(str(second))} {year(int(found[3]))}"


def _month(written: str) -> str:
    return _SHORT.get(written.rstrip("."), written.rstrip("."))


def _month_first(found: re.Match[str]) -> str | None:
    if not 1 <= int(found[2]) <= _LAST_DAY:
        return None
    return f"{_month(found[1])} {ordinal(int(found[2]))}" + (f", {year(int(found[3]))}" if found[3] else "")


def _day_first(found: re.Match[str]) -> str | None:
    if not 1 <= int(found[1]) <= _LAST_DAY:
        return None
    the = "" if found.string[max(found.start() - 4, 0) : found.start()].lower() == "the " else "the "
    return f"{the}{ordinal(int(found[1]))} of {_month(found[2])}" + (
        f" {year(int(found[3]))}" if found[3] else ""
    )


def _decade(found: re.Match[str]) -> str:
    words = year(int(found[1])) if len(found[1]) > 2 else below_hundred(int(found[1]))  # noqa: PLR2004
    return words[:-1] + "ies" if words.endswith("y") else words + "s"


def _with_stop(table: dict[str, str]) -> Rule:
    def say(found: re.Match[str]) -> str:
        return table[found[1]] + ("." if found[0].endswith(".") and ends_text(found) else "")

    return rule(firsts(table), rf"({any_of(table)})\.", say)


RULES: tuple[Rule, ...] = (
    rule("1", r"((?:1\d|20)\d0)'?s" + r"(?![\w])", _decade),
    rule("1", r"(?<=the )([2-9]0)'?s" + r"(?![\w])", _decade),
    rule("1", r"(?<=')([2-9]0)s" + r"(?![\w])", _decade),
    rule("1", r"([12]\d{3})-(\d\d)-(\d\d)(?:(T)(?=\d)|(?![\w-]))", _iso),
    rule("1", r"(\d{1,2})\.(\d{1,2})\.([12]\d{3})(?![\w]|\.\d)", _numeric),
    rule("1", r"(\d{1,2})/(\d{1,2})/([12]\d{3})(?![\w/])", _slashed),
    rule("1", rf"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{{1,9}})?)?{_HALF}?Z?(?![\w:])", _time),
    rule("1", rf"(0?[1-9]|1[0-2]){_HALF}", _hour),
    rule("1", rf"(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}{_YEAR}", _day_first),
    rule("1", r"(\d{1,3}):(\d{1,3})(?![\w:])", lambda found: f"{spoken(found[1])} to {spoken(found[2])}"),
    rule(firsts(_MONTHS), rf"{_MONTH} {_DAY}{_YEAR}", _month_first),
    _with_stop(_SHORT),
    _with_stop(_DAYS),
)
