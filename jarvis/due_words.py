"""How times, lengths and what is due are said, and which one of several somebody means."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from jarvis.household import Due
from jarvis.when import read_time

LISTED = 5
"""Nobody listens to more of them at once."""
EVERY_DAY, WEEKDAYS, WEEKEND = "0123456", "01234", "56"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LAST, _FIRST = ("last", "latest", "newest", "last one"), ("next", "first", "next one", "first one")
_ALL = ("all", "every", "all of them", "all the", "all my", "both")


def in_words(seconds: float) -> str:
    """`3690` → `"1 hour, 1 minute and 30 seconds"`; to the next whole second."""
    hours, rest = divmod(round(seconds), 3600)
    parts = [(hours, "hour"), (rest // 60, "minute"), (rest % 60, "second")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return listed(said) or "no time"


def time_in_words(at: time | datetime) -> str:
    """`19:05` → `"7:05 PM"`."""
    minutes = f":{at.minute:02}" if at.minute else ""  # "12:00" would be spoken with its zeros
    return f"{at.hour % 12 or 12}{minutes} {'PM' if at.hour >= 12 else 'AM'}"  # noqa: PLR2004 - noon


def moment_in_words(at: datetime, now: datetime) -> str:
    """`"7 AM"`, `"tomorrow at 7 AM"`, `"on Friday at 7 AM"`, `"on May 4 at 7 AM"`."""
    days, clock = (at.date() - now.date()).days, time_in_words(at)
    near = {0: "", 1: "tomorrow ", -1: "yesterday "}
    if days in near:
        return f"{near[days]}at {clock}"
    year = f", {at.year}," if at.year != now.year else ""
    day = _DAYS[at.weekday()] if abs(days) < 7 else f"{at:%B} {at.day}{year}"  # noqa: PLR2004 - a week
    return f"on {day} at {clock}"


def days_in_words(days: str) -> str:
    """`"01234"` → `"on weekdays"`; "" for no day."""
    named = {"": "", EVERY_DAY: "every day", WEEKDAYS: "on weekdays", WEEKEND: "on weekends"}
    if days in named:
        return named[days]
    return f"every {listed([_DAYS[int(day)] for day in days])}"


def listed(parts: Sequence[str], between: str = ", ") -> str:
    """`["a", "b", "c"]` → `"a, b and c"`."""
    return " and ".join(filter(None, [between.join(parts[:-1]), *parts[-1:]]))


def called(one: Due) -> str:
    """What it is, for the middle of a sentence: `"pasta timer"`, `"10 minute timer"`, `"7 AM alarm"`."""
    if one.name:
        return f"{one.name} {one.kind}"
    if one.kind == "reminder":
        return f"reminder {one.text}"
    if one.length_s:
        return f"{_adjective(one.length_s)} {one.kind}"
    return f"{time_in_words(one.at)} {one.kind}"


def _adjective(seconds: float) -> str:
    return re.sub(r"(hour|minute|second)s", r"\1", in_words(seconds))


def due_text(one: Due) -> str:
    """What is said when its time has come."""
    match one.kind:
        case "timer" if one.name:
            return f"Your {one.name} timer is done."
        case "timer":
            return f"Your timer for {in_words(one.length_s)} is done."
        case "alarm":
            name = f"{one.name} " if one.name else ""
            return f"It is {time_in_words(one.at)}. This is your {name}alarm."
        case "reminder":
            return f"This is your reminder {one.text}."
        case _:
            return one.text


def together(due: Sequence[Due]) -> str:
    """What is said when several come due in the same moment."""
    said = [due_text(one) for one in due[:LISTED]]
    more = len(due) - len(said)
    return " ".join([*said, *([f"And {more} more."] if more else [])])


def missed_text(due: Sequence[Due], why: str, now: datetime) -> str:
    """What is said of those that came due before: `why` is such as "While I was off"."""
    if len(due) == 1:
        return f"{why}, {_missed(due[0], now)}."
    said = [_missed(one, now) for one in due[:LISTED]]
    more = len(due) - len(said)
    return (
        f"{why}, {len(due)} things came due: {'; '.join([*said, *([f'and {more} more'] if more else [])])}."
    )


def _missed(one: Due, now: datetime) -> str:
    match one.kind:
        case "later":
            return f"this came due: {one.text.rstrip('.')}"
        case "timer":
            what = f"your {called(one)} ended"
        case "alarm":
            what = f"your {one.name + ' ' if one.name else ''}alarm was due"
        case _:
            what = f"your reminder {one.text} was due"
    return f"{moment_in_words(one.at, now)}, {what}"


def choose(due: Sequence[Due], which: str, kind: str) -> Sequence[Due] | str:
    """Those somebody means by "pasta", "number two", "7 AM", "last", "all" or ""; or why it is unclear."""
    words = re.sub(r"^(the|my)\b ?| ?\b(one|timers?|alarms?|reminders?)$", "", which.strip()).strip()
    if not due:
        return f"There is no {kind}."
    if words in _ALL or words in _FIRST:
        return due[: len(due) if words in _ALL else 1]
    newest = max(due, key=lambda one: one.key)
    found = [one for one in due if not words or _fits(one, words) or (words in _LAST and one is newest)]
    if not found:
        return f"There is no {kind} like “{words}”. There {_are(due, kind)}."
    if len(found) > 1:
        return f"Which one? There {_are(found, kind)}."
    return found


def _fits(one: Due, words: str) -> bool:
    number = re.sub(r"^number ", "", words)
    number = str(_NUMBERS.index(number)) if number in _NUMBERS else number
    if number.isdecimal() and (one.kind != "alarm" or words.startswith("number")):
        return one.number == int(number)
    said = re.sub(r"^(for|at|to|about|called|named) ", "", words)
    names = {one.name, called(one).casefold(), _adjective(one.length_s), in_words(one.length_s)}
    shown = one.at.replace(second=0, microsecond=0)
    at_that_time = not one.length_s and read_time(said, shown - timedelta(minutes=1)) == shown.time()
    return said in names or at_that_time or (one.kind == "reminder" and f" {said} " in f" {one.text} ")


def _are(due: Sequence[Due], kind: str) -> str:
    said = [f"number {one.number}, the {called(one)}" for one in due[:LISTED]]
    more = len(due) - len(said)
    verb = "is" if len(due) == 1 else f"are {len(due)} {kind}s:"
    return f"{verb} {'; '.join(said)}{f'; and {more} more' if more else ''}"
