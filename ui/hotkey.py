"""The key to talk: which way this desktop has for it, and what a press means.

Nothing but the keys of the chord is ever looked at, compared or remembered.
"""

import queue
import threading
from collections.abc import Callable, Hashable, Mapping
from typing import Literal, Protocol

from jarvis.errors import JarvisError

REMEDY = "Bind `jarvis listen --toggle` to a key in the keyboard settings of your desktop instead."
WAITING_AT_MOST = 32
"""Presses and releases that were not passed on yet; beyond that presses are dropped, never a release."""


class HotkeyError(JarvisError):
    """The key cannot be watched, or not any more."""


class Talk(Protocol):
    """Whoever passes it on to the daemon. Neither raises an error."""

    def pressed(self) -> None:
        """The key is down."""
        ...

    def released(self) -> None:
        """The key is up."""
        ...


def way(environ: Mapping[str, str], platform: str) -> Literal["keys", "portal"]:
    """How this desktop tells of keys. Raises HotkeyError where there is no desktop."""
    if platform in {"win32", "darwin"}:
        return "keys"
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return "portal"
    if environ.get("DISPLAY"):
        return "keys"
    raise HotkeyError(f"There is no desktop here whose keys could be watched. {REMEDY}")


class Held:
    """Told of keys; tells when all of a chord are down (True), and when they are not any more (False).

    A key that repeats by itself is pressed once.
    """

    def __init__(self, chord: frozenset[Hashable], told: Callable[[bool], None]) -> None:
        self._chord, self._told = chord, told
        self._down: set[Hashable] = set()

    def down(self, key: Hashable) -> None:
        """A key is down."""
        if key in self._chord and key not in self._down:
            self._down.add(key)
            if self._down == self._chord:
                self._told(True)

    def up(self, key: Hashable) -> None:
        """A key is up."""
        if key in self._down:
            whole = self._down == self._chord
            self._down.remove(key)
            if whole:
                self._told(False)


class Worker:
    """Passes presses and releases on, in a thread of its own: whoever watches keys must never wait."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._waiting: queue.SimpleQueue[bool] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="hotkey", daemon=True).start()

    def told(self, down: bool) -> None:  # noqa: FBT001 - there is nothing else to tell
        """The key is down, or up."""
        if not down or self._waiting.qsize() < WAITING_AT_MOST:
            self._waiting.put(down)

    def _work(self) -> None:
        while True:
            if self._waiting.get():
                self._talk.pressed()
            else:
                self._talk.released()
