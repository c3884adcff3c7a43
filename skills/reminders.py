"""Reminders of what you have to do, at a time that you say."""

import re
from datetime import datetime

from jarvis import Reply, house, skill
from jarvis.due_replies import cancel, evidence, list_them, number_of, restore
from jarvis.due_words import in_words, moment_in_words
from jarvis.household import Wanted
from jarvis.when import read_datetime

WHEN = "When? Say for example: remind me to call mum tomorrow at nine."
WHAT = "Of what? Say for example: remind me in ten minutes to take the cake out."
_STARTS = re.compile(
    r"(?:in|at|on|by|tomorrow|today|tonight|this|next|the day|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_YOURS = {"my": "your", "me": "you", "i": "you", "mine": "yours", "myself": "yourself", "i'm": "you are"}
_YOURS |= {"am": "are", "our": "your", "we": "you", "us": "you", "i've": "you have", "i'll": "you will"}


@skill(
    "remind me {what}",
    "(set|add|create|make) [me] a reminder [for me] {what}",
    example="remind me to call mum tomorrow at nine",
)
async def remind_me(what: str) -> str | Reply:
    """Remind you of something at a time, or after a while."""
    now = house().now()
    at, text = split(what, now)
    if at is None:
        return WHEN
    if not text:
        return WHAT
    counted = re.search(r"\bin\b", what) and round((at - now).total_seconds())
    after = counted if counted and read_datetime(f"in {in_words(counted)}", now) == at else 0
    if not after and at <= now:
        return "That time is over already."
    local = None if after else at.replace(tzinfo=None, fold=0)
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
    "(list|show|read) [me] [all] [of] [my|the] reminders",
    "(what|which) reminders (do I have|have I [got]|are set|are there)",
    "(do I have|have I got|are there) any reminders [set]",
    "what are my reminders",
    "when is my next reminder",
    "what (do|did) I (have|want) to be reminded of",
    example="what reminders do I have",
    reads=True,
)
async def list_reminders() -> str:
    """Tell of what you are going to be reminded."""
    return await list_them("reminder")


@skill(
    "(cancel|delete|remove|clear) [the|my|that] reminder",
    "(cancel|delete|remove|clear) [the|my] reminder number {number}",
    "(cancel|delete|remove|clear) [the|my] reminder (to|about|for|of) {which}",
    "(cancel|delete|remove|clear) [the|my] {which} (reminder|reminders)",
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
