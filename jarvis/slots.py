"""Times as one says them: "half past six", "tomorrow at nine", "in ten minutes"; None for anything else."""

import re
from datetime import datetime, time, timedelta

_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"  # noqa: SIM905 - shorter
        " sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FIXED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_PARTS = {"morning": time(9), "noon": time(12), "afternoon": time(15), "evening": time(19), "night": time(21)}
_HALF = re.compile(r"(?:at )?(half|quarter|a quarter|\d+)(?: minutes?)? (past|to|after|before) (\d+)")
_CLOCK = re.compile(r"(?:at )?(\d{1,2})(?:[:. ](\d{2}))?(?: o'?clock)?")
_HALF_DAY = re.compile(r" ?\b(?:(a|p) ?m|in the (morning|afternoon|evening)|at (night)|(tonight))$")
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1, "week": 7 * 86_400}
_LENGTH = re.compile(r"(?:(\d+)|an?|(half an?)) (week|day|hour|minute|second)s?( and a half)?")
_DAY = re.compile(
    r"(?:on )?(?:(today|tonight|tomorrow|the day after tomorrow|this)|(?:next |this )?("
    + "|".join(_WEEKDAYS)
    + r")|(?:the )?("
    + "|".join(_MONTHS)
    + r")(?: the)? (\d{1,2})(?:st|nd|rd|th)?|the (\d{1,2})(?:st|nd|rd|th)? of ("
    + "|".join(_MONTHS)
    + r"))\b ?"
)


def digits(words: str) -> str:
    """`"twenty five"` and `"twenty-five"` → `"25"`, in whatever is around it."""
    found: list[str] = []
    open_ten = False
    for word in words.casefold().replace("-", " ").split():
        if open_ten and 0 < _ONES.get(word, 0) < 10:  # noqa: PLR2004 - 20 and 5, not 20 and 12
            found[-1] = str(int(found[-1]) + _ONES[word])
        elif word in _ONES or word in _TENS:
            found.append(str({**_ONES, **_TENS}[word]))
        else:
            found.append(word)
        open_ten = word in _TENS
    return " ".join(found).replace(" oh ", " 0").replace(".m.", "m").replace("a.m", "am").replace("p.m", "pm")


def read_length(words: str) -> timedelta | None:
    """A length, such as "ten minutes", "an hour and a half", "1 hour and 5 minutes"."""
    said, seconds = re.sub(r"(^| )(a )?quarter of an hour", r"\g<1>15 minutes", digits(words)), 0.0
    said = said.replace("1 and a half hours", "90 minutes").replace("half an hour", "30 minutes")
    for part in filter(
        None, re.split(r"(?: and|,)? (?=\d+ |an? (?:week|day|hour|minute|second))", f" {said}")
    ):
        found = _LENGTH.fullmatch(part.strip())
        if found is None:
            return None
        count = float(found[1] or (0.5 if found[2] else 1)) + (0.5 if found[4] else 0)
        seconds += count * _UNITS[found[3]]
    return timedelta(seconds=seconds) if seconds else None


def read_time(words: str, now: datetime) -> time | None:
    """A time of day. What may be morning or evening is the one that comes first after `now`."""
    said = digits(words).strip()
    if (fixed := re.sub(r"^at ", "", said)) in _FIXED:
        return _FIXED[fixed]
    half = _HALF_DAY.search(said)
    said = said[: half.start()] if half else said
    found = _HALF.fullmatch(said)
    if found:
        minutes = {"half": 30, "quarter": 15, "a quarter": 15}.get(found[1]) or int(found[1])
        hour = int(found[3])
        minute = hour * 60 + (minutes if found[2] in {"past", "after"} else -minutes)
        if minutes >= 60 or not 0 < hour <= 24:  # noqa: PLR2004 - an hour, a day
            return None
        hour, minute = minute // 60 % 24, minute % 60
        sure = int(found[3]) > 12  # noqa: PLR2004 - noon
    else:
        found = _CLOCK.fullmatch(said)
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:  # noqa: PLR2004 - a day, an hour
            return None
        hour, minute = int(found[1]), int(found[2] or 0)
        sure = hour > 12 or hour == 0 or found[1].startswith("0")  # noqa: PLR2004 - noon
    return time(_hour(hour, minute, half, None if sure else now), minute)


def _hour(hour: int, minute: int, half: re.Match[str] | None, now: datetime | None) -> int:
    """The hour of the day; without `now` it is known already."""
    if half is not None and hour <= 12:  # noqa: PLR2004 - noon
        evening = half[1] == "p" or half[2] in {"afternoon", "evening"} or bool(half[3] or half[4])
        midnight = (half[3] or half[4]) and hour == 12  # noqa: PLR2004 - noon
        return 0 if midnight else hour % 12 + (12 if evening and not (half[3] and hour < 5) else 0)  # noqa: PLR2004 - 3 at night
    if now is None or half is not None:
        return hour
    morning = hour % 12
    over = now.time() >= time(morning, minute)
    return morning + 12 if over and now.time() < time(morning + 12, minute) else morning


def read_datetime(words: str, now: datetime) -> datetime | None:
    """A day and a time, either of them left out, or a time from now; in the zone of `now`."""
    said = digits(words).strip()
    length = read_length(said[3:]) if said.startswith("in ") else None
    if length is not None:
        return now + length
    days = list(_DAY.finditer(said))[:1]
    rest = (said[: days[0].start()] + said[days[0].end() :]).strip() if days else said
    rest = re.sub(r"^(?:in the )?(morning|afternoon|evening) (?:at )?(.+)", r"\2 in the \1", rest)
    if not days:
        at = read_time(rest, now)
        shown = datetime.combine(now.date(), at, now.tzinfo) if at else None
        return shown + timedelta(days=1) if shown and shown <= now else shown
    day = _day(days[0], now)
    part = re.fullmatch(r"(?:in the |at )?(morning|noon|afternoon|evening|night)", rest)
    tonight = days[0][1] == "tonight"
    if day is None or (days[0][1] == "this" and not part):
        return None
    at = _PARTS["night" if tonight else "morning"] if not rest else _PARTS[part[1]] if part else None
    early = now if day.date() == now.date() else day.replace(hour=5, minute=59)
    at = at or read_time(f"{rest} tonight" if tonight else rest, early)
    return datetime.combine(day.date(), at, now.tzinfo) if at else None


def _day(found: re.Match[str], now: datetime) -> datetime | None:
    """The day that is named, at midnight."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if found[1]:
        return today + timedelta(days={"tomorrow": 1, "the day after tomorrow": 2}.get(found[1], 0))
    if found[2]:
        return today + timedelta(days=(_WEEKDAYS.index(found[2]) - today.weekday() - 1) % 7 + 1)
    month, number = _MONTHS.index(found[3] or found[6]) + 1, int(found[4] or found[5])
    try:
        day = today.replace(month=month, day=number)
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None
