"""Alarms. They ring at a time on the wall, on the days you name, until you stop them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Self

from jarvis import Reply, house, skill
from jarvis.due_phrases import CANCEL, GOES_OFF, MAKE, MAKE_SURELY, NO_LONGER, NOT_NEEDED, OFF, TELL, THE, A
from jarvis.due_replies import cancel, evidence, list_them, number_of, restore, when
from jarvis.due_times import first
from jarvis.due_words import EVERY_DAY, WEEKDAYS, WEEKEND, days_in_words, in_words, moment_in_words
from jarvis.household import Wanted
from jarvis.when import read_datetime, read_time

UNCLEAR = "I did not get the time. Say for example: set an alarm for half past six on weekdays."
_ANY_DAY = datetime(2026, 5, 4, 3, tzinfo=UTC)
_LONGEST = 60
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = rf"(?:{'|'.join(_NAMES)})s?"
_REPEATS = re.compile(
    r"\b(?:(?P<daily>every ?day|daily|each day|every morning|every evening)"
    r"|(?:on |every |each )?(?P<week>weekdays?|work ?days?)|(?:on |every )?(?:the )?(?P<end>weekends?)"
    rf"|(?:every|each) (?P<every>{_DAY}(?:(?:,| and)? {_DAY})*)"
    rf"|(?:on )?(?P<plural>(?:{'|'.join(_NAMES)})s(?:(?:,| and)? {_DAY})*))\b"
)

_ALARM = "(alarm|alarm clock|wake up call|wake up alarm)"
_THE_ALARM = f"{THE} {_ALARM}"
_AT = "(for|at|to|of|by|around|about)"
_SLEEP = "(sleep|doze|rest|snooze|lie|lie in|stay in bed|stay)"
_BIT = "(a bit|a little|a little bit|a while|a moment|some time)"
_SURE = "[make sure|see to it|be sure] [that]"


class AlarmTime(str):
    """Words that surely tell when an alarm shall ring: a phrase may end with them that asks for little else."""

    __slots__ = ()
    typical = "seven"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """None if they are no time, or a length of time: that is a timer's."""
        if words.startswith("in ") or len(words) > _LONGEST:
            return None
        _, rest = repeats(words)
        rest = re.sub(r"^(?:for|at|by|around|about) ", "", rest)
        found = read_datetime(rest, _ANY_DAY) or read_datetime(f"at {rest}", _ANY_DAY)
        return cls(words) if found else None


@skill(
    "set [me] an alarm for {moment}",
    "set [me] an alarm called {name} for {moment}",
    f"{MAKE_SURELY} {A} {_ALARM} [on|going] {_AT} {{moment}}",
    f"{MAKE_SURELY} {A} {_ALARM} [on|going] {{moment}}",
    f"{MAKE_SURELY} {A} {{moment}} {_ALARM}",
    f"{MAKE} {A} alarm (called|named) {{name}} (for|at) {{moment}}",
    f"{MAKE} {A} alarm (for|at) {{moment}} (called|named) {{name}}",
    f"{MAKE} {A} {_ALARM} [on|going] [{_AT}] {{at}}",
    f"{MAKE} {A} {{at}} {_ALARM}",
    f"(let|have|make) {_THE_ALARM} [to] (ring|go off|sound) [{_AT}] {{at}}",
    f"(ring|sound) {_THE_ALARM} [{_AT}] {{at}}",
    example="set an alarm for half past six on weekdays",
)
async def set_alarm(moment: str = "", name: str = "", at: AlarmTime | None = None) -> str | Reply:
    """Set an alarm, once or on some days of the week."""
    return await _set(at or moment, name, morning=False)


@skill(
    "wake me [up] [at] {moment}",
    "(get|ring) me up at {moment}",
    f"(wake|get|call|ring) (me|us) [up|out of bed] [{_AT}] {{at}}",
    f"{_SURE} (I|I'm|I am|we|we're) [(have to|need to|must|should)] [be|am|get|wake|are] (up|awake|out of bed) [{_AT}] {{at}}",
    f"(be|get|wake) (up|awake|out of bed) [{_AT}] {{at}}",
    "(don't|do not) let me (sleep|oversleep|lie in|snooze|stay in bed) [in] (past|after|beyond|later than|until|longer than) {at}",
    example="wake me at seven",
)
async def wake_me(moment: str = "", at: AlarmTime | None = None) -> str | Reply:
    """Set an alarm for the morning."""
    return await _set(at or moment, "", morning=True)


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
    f"{TELL} [my|the] [active|current] alarms",
    "(what|which) [of my] (alarm|alarms) (do I have|do we have|have I [got]|have I set|did I set|are set|are there|are on|are active) [set|on|for tomorrow|active]",
    "(do I have|do we have|have I got|are there|is there|have I set|did I set|have I) (any|an|my|the) (alarm|alarms) [set|on|active] [for|on] [tomorrow|today|tomorrow morning|the morning|tonight]",
    f"is [there] (my|the|an) {_ALARM} [still] (on|set|active|ready|armed) [for] [tomorrow|the morning|tomorrow morning]",
    "[any] alarms [set|on] [for tomorrow|tomorrow|today]",
    "how many alarms [do I have|have I got|have I set|are there|are set] [set|on]",
    "what are (my|the) alarms",
    example="what alarms do I have",
    reads=True,
)
async def list_alarms() -> str:
    """Tell which alarms are set."""
    return await list_them("alarm")


@skill(
    f"(when|what time|at what time)[ is|'s] (my|the) [next|first] {_ALARM} [set|going|due] [for|at|to] [{GOES_OFF}]",
    f"(when|what time|at what time) (does|will|is) (my|the) [next|first] {_ALARM} [going to] {GOES_OFF}",
    f"what[ is|'s] (my|the) [next|first] {_ALARM} [set] [for|to|at]",
    "(when|what time|at what time) (do|will|are) you [going to] (wake|waking|get|getting) me [up]",
    "(when|what time|at what time) (am|will|do) I [going to|have to|be] (woken|getting|get|being woken|getting woken|waking|wake) [up] [tomorrow|in the morning]",
    "(am|will) I [be] (getting woken|being woken|woken) [up] [tomorrow|in the morning]",
    example="when is my next alarm",
    reads=True,
)
async def tell_next() -> str:
    """Tell when the next alarm rings."""
    due = await house().due.all("alarm")
    return f"The next alarm rings {when(due[0])}." if due else "There is no alarm."


@skill(
    "cancel the alarm",
    "cancel alarm number {number}",
    "cancel the {which} alarm",
    f"({CANCEL}) {_THE_ALARM}",
    f"({CANCEL}) {THE} alarm number {{number}}",
    f"({CANCEL}) {THE} alarm (for|at|called|named) {{which}}",
    f"({CANCEL}|turn off|switch off) {THE} {{which}} (alarm|alarms)",
    "(turn|switch|shut) [the|my] {which} (alarm|alarms) off",
    f"{_THE_ALARM} (cancel|delete)",
    f"({NOT_NEEDED}|no) [an|any] {_THE_ALARM} [any more|anymore|any longer|tomorrow|today|now|in the morning]",
    "(don't|do not|[you] don't (need|have) to|[there's] no need to) (wake|get) me [up] [tomorrow|today|any more|anymore|in the morning]",
    "[I] (don't|do not) (need|have|want) to (get|wake|be) (up|woken) [up] [early|tomorrow|today|any more|in the morning]",
    f"{_THE_ALARM} {NO_LONGER}",
    example="cancel the alarm",
)
async def cancel_alarm(which: str = "", number: int = 0) -> str | Reply:
    """Cancel an alarm, by its time, number or name, or all of them."""
    if not which and not number and not await house().due.all("alarm"):
        return await stop_alarm()  # it has rung, and rings still
    return await cancel("alarm", which, number)


@skill(
    "stop the alarm",
    f"{OFF} {_THE_ALARM}",
    f"(turn|switch|shut) {_THE_ALARM} off",
    f"{_THE_ALARM} (off|stop)",
    "stop (the|that) (ringing|beeping|buzzing|noise)",
    "stop (ringing|beeping|buzzing)",
    "(I am|I'm) [already] (up|awake) [now|already]",
)
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
    "snooze",
    "snooze for {duration}",
    "snooze [it|that|this|the alarm|my alarm|alarm] [a bit|again|please]",
    "snooze [it|that|this|the alarm|my alarm|alarm] [for] [another] {duration} [more|longer]",
    "(hit|press|push|use|tap|do|put (it|the alarm) on) [the|a] snooze [button] [for me]",
    f"let me {_SLEEP} [for] [{_BIT}] [longer|more]",
    f"[just] {_BIT} (longer|more sleep)",
    f"{_SLEEP} {_BIT} (longer|more)",
    f"let me {_SLEEP} [for] [another] {{duration}} [more|longer]",
    "[another|give me] {duration} [more] (in bed|of sleep|sleep|more sleep)",
    "[not yet] (remind|wake|call|alert|ring|try|alarm) [me] [up] again (in|after) {duration}",
    "[not yet] (remind|wake|call|alert|ring|try|alarm) [me] [up] (in|after) {duration} again",
    "(remind|wake|call) me [up] [again] (later|in a bit|in a while|in a moment|soon)",
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
