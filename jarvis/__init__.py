"""Jarvis, a voice assistant that lives on your own desktop. What a skill author needs is here."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jarvis.asking import ask, confirm
    from jarvis.permissions import Permissions
    from jarvis.plugins import Reply, house, later, skill
    from jarvis.skill_kit import Fetched, Ran, fetch, notify, run

__version__ = "0.1.0"
__all__ = [
    "Fetched",
    "Permissions",
    "Ran",
    "Reply",
    "__version__",
    "ask",
    "confirm",
    "fetch",
    "house",
    "later",
    "notify",
    "run",
    "skill",
]
_ELSEWHERE = {
    "Permissions": "jarvis.permissions",
    **dict.fromkeys(("ask", "confirm"), "jarvis.asking"),
    **dict.fromkeys(("Fetched", "Ran", "fetch", "notify", "run"), "jarvis.skill_kit"),
}


def __getattr__(name: str) -> object:
    """Load the author's kit when it is first used: the terminal commands do without it."""
    if name in __all__:
        from importlib import import_module  # noqa: PLC0415 - see above

        return getattr(import_module(_ELSEWHERE.get(name, "jarvis.plugins")), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
