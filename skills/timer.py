"""Timers. Set, they are on disk; they ring once, even after a restart."""

from datetime import timedelta

from jarvis import Reply, later, skill


@skill(
    "[set|start|make|create] [me] [a|an|the|another] timer for {duration}",
    "[set|start|make|create] [me] [a|an|the|another] {duration} timer",
    "[set|start] [a|an|the] timer [to|of] {duration}",
    "time {duration}",
    "(wake|call|remind) me in {duration}",
    example="set a timer for ten minutes",
)
async def set_timer(duration: timedelta) -> str | Reply:
    """Set a timer, and speak when it is due."""
    seconds = int(duration.total_seconds())
    if seconds <= 0:
        return "A timer needs at least one second."
    length = in_words(seconds)
    number = await later(seconds, f"Your timer for {length} is done.")
    return Reply(f"Timer set for {length}.", did={"timer": str(number), "duration": length})


def in_words(seconds: int) -> str:
    """`3690` → `"1 hour, 1 minute and 30 seconds"`."""
    hours, rest = divmod(seconds, 3600)
    parts = [(hours, "hour"), (rest // 60, "minute"), (rest % 60, "second")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
