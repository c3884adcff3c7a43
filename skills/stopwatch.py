"""A stopwatch. It goes on while Jarvis is off."""

import json

from jarvis import Reply, house, skill
from jarvis.due_words import in_words
from jarvis.household import Due, Wanted

NONE = "The stopwatch does not run. Say: start the stopwatch."

_IT = "[the|a|my|that] (stopwatch|stop watch)"
_THIS = "(this|that|it|me|us|something|my (run|lap|time|race)|the race|a lap|how long (this|that|it) takes|how long I take)"
_OVER = "(stop|end|finish|quit|halt|cease)"


async def _watch() -> Due | None:
    found = await house().due.all("stopwatch")
    return found[0] if found else None


def _shown(seconds: float) -> str:
    return in_words(seconds) if seconds >= 1 else "less than a second"


@skill(
    "start the stopwatch",
    f"(start|resume|continue|begin|run|open|launch|give me|kick off|set off|fire up|activate|turn on|switch on|use|need|restart|go) [up|with] {_IT} [now|for me]",
    f"(get|set|turn|switch|put) {_IT} (going|running|on|off running)",
    f"{_IT} (start|go|on|begin|run|resume|continue)",
    "[a|the|new] (stopwatch|stop watch)",
    "(start|begin) [the|my] (timing|clock|time|run|race) [me|us|this|it|now|my run|from now]",
    f"(start|begin) timing {_THIS}",
    f"(time|measure) {_THIS} [now|for me]",
    "(start|begin) counting [up|the time|the seconds|time]",
    "(keep|take) [the|my] time",
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


@skill(
    "stop the stopwatch",
    f"({_OVER}|pause|freeze|hold|turn off|switch off|shut off) {_IT} [now]",
    f"(turn|switch|shut|put) {_IT} (off|on hold)",
    f"{_IT} (stop|off|pause|end|halt|finish|hold)",
    f"{_IT} can (stop|be stopped|end)",
    f"({_OVER}|pause) [the|my] (timing|clock|measuring|counting|time measurement) [me|us|this|it|now|the time]",
    "(time's up|that's it|done|I'm done|I am done|finished|okay) (stop|end) (timing|[the] (stopwatch|stop watch)|[the] clock)",
    example="stop the stopwatch",
)
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


@skill(
    "take a lap",
    "[a|new|next|another|one] (lap|split) [time] [now]",
    "(take|next|new|mark|record|save|note|count|log|add|do|store|set|get|register|clock|give me|make) [down] [a|the|this|that|another|my|one] [new|next] (lap|split) [time]",
    "(that's|that is|that was|this is|there's) (a|another|one|my) (lap|split)",
    f"{_IT} (lap|split) [time]",
    f"(lap|split) [time] on {_IT}",
    example="take a lap",
)
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
    f"(read|read out|check|show|tell|give) [me] {_IT} [time]",
    f"(what does|what[ is|'s] [the time] [on|at]|what time is on|where[ is|'s]|how far is) {_IT} [say|show|at|on|now|reading|time]",
    f"[what[ is|'s]] [the] time (on|of) {_IT}",
    f"how (long|much time|many minutes|many seconds) [is|are|has|have] [on|been on] {_IT} [been] [running|going|run|gone] [now]",
    "how long (has|have) (it|that|this|you|we) been [running|going|timing] [now|so far]",
    "how long (is it|is that|was that|so far|did (that|it|I|this) take|have I been going)",
    "how much time (has|is) (passed|gone by|elapsed|gone|it been)",
    f"is {_IT} [still] (on|running|going)",
    "[what[ is|'s]] [the] (elapsed time|time so far|time elapsed)",
    "what[ is|'s|was] my time [now|so far]",
    f"{_IT} (time|reading|status|check)",
    "(what are|read|list|tell me|show me|what were) [the|my] (lap times|laps|splits|split times)",
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
