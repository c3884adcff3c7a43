"""Watching the keyboard for one chord, on X11, Windows and macOS; pynput does that, and types elsewhere.

pynput is told of every key; each is compared with the chord, and forgotten.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from jarvis.chord import Chord
from jarvis.errors import contained
from ui.hotkey import REMEDY, Held, HotkeyError

_META = (0xFFE7, 0xFFE8)
"""What X11 calls the Alt keys while Shift is down."""


def watch(chord: Chord, told: Callable[[bool], None], ready: Callable[[], None]) -> None:
    """Tell `told` of each press (True) and release (False), until the screen is gone.

    Raises HotkeyError, then too; never returns otherwise.
    """
    logging.getLogger("pynput").disabled = True  # it would log errors together with the key
    vendor: Any = contained(_load)
    if isinstance(vendor, Exception):
        raise HotkeyError(f"The keyboard of this screen cannot be watched. {REMEDY}") from None
    try:
        wanted = frozenset(vendor.HotKey.parse(chord.pynput))
    except ValueError:
        raise HotkeyError(f"This keyboard has no {chord.text}. Set another `hotkey.chord`.") from None
    begun: list[bool] = []

    def began() -> None:
        begun.append(True)
        ready()

    contained(lambda: _listen(vendor, Held(wanted, told), began))
    why = "The screen is gone" if begun else "This screen does not tell of keys"
    raise HotkeyError(f"{why}, and so nobody hears the key any more. {REMEDY}")


def _listen(vendor: Any, held: Held, ready: Callable[[], None]) -> None:  # noqa: ANN401 - a module
    """Until the screen is gone; how that is told differs."""

    def known(key: Any) -> Any:  # noqa: ANN401 - as pynput has it
        return vendor.Key.alt if getattr(key, "vk", None) in _META else listener.canonical(key)

    def down(key: object) -> None:
        if key is not None:
            held.down(known(key))

    def up(key: object) -> None:
        if key is not None:
            held.up(known(key))

    def wait() -> None:
        listener.wait()
        ready()

    listener = vendor.Listener(on_press=down, on_release=up)
    threading.Thread(target=wait, daemon=True).start()
    listener.run()


def _load() -> Any:  # noqa: ANN401 - a module
    """It looks for the screen as soon as it is loaded."""
    import pynput.keyboard  # noqa: PLC0415 - see above

    return pynput.keyboard
