"""The screen: locking it, and going from one window to another."""

import asyncio
import re
from collections.abc import Sequence
from typing import Literal

from jarvis import Reply, ask, skill
from jarvis.free_words import Usual, WindowName
from jarvis.nearest import alike
from jarvis.notices import plain
from jarvis.screen_lock import lock
from jarvis.windows import Window, WindowsError, screen

_ANY = WindowName()
_OFFERED = 5
"""More windows are not read out."""
_LIKELY = 0.75
_WORDS = re.compile(r"\w+")

_SCREEN = (
    "(screen|computer|desktop|session|pc|p c|machine|laptop|workstation|display|monitor|notebook|thing"
    "|device)"
)
_LOCK = "(lock|lock up|lock down)"
_AWAY = (
    "(I'm|I am) ((going|stepping|heading|walking) (away|out|off)|leaving|leaving my desk|off|going|away|done"
    "|off (for|to) lunch|going (for|to get) [a] coffee|off for [a] coffee|going (to|for) lunch|going home)"
)
_SWITCH = "(switch|jump|flip|swap|switch back|go over|change over) [over] to"
_GO = "(switch|change|go|jump|flip|swap|move|take me|bring me|get|get me|return|go on) [over|back] to"
Step = Literal["next", "other", "previous", "last"]


@skill(
    f"{_LOCK} [(the|my|this|our)] {_SCREEN} [(now|up|for me|down)]",
    f"{_LOCK} (it|everything|me out) [(now|up|for me)]",
    "lock [up|down|it up] [now]",
    f"(lock|lock up|lock down) (the|my|this) {_SCREEN}",
    "(put|turn|switch) [the|my] ((screen|computer) lock|lock screen|lock) on",
    "(put|turn|switch) on [the|my] ((screen|computer) lock|lock screen|lock)",
    "(activate|enable|start|engage|show|go to|bring up|switch to|use) [the|my] (screen lock|lock screen)",
    "(screen|computer) lock [on]",
    f"(make|get|have|keep) [the|my|this] {_SCREEN} locked",
    f"[I (need|want)|I'd like] [the|my|this] {_SCREEN} (locked|to be locked)",
    f"(make sure|see to it|check) [that] [the|my|this] {_SCREEN} is locked",
    f"secure [the|my|this] {_SCREEN}",
    f"({_AWAY}|before I (go|leave)|be right back|brb) [so] lock (up|it|[the|my] (screen|computer|pc|laptop))",
    f"lock (up|it|[the|my] (screen|computer|pc|laptop)) [(because|while|as)] {_AWAY}",
    f"lock [the|my|this] {_SCREEN} (will|would|can) you",
    "lock (it|[the|my] (screen|computer)) and keep it locked",
    f"(nobody|no one) (should|can|may) (use|see|touch) (my|the|this) {_SCREEN} [so] lock it",
    "keep (others|people|everybody|everyone) (out of|off) (my|the|this) (computer|screen|laptop|desktop)",
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
    "(list|show|read|name|tell|give) [me] [all] [of] [my|the] [open|running] windows",
    "[tell me] (what|which|how many) (windows|programs|applications|apps) (is|are) [currently] (open"
    "|running|there|on) [(on (my|the) screen|right now|now|at the moment)]",
    "[tell me] (what|which|how many) (windows|programs|applications|apps) (do I have|have I [got]) "
    "[open|running] [right now|now]",
    "[tell me] what[ is|'s| are] [currently] (open|running) [(on (my|the) (screen|desktop|computer)"
    "|right now|now|at the moment)]",
    "[tell me] what[ is|'s] on (my|the) (screen|desktop)",
    "[tell me] what (do I have|have I [got]) (open|running) [right now|now|at the moment]",
    "(do I have|have I got|are there) any (windows|programs|apps) open",
    "(list|show|read|name|tell) [me] [all] [of] [my|the] (open|running) (programs|apps|applications)",
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
    f"{_GO} [the|my] window [number] {{number}}",
    f"{_SWITCH} [the|my] {{name}} [window]",
    f"({_GO}|{_SWITCH}) [the|my] {{title}} window",
    f"{_GO} [the|my] {{usual}} [window]",
    "(focus|raise) [on] [the|my] {title} [window]",
    "(activate|select|see|bring up|pull up|show [me]|let me see|I want to see|I'd like to see|focus "
    "[on]) [the|my] {title} window",
    "(bring|put|move|get) [the|my] {title} [window] (to the|in|to|in the) (front|top|foreground) [please]",
    "bring [the|my] {title} window up",
    f"{_GO} [the] {{step}} window",
    "[the|my] {step} window",
    "(switch|change|swap|toggle|cycle) [the] (window|windows)",
    example="switch to the firefox window",
)
async def switch_window(
    name: WindowName = _ANY,
    number: int = 0,
    title: str = "",
    usual: Usual | None = None,
    step: Step = "next",
) -> str | Reply:
    """Go to another window, by its title or its program."""
    wanted = usual or title or name
    try:
        some, before = await asyncio.to_thread(_look)
        if not wanted and not number:
            number = _beside(some, before, -1 if step in {"previous", "last"} else 1)
        likely = [one for one in some if one.number == number] if number else _likely(some, wanted)
        if not likely:
            return f"I see no window called {plain(wanted or str(number))}."
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


def _beside(some: Sequence[Window], number: int, step: int) -> int:
    """The next window, or the one before; 0 if there is none."""
    numbers = [one.number for one in some]
    if not numbers:
        return 0
    return numbers[(numbers.index(number) + step) % len(numbers)] if number in numbers else numbers[0]


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
