"""Timers. Set, they are on disk; they ring once, even after a restart."""

from collections.abc import Sequence
from datetime import timedelta

from jarvis import Reply, house, skill
from jarvis.due_replies import cancel, evidence, list_them, number_of, pick, restore
from jarvis.due_words import called, in_words, listed
from jarvis.household import Due, Wanted


@skill(
    "[set|start|make|create] [me] [a|an|the|another] timer for {duration}",
    "[set|start|make|create] [me] [a|an|the|another] {duration} timer",
    "[set|start] [a|an|the] timer [to|of] {duration}",
    "(set|start|make|create) [me] [a|an|the|another] {name} timer (for|of) {duration}",
    "[set|start|make|create] [me] [a|an|the|another] timer for {duration} (called|named|for) [the] {name}",
    "[set|start|make|create] [me] [a|an|the|another] {duration} timer (called|named|for) [the] {name}",
    "[set|start|make|create] [me] [a|an|the|another] timer (called|named) {name} (for|of) {duration}",
    "time {duration}",
    "(wake|call|remind) me in {duration}",
    example="set a timer for ten minutes",
)
async def set_timer(duration: timedelta, name: str = "") -> str | Reply:
    """Set a timer, and speak when it is due."""
    seconds = int(duration.total_seconds())
    if seconds <= 0:
        return "A timer needs at least one second."
    length, name = in_words(seconds), name.removeprefix("new ").strip()
    one = await house().due.add(Wanted("timer", length_s=seconds, name="" if name == "new" else name))
    did = evidence("timer set", [one], after=length)
    text = f"{one.name.capitalize()} timer set for {length}." if one.name else f"Timer set for {length}."
    return Reply(text, did=did, undo=f"cancel {number_of(one)}")


@skill(
    "how (much time|long) [is] (left|remaining) [on|for] [the|my] [timer|timers]",
    "how (much time|long) is (left|remaining) (on|for) [the|my] {which} timer",
    "how much (time|longer) [do I have|have I got] [left] [on|for] [the|my] timer",
    "how much longer [for|on] [the|my] {which} timer",
    "how long [until|till|does] [the|my] timer [take|have|is done|goes off|rings|run]",
    "what[ is|'s] left (on|of) [the|my] timer",
    "(check|read) [the|my] timer",
    example="how much time is left on the timer",
    reads=True,
)
async def tell_left(which: str = "") -> str:
    """Tell how much time is left."""
    found = await pick("timer", which or "all")
    return found if isinstance(found, str) else " ".join(_left(one) for one in found[:5])


def _left(one: Due) -> str:
    name = called(one)
    state = "left, paused" if one.paused else "left"
    return f"{name[0].upper()}{name[1:]}: {in_words(max(1.0, one.left_s))} {state}."


@skill(
    "(list|show|read) [me] [all] [of] [my|the] timers",
    "(what|which) timers (do I have|have I [got]|are set|are running|are there)",
    "(do I have|have I got|are there) any timers [set|running]",
    "how many timers [do I have|are there|are set|are running]",
    "what are my timers",
    example="what timers do I have",
    reads=True,
)
async def list_timers() -> str:
    """Tell which timers are set."""
    return await list_them("timer")


@skill(
    "(cancel|stop|delete|remove|clear|end) [the|my|that] timer",
    "(cancel|stop|delete|remove|clear|end) [the|my] timer number {number}",
    "(cancel|stop|delete|remove|clear|end) [the|my] timer (called|named|for) {which}",
    "(cancel|stop|delete|remove|clear|end) [the|my] {which} (timer|timers)",
    example="cancel the timer",
)
async def cancel_timer(which: str = "", number: int = 0) -> str | Reply:
    """Cancel a timer, by its number or name, or all of them."""
    return await cancel("timer", which, number)


@skill(
    "(restore|bring back|recover) [the|my] [last|cancelled] (timer|timers)",
    "(restore|bring back|recover) [the|my] timer [number] {number}",
    example="restore the timer",
)
async def restore_timer(number: int = 0) -> str | Reply:
    """Take back the timer that was cancelled last."""
    return await restore("timer", number)


@skill(
    "(add|give me|put) [another] {duration} [more] [to|on] [the|my] [timer]",
    "(add|put) [another] {duration} (to|on) [the|my] timer number {number}",
    "(add|put) [another] {duration} (to|on) [the|my] {which} timer",
    "(extend|prolong|lengthen) [the|my] timer by {duration}",
    "(extend|prolong|lengthen) [the|my] timer number {number} by {duration}",
    "(extend|prolong|lengthen) [the|my] {which} timer by {duration}",
    "{duration} (more|longer) [on the timer]",
    example="add five minutes to the timer",
)
async def extend_timer(duration: timedelta, which: str = "", number: int = 0) -> str | Reply:
    """Let a timer run longer."""
    return await _move(duration.total_seconds(), which, number)


@skill(
    "(take|remove|subtract) {duration} (off|from) [the|my] timer",
    "(take|remove|subtract) {duration} (off|from) [the|my] timer number {number}",
    "(take|remove|subtract) {duration} (off|from) [the|my] {which} timer",
    "shorten [the|my] timer by {duration}",
    "shorten [the|my] {which} timer by {duration}",
    example="take one minute off the timer",
)
async def shorten_timer(duration: timedelta, which: str = "", number: int = 0) -> str | Reply:
    """Let a timer ring earlier."""
    return await _move(-duration.total_seconds(), which, number)


async def _move(seconds: float, which: str, number: int) -> str | Reply:
    found = await pick("timer", which, number)
    if isinstance(found, str) or not seconds:
        return found if isinstance(found, str) else "By how much?"
    moved = [await house().due.extend(one.key, seconds) for one in found]
    one, length = moved[0], in_words(abs(seconds))
    done, back = ("extended", "take") if seconds > 0 else ("shortened", "add")
    joined = "off" if seconds > 0 else "to"
    did = evidence(f"timer {done}", moved, before=in_words(found[0].left_s), after=in_words(one.left_s))
    text = listed([f"the {called(timer)} has {in_words(timer.left_s)} left" for timer in moved])
    undo = f"{back} {length} {joined} {number_of(one)}" if len(moved) == 1 else ""
    return Reply(f"Now {text}.", did=did, undo=undo)


@skill(
    "(pause|hold) [the|my] timer",
    "(pause|hold) [the|my] timer number {number}",
    "(pause|hold) [the|my] {which} timer",
    example="pause the timer",
)
async def pause_timer(which: str = "", number: int = 0) -> str | Reply:
    """Stop a timer for a while."""
    return await _pause(await pick("timer", which, number), paused=True)


@skill(
    "(resume|continue|unpause|restart) [the|my] timer",
    "(resume|continue|unpause|restart) [the|my] timer number {number}",
    "(resume|continue|unpause|restart) [the|my] {which} timer",
    example="resume the timer",
)
async def resume_timer(which: str = "", number: int = 0) -> str | Reply:
    """Let a timer go on that was paused."""
    return await _pause(await pick("timer", which, number), paused=False)


async def _pause(found: Sequence[Due] | str, *, paused: bool) -> str | Reply:
    if isinstance(found, str):
        return found
    found = [one for one in found if one.paused != paused]
    if not found:
        return "It is paused already." if paused else "It runs already."
    done = [await house().due.pause(one.key, paused=paused) for one in found]
    one, state = done[0], "paused" if paused else "running"
    did = evidence(f"timer {state}", done, after=f"{in_words(one.left_s)} left")
    undo = f"{'resume' if paused else 'pause'} {number_of(one)}"
    verb = "is paused with" if paused else "goes on with"
    return Reply(f"The {called(one)} {verb} {in_words(one.left_s)} left.", did=did, undo=undo)
