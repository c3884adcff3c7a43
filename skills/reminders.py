"""Reminders of what you have to do, at a time that you say."""

import re
from datetime import UTC, datetime
from typing import Self

from jarvis import Reply, house, skill
from jarvis.due_phrases import CANCEL, NO_LONGER, OFF, TELL, THE
from jarvis.due_replies import cancel, evidence, list_them, number_of, restore
from jarvis.due_words import in_words, moment_in_words
from jarvis.household import Wanted
from jarvis.when import read_datetime

WHEN = "When? Say for example: remind me to call mum tomorrow at nine."
WHAT = "Of what? Say for example: remind me in ten minutes to take the cake out."
_ANY_DAY = datetime(2026, 5, 4, 3, tzinfo=UTC)
_STARTS = re.compile(
    r"(?:in|at|on|by|tomorrow|today|tonight|this|next|the day|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_YOURS = {"my": "your", "me": "you", "i": "you", "mine": "yours", "myself": "yourself", "i'm": "you are"}
_YOURS |= {"am": "are", "our": "your", "we": "you", "us": "you", "i've": "you have", "i'll": "you will"}

_MAKE = "(set|add|create|make|give|put|send|schedule|leave|write) [in|up|down] [me|us]"
_TIMELY = re.compile(
    rf"\b{_STARTS.pattern[:-3]}|noon|midnight|morning|evening|night|minutes?|hours?|when it's)\b"
)
_LONGEST = 120


class Task(str):
    """Words that tell when, and perhaps what: a phrase may end with them that asks for little else."""

    __slots__ = ()
    typical = "to call mum tomorrow at nine"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """None if there is no time in them."""
        timely = len(words) <= _LONGEST and _TIMELY.search(words)
        at, text = split(words, _ANY_DAY) if timely else (None, "")
        return None if at is None or (not text and words.startswith("in ")) else cls(words)


class Errand(Task):
    """The same behind "remember to": what is to be done."""

    __slots__ = ()
    typical = "call mum tomorrow at nine"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """With the "to" again. None if there is no time in them."""
        return None if Task.from_words(words) is None else cls(f"to {words}")


@skill(
    "remind me to {todo}",
    "remind me (about|that) {what}",
    "remind me [again] {task}",
    f"{_MAKE} [a|the|another|one] reminder [for me] {{what}}",
    f"[{_MAKE}] [a|the|another|one|new] reminder [for] {{task}}",
    f"[{_MAKE}] [a|the|another|one|new] {{at}} reminder {{what}}",
    "(don't|do not) let me forget {what}",
    "(don't|do not) forget to remind me {what}",
    "[please] (make sure|see to it|be sure) [that] I (remember|don't forget|do not forget) {what}",
    "(make sure|see to it|be sure) [that] I {task}",
    "[help me] [I] (remember|have to remember|need to remember|must remember) to {errand}",
    "I (must not|mustn't|can't|cannot|shouldn't|don't want to) forget {task}",
    "(tell|nudge|ping|poke|notify|alert|prompt|warn) me {task}",
    "be reminded {task}",
    "[you] (have to|need to|must|should) remind me {what}",
    "{at} (remind|tell|nudge) me {what}",
    "{at} I (need|want) (a reminder|to be reminded) {what}",
    example="remind me to call mum tomorrow at nine",
)
async def remind_me(
    what: str = "",
    todo: str = "",
    task: Task | None = None,
    errand: Errand | None = None,
    at: datetime | None = None,
) -> str | Reply:
    """Remind you of something at a time, or after a while."""
    now = house().now()
    what = task or errand or (f"to {todo}" if todo else what)
    found, text = (at, yours(what)) if at is not None else split(what, now)
    if found is None:
        return WHEN
    if not text:
        return WHAT
    counted = re.search(r"\bin\b", what) and round((found - now).total_seconds())
    after = counted if counted and read_datetime(f"in {in_words(counted)}", now) == found else 0
    if not after and found <= now:
        return "That time is over already."
    local = None if after else found.replace(tzinfo=None, fold=0)
    one = await house().due.add(Wanted("reminder", length_s=float(after), at=local, text=text))
    shown = f"in {in_words(after)}" if after else moment_in_words(one.at, now)
    did = evidence("reminder set", [one], after=one.at.isoformat())
    return Reply(f"I will remind you {text}, {shown}.", did=did, undo=f"cancel {number_of(one)}")


def split(words: str, now: datetime) -> tuple[datetime | None, str]:
    """When, and of what. The time stands before the rest, behind it, or one part of it on either side."""
    said = words.split()
    best: tuple[int, datetime | None, str] = (0, None, words)
    for start in range(len(said) + 1):
        before = " ".join(said[:start])
        if start and not _STARTS.match(before):
            break
        for end in range(len(said), start - 1, -1):
            after = " ".join(said[end:])
            if after and not _STARTS.match(after):
                continue
            length = start + len(said) - end
            at = read_datetime(f"{before} {after}".strip(), now) if length > best[0] else None
            if at is not None:
                best = (length, at, " ".join(said[start:end]))
    return best[1], yours(best[2])


def yours(text: str) -> str:
    """`"to call my mum"` → `"to call your mum"`; what has no beginning gets one."""
    turned = " ".join(_YOURS.get(word, word) for word in text.split())
    if not turned or re.match(r"(?:to|about|of|that|when|for)\b", turned):
        return turned
    return f"of {turned}"


@skill(
    f"{TELL} [my|the] reminders [for today|today|tomorrow]",
    "(what|which) reminders (do I have|do we have|have I [got]|have I set|did I set|are set|are there) [set|today|for today|tomorrow|coming up]",
    "(do I have|have I got|are there|have I set|have I) any [more] reminders [set] [for] [today|tomorrow]",
    "how many reminders [do I have|have I got|have I set|are there|are set]",
    "[any] reminders [set] [for] [today|tomorrow]",
    "what are my reminders [for today|today|tomorrow|for tomorrow]",
    "(what|when) (is|are) my [next|first] (reminder|reminders)",
    "(what's|when's) my next reminder",
    "what[ is|'s|'s on|is on] my reminders [list]",
    "what (do|did) I (have|want|ask|need|tell you) [you] to (be reminded|remind me) (of|about)",
    "what (are|will|should|do|were) you [going to|have to|supposed to|meant to] remind me (of|about|to do)",
    "is there anything you (should|have to|were going to) remind me (of|about)",
    example="what reminders do I have",
    reads=True,
)
async def list_reminders() -> str:
    """Tell of what you are going to be reminded."""
    return await list_them("reminder")


@skill(
    "cancel the reminder",
    "cancel reminder number {number}",
    "cancel the reminder {which}",
    f"({CANCEL}|{OFF}) {THE} [last] reminder",
    f"({CANCEL}|{OFF}) {THE} reminder number {{number}}",
    f"({CANCEL}|{OFF}) {THE} reminder (to|about|for|of|that) {{which}}",
    f"({CANCEL}|{OFF}) {THE} {{which}} (reminder|reminders)",
    "(don't|do not|stop|[you] don't (need|have) to|[there's] no need to|forget|you needn't) (remind|reminding) me [any more|anymore|now] [tomorrow]",
    "(don't|do not|stop|[you] don't (need|have) to|[there's] no need to|forget|you needn't) (remind|reminding) me (to|about|of|that) {which}",
    "[I] (don't|do not|no longer) (need|want) [the|my|that|a|any] (reminder|reminders|to be reminded) [any more|anymore|any longer|now]",
    "[I] (don't|do not|no longer) (need|want) [the|my|that|a|any] (reminder|to be reminded) (to|about|of|for) {which}",
    "[I] (don't|do not|no longer) (need|want) [the|my|that] {which} reminder [any more|anymore]",
    f"[the|my|that] reminder {NO_LONGER}",
    f"[the|my|that] reminder (to|about|for|of) {{which}} {NO_LONGER}",
    "(take|turn|switch) [the|my|that] reminder off",
    example="cancel the reminder",
)
async def cancel_reminder(which: str = "", number: int = 0) -> str | Reply:
    """Cancel a reminder, by its words or number, or all of them."""
    return await cancel("reminder", which, number)


@skill(
    "(restore|bring back|recover) [the|my] [last|cancelled] (reminder|reminders)",
    "(restore|bring back|recover) [the|my] reminder [number] {number}",
    example="restore the reminder",
)
async def restore_reminder(number: int = 0) -> str | Reply:
    """Take back the reminder that was cancelled last."""
    return await restore("reminder", number)
