"""Silence."""

from jarvis import house, skill
from jarvis.tasks import Priority


@skill(
    "stop [it|that|talking|speaking] [now]",
    "stop stop [stop]",
    "I said stop",
    "(be quiet|quiet|silence|shut up|enough|that's enough|hush)",
    "(never mind|nevermind|forget it)",
    example="stop",
    priority=Priority.CRITICAL,
)
async def stop() -> str:
    """Be silent at once."""
    house().stop_speaking()
    return ""
