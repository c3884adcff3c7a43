"""The screen: locking it, and going from one window to another."""

import asyncio
import re
from collections.abc import Sequence

from jarvis import Reply, ask, skill
from jarvis.nearest import alike
from jarvis.notices import plain
from jarvis.screen_lock import lock
from jarvis.windows import Window, WindowsError, screen

_OFFERED = 5
"""More windows are not read out."""
_LIKELY = 0.75
_WORDS = re.compile(r"\w+")


@skill(
    "lock [the|my] (screen|computer|desktop|session|pc|machine|laptop)",
    "lock (it|up|everything)",
    "(put|turn) [the|my] (screen|computer) lock on",
    example="lock the screen",
)
async def lock_screen() -> str | Reply:
    """Lock the screen."""
    found = await lock()
    if found.was:
        return "The screen is locked already."
    if found.is_:
        did = {"what": "screen locked", "on": "screen", "before": "open", "after": "locked", "by": found.by}
        return Reply("The screen is locked.", did=did)
    if found.by:
        return "I told the desktop to lock the screen, but it does not say that it is. Look before you leave."
    return "I found nothing on this desktop that locks the screen, so it is still open."


@skill(
    "(list|show|read) [me] [all] [of] [my|the] [open] windows",
    "(what|which) windows (are open|are there|do I have [open]|have I [got] open)",
    "what [programs|applications|apps] (is|are) open",
    example="which windows are open",
    reads=True,
)
async def list_windows() -> str:
    """Tell which windows are open."""
    try:
        some, active = await asyncio.to_thread(_look)
    except WindowsError as error:
        return str(error)
    if not some:
        return "No window is open."
    names = [f"{_named(one)}{', where you are' if one.number == active else ''}" for one in some]
    more = len(some) - 2 * _OFFERED
    told = f"{len(some)} windows are open: {'; '.join(names[: 2 * _OFFERED])}."
    told = told if len(some) > 1 else f"One window is open: {names[0]}."
    return f"{told} And {more} more." if more > 0 else told


@skill(
    "(switch|change|go|jump) [over] to [the|my] window [number] {number}",
    "(switch|jump) [over] to [the|my] {name} [window]",
    "(go|switch) to [the|my] {name} window",
    "(focus|raise) [on] [the|my] {name} [window]",
    "bring [the|my] {name} window to the (front|top)",
    "show [me] [the|my] {name} window",
    example="switch to the firefox window",
)
async def switch_window(name: str = "", number: int = 0) -> str | Reply:
    """Go to another window, by its title or its program."""
    try:
        some, before = await asyncio.to_thread(_look)
        likely = [one for one in some if one.number == number] if number else _likely(some, name)
        if not likely:
            return f"I see no window called {plain(name or str(number))}."
        one = likely[0] if len(likely) == 1 else await _which(likely)
        if one.number == before:
            return f"You are in {_named(one)} already."
        if not await asyncio.to_thread(_activate, one.number):
            return f"I asked for {_named(one)}, but the desktop did not bring it up."
    except WindowsError as error:
        return str(error)
    was = next((_named(window) for window in some if window.number == before), "no window")
    did = {"what": "window switched", "on": _named(one), "before": was, "after": f"window {one.number}"}
    # By its number: a title is other people's text, and an undo is said like a command.
    return Reply(
        f"Here is {_named(one)}.", did=did, undo=f"switch to window number {before}" if before else ""
    )


async def _which(likely: Sequence[Window]) -> Window:
    titles = [_named(one) for one in likely[:_OFFERED]]
    told = [
        title if titles.count(title) == 1 else f"{title}, number {at}" for at, title in enumerate(titles, 1)
    ]
    return likely[told.index(await ask(f"Which one: {', '.join(told[:-1])} or {told[-1]}?", choices=told))]


def _look() -> tuple[Sequence[Window], int]:
    with screen() as shown:
        return shown.windows(), shown.active()


def _activate(number: int) -> bool:
    with screen() as shown:
        return shown.activate(number)


def _named(one: Window) -> str:
    """Its program, if its title does not tell that already, and its title."""
    if one.program.casefold() in one.title.casefold():
        return one.title or one.program or "a window without a name"
    return f"{one.program}, {one.title}" if one.title else one.program


def _likely(some: Sequence[Window], said: str) -> list[Window]:
    """Those whose program or title is most like what was said."""
    wanted = " ".join(_WORDS.findall(said.casefold()))
    scored = [(_likeness(wanted, one), one) for one in some]
    best = max((score for score, _ in scored), default=0.0)
    return [one for score, one in scored if wanted and score >= max(_LIKELY, best - 0.02)]


def _likeness(wanted: str, one: Window) -> float:
    names = [" ".join(_WORDS.findall(text.casefold())) for text in (one.title, one.program)]
    within = any(set(wanted.split()) <= set(name.split()) for name in names)
    return max(1.0 if within else 0.0, *(alike(wanted, name) for name in names))
