"""What timers, alarms and reminders share: what is answered to listing, cancelling, and wanting them back."""

from collections.abc import Sequence

from jarvis.due_words import (
    LISTED,
    called,
    choose,
    days_in_words,
    in_words,
    moment_in_words,
)
from jarvis.household import Due
from jarvis.plugins import Reply, house


def number_of(one: Due) -> str:
    """As one says it: `"timer number 2"`."""
    return f"{one.kind} number {one.number}"


def when(one: Due) -> str:
    """When it rings, for the end of a sentence."""
    if one.kind == "timer":
        return f"{in_words(max(1.0, one.left_s))} left{', paused' if one.paused else ''}"
    moment = moment_in_words(one.at, house().now())
    return f"{moment} {days_in_words(one.days)}".strip() if not one.days else f"{_again(one)}"


def _again(one: Due) -> str:
    return f"{moment_in_words(one.at, one.at)} {days_in_words(one.days)}"


async def list_them(kind: str) -> str:
    """All of a kind, the next one first."""
    due = await house().due.all(kind)
    if not due:
        return f"There is no {kind}."
    if len(due) == 1:
        return f"There is one {kind}: {_line(due[0])}."
    said = [f"number {one.number}, {_line(one)}" for one in due[:LISTED]]
    said += [f"{len(due) - LISTED} more"] if len(due) > LISTED else []
    return f"There are {len(due)} {kind}s: {'; '.join(said[:-1])}; and {said[-1]}."


def _line(one: Due) -> str:
    what = f"{one.name}, " if one.name else f"{one.text}, " if one.kind == "reminder" else ""
    first = f"{in_words(one.length_s)}, " if one.kind == "timer" and not one.name else what
    return f"{first}{when(one)}"


async def pick(kind: str, which: str, number: int = 0) -> Sequence[Due] | str:
    """Those that are meant, or a sentence that tells why it is unclear."""
    return choose(await house().due.all(kind), f"number {number}" if number else which, kind)


async def cancel(kind: str, which: str, number: int = 0) -> str | Reply:
    """Cancel those that are meant."""
    found = await pick(kind, which, number)
    if isinstance(found, str):
        return found
    cancelled = await house().due.cancel([one.key for one in found])
    if not cancelled:
        return f"There is no such {kind} any more."
    one = cancelled[0]
    if len(cancelled) == 1:
        undo, text = f"restore {number_of(one)}", f"The {called(one)} is cancelled."
    else:
        undo, text = f"restore the {kind}s", f"{len(cancelled)} {kind}s are cancelled."
    return Reply(text, did=evidence(f"{kind} cancelled", cancelled, before=when(one)), undo=undo)


async def restore(kind: str, number: int) -> str | Reply:
    """Take back what was cancelled last, or what had this number."""
    restored = await house().due.restore(kind, number)
    if not restored:
        return f"There is no cancelled {kind} that could still come."
    one = restored[0]
    if len(restored) == 1:
        undo, text = f"cancel {number_of(one)}", f"The {called(one)} is back: {when(one)}."
    else:
        undo, text = f"cancel all {kind}s", f"{len(restored)} {kind}s are back."
    return Reply(text, did=evidence(f"{kind} restored", restored, after=when(one)), undo=undo)


def evidence(what: str, on: Sequence[Due], **more: str) -> dict[str, str]:
    """What was done, on what."""
    numbers = ", ".join(f"{one.kind} {one.number}" for one in on)
    return {"what": what, "on": numbers, "id": ", ".join(str(one.key) for one in on), **more}
