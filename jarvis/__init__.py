"""Jarvis, a voice assistant that lives on your own desktop. What a skill author needs is here."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jarvis.asking import ask, confirm
    from jarvis.plugins import Reply, house, later, skill

__version__ = "0.1.0"
__all__ = ["Reply", "__version__", "ask", "confirm", "house", "later", "skill"]


def __getattr__(name: str) -> object:
    """Load the author's kit when it is first used: the terminal commands do without it."""
    if name in __all__:
        from jarvis import asking, plugins  # noqa: PLC0415 - see above

        return getattr(asking if name in {"ask", "confirm"} else plugins, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
