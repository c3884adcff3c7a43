"""Alarms. They ring at a time on the wall, on the days you name, until you stop them."""

import re
from datetime import datetime, timedelta

from jarvis import Reply, house, skill
from jarvis.due_replies import cancel, evidence, list_them, number_of, restore, when
from jarvis.due_times import first
from jarvis.due_words import EVERY_DAY, WEEKDAYS, WEEKEND, days_in_words, in_words, moment_in_words
from jarvis.household import Wanted
from jarvis.when import read_datetime, read_time

UNCLEAR = "I did not get the time. Say for example: set an alarm for half past six on weekdays."
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = rf"(?:{'|'.join(_NAMES)})s?"
_REPEATS = re.compile(
    r"\b(?:(?P<daily>every ?day|daily|each day|every morning|every evening)"
    r"|(?:on |every |each )?(?P<week>weekdays?|work ?days?)|(?:on |every )?(?:the )?(?P<end>weekends?)"
    rf"|(?:every|each) (?P<every>{_DAY}(?:(?:,| and)? {_DAY})*)"
    rf"|(?:on )?(?P<plural>(?:{'|'.join(_NAMES)})s(?:(?:,| and)? {_DAY})*))\b"
)


@skill(
    "[set|make|create|add] [me] [an|the|another|my] alarm (for|at|to) {moment}",
    "(set|make|create|add) [me] [an|a|the|another|my] alarm {moment}",
    "(set|make|create|add) [me] [an|a|the|another|my] {moment} alarm",
    "[set|make|create|add] [me] [an|the|another|my] alarm (called|named) {name} (for|at) {moment}",
    "[set|make|create|add] [me] [an|the|another|my] alarm (for|at) {moment} (called|named) {name}",
    example="set an alarm for half past six on weekdays",
)
async def set_alarm(moment: str, name: str = "") -> str | Reply:
    """Set an alarm, once or on some days of the week."""
    return await _set(moment, name, morning=False)


@skill(
    "wake me [up] [at] {moment}",
    "(get|ring) me up at {moment}",
    example="wake me at seven",
)
async def wake_me(moment: str) -> str | Reply:
    """Set an alarm for the morning."""
    return await _set(moment, "", morning=True)


async def _set(moment: str, name: str, *, morning: bool) -> str | Reply:
    now = house().now()
    days, rest = repeats(moment)
    evening = "every evening" in moment
    if days:
        at = read_time(rest, now.replace(hour=12 if evening else 0, minute=0, second=0, fold=0))
        local = first(at, days, now) if at else None
    else:
        found = _next(rest, now, morning=morning)
        local = found.replace(tzinfo=None, fold=0) if found else None
    if local is None:
        return UNCLEAR
    if not days and local <= now.replace(tzinfo=None, fold=0):
        return "That time is over already."
    one = await house().due.add(Wanted("alarm", at=local, days=days, name=name))
    shown = (
        f"{moment_in_words(one.at, one.at)} {days_in_words(days)}" if days else moment_in_words(one.at, now)
    )
    did = evidence("alarm set", [one], after=one.at.isoformat())
    left = "" if days else f", in {in_words(round(one.left_s / 60) * 60 or 60)}"
    called = f"{name.capitalize()} alarm" if name else "Alarm"
    return Reply(f"{called} set: {shown}{left}.", did=did, undo=f"cancel {number_of(one)}")


def _next(words: str, now: datetime, *, morning: bool) -> datetime | None:
    """Whoever wants to be woken at seven means the morning, whatever time it is now."""
    at = read_time(words, now.replace(hour=0, minute=0, second=0, fold=0)) if morning else None
    if at is not None:
        return first(at, "", now).replace(tzinfo=now.tzinfo)
    early = (f"{words} in the morning", f"{words} morning") if morning else ()
    read = (read_datetime(one, now) for one in (*early, words, f"at {words}"))
    found = [one for one in read if one is not None]
    return next((one for one in found if one > now), found[-1] if found else None)


def repeats(words: str) -> tuple[str, str]:
    """The days on which it rings again, "" for none, and the words without them."""
    found = _REPEATS.search(words)
    if found is None:
        return "", words
    named = found["every"] or found["plural"] or ""
    fixed = {"daily": EVERY_DAY, "week": WEEKDAYS, "end": WEEKEND}.get(found.lastgroup or "", "")
    days = fixed or "".join(str(day) for day, name in enumerate(_NAMES) if name in named)
    rest = f"{words[: found.start()]} {words[found.end() :]}"
    return days, re.sub(r"^at ", "", " ".join(rest.split()))


@skill(
    "(list|show|read) [me] [all] [of] [my|the] alarms",
    "(what|which) alarms (do I have|have I [got]|are set|are there)",
    "(do I have|have I got|are there) any alarms [set]",
    "what are my alarms",
    example="what alarms do I have",
    reads=True,
)
async def list_alarms() -> str:
    """Tell which alarms are set."""
    return await list_them("alarm")


@skill(
    "when is (my|the) [next] alarm [set]",
    "what time is (my|the) [next] alarm [set] [for]",
    "when (do|will) you wake me [up]",
    example="when is my next alarm",
    reads=True,
)
async def tell_next() -> str:
    """Tell when the next alarm rings."""
    due = await house().due.all("alarm")
    return f"The next alarm rings {when(due[0])}." if due else "There is no alarm."


@skill(
    "(cancel|delete|remove|clear) [the|my|that] alarm",
    "(cancel|delete|remove|clear) [the|my] alarm number {number}",
    "(cancel|delete|remove|clear) [the|my] alarm (for|at|called|named) {which}",
    "(cancel|delete|remove|clear|turn off) [the|my] {which} (alarm|alarms)",
    example="cancel the alarm",
)
async def cancel_alarm(which: str = "", number: int = 0) -> str | Reply:
    """Cancel an alarm, by its time, number or name, or all of them."""
    if not which and not number and not await house().due.all("alarm"):
        return await stop_alarm()  # it has rung, and rings still
    return await cancel("alarm", which, number)


@skill("(stop|silence|turn off|end|dismiss) [the|my|that|this] alarm", "I am (up|awake)", "I'm (up|awake)")
async def stop_alarm() -> str | Reply:
    """Silence the alarm that rings; if none does, cancel the one there is."""
    if house().stop_speaking():
        return Reply("Good.", did={"what": "alarm silenced"})
    return await cancel("alarm", "")


@skill(
    "(restore|bring back|recover) [the|my] [last|cancelled] (alarm|alarms)",
    "(restore|bring back|recover) [the|my] alarm [number] {number}",
    example="restore the alarm",
)
async def restore_alarm(number: int = 0) -> str | Reply:
    """Take back the alarm that was cancelled last."""
    return await restore("alarm", number)


@skill(
    "snooze [it|the alarm|that]",
    "snooze [it|the alarm|that] for {duration}",
    "(remind|wake|call) me again in {duration}",
    example="snooze for ten minutes",
)
async def snooze(duration: timedelta = timedelta(minutes=10)) -> str | Reply:
    """Let what has just rung ring again a little later."""
    seconds = duration.total_seconds()
    if seconds < 1:
        return "For how long?"
    again = await house().due.snooze(seconds)
    if not again:
        return "Nothing has rung just now."
    one = again[0]
    did = evidence("snoozed", again, after=when(one))
    return Reply(f"Again in {in_words(seconds)}.", did=did, undo=f"cancel {number_of(one)}")
