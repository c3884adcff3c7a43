"""A stopwatch. It goes on while Jarvis is off."""

import json

from jarvis import Reply, house, skill
from jarvis.due_words import in_words
from jarvis.household import Due, Wanted

NONE = "The stopwatch does not run. Say: start the stopwatch."


async def _watch() -> Due | None:
    found = await house().due.all("stopwatch")
    return found[0] if found else None


def _shown(seconds: float) -> str:
    return in_words(seconds) if seconds >= 1 else "less than a second"


@skill(
    "(start|resume|continue|begin) [the|a|my] (stopwatch|stop watch)",
    "(stopwatch|stop watch) (start|go)",
    example="start the stopwatch",
)
async def start() -> str | Reply:
    """Start the stopwatch, or let it go on."""
    watch = await _watch()
    if watch is None:
        one = await house().due.add(Wanted("stopwatch"))
        did = {"what": "stopwatch started", "on": "stopwatch", "id": str(one.key)}
        return Reply("The stopwatch runs.", did=did, undo="reset the stopwatch")
    if not watch.paused:
        return f"It runs already: {_shown(-watch.left_s)}."
    await house().due.pause(watch.key, paused=False)
    did = {"what": "stopwatch resumed", "on": "stopwatch", "before": _shown(-watch.left_s)}
    return Reply(f"It goes on from {_shown(-watch.left_s)}.", did=did, undo="stop the stopwatch")


@skill("(stop|pause|halt) [the|my] (stopwatch|stop watch)", example="stop the stopwatch")
async def stop() -> str | Reply:
    """Stop the stopwatch, and tell how long it was."""
    watch = await _watch()
    if watch is None:
        return NONE
    if not watch.paused:
        watch = await house().due.pause(watch.key, paused=True)
        did = {"what": "stopwatch stopped", "on": "stopwatch", "after": _shown(-watch.left_s)}
        return Reply(f"Stopped at {_shown(-watch.left_s)}.", did=did, undo="resume the stopwatch")
    return f"It stands at {_shown(-watch.left_s)}."


@skill("lap [time]", "(take|next|new) [a] lap [time]", "(stopwatch|stop watch) lap", example="take a lap")
async def lap() -> str | Reply:
    """Note a lap, and tell how long it took."""
    watch = await _watch()
    if watch is None or watch.paused:
        return NONE
    laps: list[float] = json.loads(watch.text or "[]")
    took_s = -watch.left_s - sum(laps)
    laps.append(round(took_s, 3))
    await house().due.note(watch.key, json.dumps(laps))
    did = {"what": "lap noted", "on": f"lap {len(laps)}", "after": _shown(took_s)}
    return Reply(f"Lap {len(laps)}: {_shown(took_s)}. {_shown(-watch.left_s).capitalize()} in all.", did=did)


@skill(
    "(read|check|show|tell me) [the|my] (stopwatch|stop watch)",
    "(what does|what is on) the (stopwatch|stop watch) [say|show]",
    "how long has the (stopwatch|stop watch) been running",
    "(what are|read|list) [the|my] [lap times|laps]",
    example="read the stopwatch",
    reads=True,
)
async def read() -> str:
    """Tell how long the stopwatch has run, and the laps."""
    watch = await _watch()
    if watch is None:
        return NONE
    laps = [
        f"lap {number}, {_shown(took_s)}" for number, took_s in enumerate(json.loads(watch.text or "[]"), 1)
    ]
    state = "It stands at" if watch.paused else "It has run for"
    return " ".join(
        [f"{state} {_shown(-watch.left_s)}.", *([f"{'; '.join(laps[-5:]).capitalize()}."] if laps else [])]
    )


@skill("(reset|clear|cancel) [the|my] (stopwatch|stop watch)", example="reset the stopwatch")
async def reset() -> str | Reply:
    """Put the stopwatch away."""
    watch = await _watch()
    if watch is None:
        return NONE
    await house().due.cancel([watch.key])
    did = {"what": "stopwatch reset", "on": "stopwatch", "before": _shown(-watch.left_s)}
    return Reply("The stopwatch is at zero.", did=did, undo="restore the stopwatch")


@skill("(restore|bring back) [the|my] (stopwatch|stop watch)", example="restore the stopwatch")
async def restore() -> str | Reply:
    """Take back that the stopwatch was reset."""
    if await _watch() is not None:
        return "It runs already."
    restored = await house().due.restore("stopwatch")
    if not restored:
        return "There is nothing to restore."
    did = {"what": "stopwatch restored", "on": "stopwatch", "after": _shown(-restored[0].left_s)}
    return Reply(f"It is back: {_shown(-restored[0].left_s)}.", did=did, undo="reset the stopwatch")
