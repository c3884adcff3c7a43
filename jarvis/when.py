"""Times and dates as they are said: "half past seven", "the third of may", "friday at nine".

A strict little grammar: what is not wholly a time or a date is none. `now` is handed in, with its zone.
Of the packages for this the best understood 39 of the 60 phrases in `tests/test_when.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from jarvis.calendar_words import WORDS, day
from jarvis.numerals import in_digits, number

MORNING = time(9)
"""A day without a time begins at nine."""
_PARTS = {"morning": 9, "afternoon": 15, "evening": 19, "night": 21}
"""A part of the day without a time begins at this hour."""
_FIRST_HOUR = 7
"""On another day than today "at three" is in the afternoon, and "at seven" in the morning."""
_LONGEST = 14
_UNITS_S = {"second": 1, "minute": 60, "hour": 3600}
_UNIT = r"(seconds?|minutes?|hours?)"
_WORDS = {
    *WORDS, *_PARTS, "at", "tonight", "noon", "midday", "midnight", "am", "pm", "o'clock", "oh", "o", "half",
    "quarter", "quarters", "past", "to", "before", "minute", "minutes", "hour", "hours", "seconds", "and",
    "point",
}  # fmt: skip
_NUMBER = re.compile(r"\d[\d:.]*(st|nd|rd|th)?")


_EXACT = re.compile(r"(\d{1,2})[:.](\d\d)")
_BESIDE = re.compile(r"(\d{1,2}) ([1-5]\d)")
_FIRST_MINUTES = re.compile(r"(\d{1,2}) (?:oh|o|0) ([1-9])")
_FULL = re.compile(r"(\d{1,2})(?: o'clock)?()")
_PAST = re.compile(
    r"(half|(?:a )?quarter|\d{1,2})(?: minutes?)?( past| after| to| before| of|)"
    r" (\d{1,2}|noon|midnight)(?: o'clock)?"
)


@dataclass(frozen=True)
class Clock:
    """A time as it was said; `sure` if it is known which half of the day is meant."""

    hour: int
    minute: int
    sure: bool

    def after(self, now: datetime) -> time:
        """The next such time that comes."""
        shown, found = now.time(), [time(self.hour, self.minute)]
        if not self.sure:
            found.append(time((self.hour + 12) % 24, self.minute))
        later = [one for one in found if one > shown]
        return min(later or found)

    def on(self, other: date, now: datetime) -> time:
        """Such a time on a day: the next one today, one in waking hours on another day."""
        if other == now.date():
            return self.after(now)
        at = time(self.hour, self.minute)
        return at if self.sure or self.hour >= _FIRST_HOUR else time(self.hour + 12, self.minute)


def read_time(text: str, now: datetime) -> time | None:
    """`text` as a time of day: "seven" is the next one that comes. None if it is no time."""
    found = _clock(_words(text))
    return found.after(now) if found else None


def read_date(text: str, now: datetime) -> date | None:
    """`text` as a day, None if it is none. "next friday" is that of next week, which begins on Monday."""
    return day(_without(_words(text), "on"), now.date())


def read_datetime(text: str, now: datetime) -> datetime | None:
    """`text` as a moment, in the zone of `now`; None if it is none."""
    words = _words(text)
    if (length := _length(words)) is not None:
        return (now.astimezone(UTC) + length).astimezone(now.tzinfo)
    if found := _clock(words):
        at = found.after(now)
        return _local(now.date() + timedelta(days=at <= now.time()), at, now)
    for first, then in _splits(words):
        on = day(_without(first, "on"), now.date()) if first else now.date()
        if on is None:
            continue
        part, rest = _part(then)
        at_clock = _clock(rest, part) if rest else None
        if at_clock:
            return _local(on, at_clock.on(on, now), now)
        if not rest and first + then:
            after = re.fullmatch(r"in .*(day|days|week|weeks|month|months|year|years)", " ".join(first))
            at = time(_PARTS[part]) if part else now.time() if after else MORNING
            return _local(on, at, now)
    return None


def _words(text: str) -> list[str]:
    """In one form: numbers in digits, "p m" as "pm". Empty if a word can be no part of it."""
    text = re.sub(r"\b([ap])\.? ?m\b\.?", r"\1m", text.casefold())
    text = re.sub(r"(\d)([ap]m)\b", r"\1 \2", text)
    text = re.sub(r"\bo ?'?clock\b", "o'clock", text)
    words = re.sub(r"[^\w\s':.]|(?<!\d)[.:]|[.:](?!\d)", " ", text.replace("-", " ")).split()
    words = in_digits(words) if len(words) <= _LONGEST else []
    known = all(word in _WORDS or _NUMBER.fullmatch(word) for word in words)
    return words if known else []


def _without(words: list[str], first: str) -> list[str]:
    return words[1:] if words[:1] == [first] else words


def _splits(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """A day and what is left of the words: the day first, then last, then in the middle of nothing."""
    for at in range(len(words), -1, -1):
        yield words[:at], words[at:]
    for at in range(1, len(words)):
        yield words[at:], words[:at]
    for at in range(1, len(words)):  # "eight tomorrow morning": the part of the day stands last
        if words[-1] in _PARTS and at < len(words) - 1:
            yield words[at:-1], [words[-1], *words[:at]]


def _part(words: list[str]) -> tuple[str, list[str]]:
    """The part of the day they begin with, and the rest."""
    if words[:1] == ["in"] and words[1:2] == ["the"] and words[2:3] and words[2] in _PARTS:
        return words[2], words[3:]
    if words[:1] == ["this"] and words[1:2] and words[1] in _PARTS:
        return words[1], words[2:]
    if words[:1] == ["tonight"]:
        return "night", words[1:]
    if words[:1] and words[0] in _PARTS:
        return words[0], words[1:]
    return "", words


def _clock(words: list[str], part: str = "") -> Clock | None:
    """A time of day, in a part of it if that was said."""
    text = " ".join(_without(words, "at"))
    if ending := re.fullmatch(r"(.+?) (?:in the (morning|afternoon|evening)|at (night)|(tonight))", text):
        text, part = ending[1], ending[2] or "night"
    if text in {"noon", "midday", "12 noon", "12 midnight", "midnight"}:
        return Clock(0 if "midnight" in text else 12, 0, sure=True)
    half = ""
    if ending := re.fullmatch(r"(.+) (am|pm)", text):
        text, half = ending[1], ending[2]
    hour_minute = _figures(text)
    if hour_minute is None or not (0 <= hour_minute[0] < 24 and 0 <= hour_minute[1] < 60):  # noqa: PLR2004
        return None
    return _in_half(*hour_minute, half, part)


def _in_half(hour: int, minute: int, half: str, part: str) -> Clock | None:
    """Which half of the day it is in."""
    if hour > 12 or hour == 0:  # noqa: PLR2004 - counted through
        return None if half else Clock(hour, minute, sure=True)
    hour %= 12
    if not half and part:
        late = {"morning": False, "night": hour >= 5}.get(part, True)  # noqa: PLR2004 - three at night is early
        half = "pm" if late else "am"
    if half:
        return Clock(hour + 12 * (half == "pm"), minute, sure=True)
    return Clock(hour or 12, minute, sure=False)


def _figures(text: str) -> tuple[int, int] | None:
    """Hour and minute, as the face of the clock has them."""
    for form in (_EXACT, _BESIDE, _FIRST_MINUTES, _FULL):
        if found := form.fullmatch(text):
            return int(found[1]), int(found[2] or 0)
    past = _PAST.fullmatch(text)
    if past is None:
        return None
    said, way, to = past[1], past[2].strip(), past[2].strip() in {"to", "before", "of"}
    hour = {"noon": 12, "midnight": 0}.get(past[3], int(past[3]) if past[3].isdecimal() else 0)
    minutes = 30 if said == "half" else 15 if said.endswith("quarter") else int(said)
    if (said == "half" and to) or (said != "half" and not way) or not 0 < minutes < 60:  # noqa: PLR2004 - minutes
        return None
    return ((hour - 1) % 24 or 12 if hour else 23, 60 - minutes) if to else (hour, minutes)


def _length(words: list[str]) -> timedelta | None:
    """How long until then: "in two hours and ten minutes", "half an hour from now"."""
    text = " ".join(words)
    if found := re.fullmatch(r"in (.+)|(.+) from now", text):
        return length(found[1] or found[2])
    return None


def length(text: str) -> timedelta | None:
    """So many hours, minutes and seconds; None for anything else."""
    fixed = {
        "half an hour": 1800, "a half hour": 1800, "a quarter of an hour": 900, "quarter of an hour": 900,
        "3 quarters of an hour": 2700, "half a minute": 30,
    }  # fmt: skip
    if text in fixed:
        return timedelta(seconds=fixed[text])
    if found := re.fullmatch(rf"(an?|1) {_UNIT} and a half", text):
        return timedelta(seconds=_UNITS_S[found[2].rstrip("s")] * 1.5)
    total_s, rest = 0.0, text
    while rest:
        found = re.match(rf"(?:and )?(.+?) {_UNIT}(?: |$)", rest)
        if found is None:
            return None
        count = 1.0 if found[1] in {"a", "an"} else number(found[1])
        if count is None or count < 0:
            return None
        total_s, rest = total_s + count * _UNITS_S[found[2].rstrip("s")], rest[found.end() :]
    return timedelta(seconds=total_s) if text else None


def _local(on: date, at: time, now: datetime) -> datetime:
    """That time on that day, with the offset that is in force then."""
    naive = datetime.combine(on, at.replace(second=0, microsecond=0))
    here = now.astimezone()
    if now.tzinfo is not None and here.tzname() == now.tzname() and here.utcoffset() == now.utcoffset():
        return naive.astimezone()
    return naive.replace(tzinfo=now.tzinfo)
