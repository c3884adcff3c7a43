"""The windows of an X11 desktop: which there are, which one has the keyboard, and handing it to another.

The calls block; they belong in a thread. On Wayland no program may see the windows of others.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jarvis.errors import JarvisError
from jarvis.notices import plain

OBEYS_S = 1.5
_LOOKS_EVERY_S = 0.03
_LONGEST = 80
_MOST = 100
"""More windows are not looked at."""
_OTHERS = {"_NET_WM_WINDOW_TYPE_DESKTOP", "_NET_WM_WINDOW_TYPE_DOCK"}
"""What is no window to whoever looks at the screen."""
_PAGER = 2
"""Who asks for a window on behalf of the user says so with this; others may be refused."""


class WindowsError(JarvisError):
    """The windows cannot be seen; the sentence says why."""


@dataclass(frozen=True)
class Window:
    """A window. Its title is other people's text, without control characters."""

    number: int
    title: str
    program: str


class Screen:
    """What is on the X11 screen just now. Made by `screen`."""

    def __init__(self, display: Any) -> None:  # noqa: ANN401 - an untyped library
        self._display = display
        self._root = display.screen().root

    def windows(self) -> Sequence[Window]:
        """Those that the user sees as windows, the oldest first. Raises WindowsError without a manager."""
        numbers = self._property(self._root, "_NET_CLIENT_LIST")
        if numbers is None and not self.managed():
            raise WindowsError("Your desktop does not tell me which windows there are.")
        found = [self._window(number) for number in list(numbers if numbers is not None else ())[:_MOST]]
        return [one for one in found if one is not None]

    def managed(self) -> bool:
        """Whether a window manager runs which says what it does."""
        return self._property(self._root, "_NET_SUPPORTING_WM_CHECK") is not None

    def active(self) -> int:
        """The number of the window that is worked in, 0 for none."""
        told = self._property(self._root, "_NET_ACTIVE_WINDOW")
        return int(told[0]) if told is not None and len(told) else 0

    def activate(self, number: int) -> bool:
        """Ask the window manager to raise a window and give it the keyboard; whether that came about."""
        from Xlib.protocol import event  # noqa: PLC0415 - see `screen`

        window = self._display.create_resource_object("window", number)
        atom = self._display.intern_atom("_NET_ACTIVE_WINDOW")
        asked = event.ClientMessage(window=window, client_type=atom, data=(32, [_PAGER, 0, 0, 0, 0]))
        substructure = 0x80000 | 0x100000  # redirect and notify: whoever manages windows hears of it
        self._root.send_event(asked, event_mask=substructure)
        self._display.flush()
        for _ in range(round(OBEYS_S / _LOOKS_EVERY_S)):
            if self.active() == number and any(one.number == number for one in self.windows()):
                return True
            time.sleep(_LOOKS_EVERY_S)
        return False

    def focus(self) -> tuple[int, int]:
        """What gets the keys just now: the window that is worked in, and the part of it; 0 for none."""
        focus = self._display.get_input_focus().focus
        return self.active(), int(getattr(focus, "id", 0))

    def title(self, number: int) -> str:
        """The title of a window, its program if it has none, else "the window"."""
        one = self._window(number) if number else None
        return (one and (one.title or one.program)) or "the window"

    def held(self) -> tuple[bool, bool]:
        """Whether Control, Alt or Super is held down, and whether Caps Lock is on."""
        mask = self._root.query_pointer().mask
        return bool(mask & (0x4 | 0x8 | 0x40)), bool(mask & 0x2)

    def _window(self, number: int) -> Window | None:
        from Xlib import error  # noqa: PLC0415 - see `screen`

        window = self._display.create_resource_object("window", number)
        try:
            kinds = self._property(window, "_NET_WM_WINDOW_TYPE")
            names = {self._display.get_atom_name(one) for one in kinds or ()}
            title = self._property(window, "_NET_WM_NAME")
            told = bytes(title).decode(errors="replace") if title is not None else window.get_wm_name() or ""
            classes = window.get_wm_class() or ("", "")
        except (error.XError, ValueError, TypeError):
            return None  # it was closed meanwhile, or tells nonsense
        told = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        return None if names & _OTHERS else Window(number, plain(told, _LONGEST), plain(str(classes[1]), 40))

    def _property(self, window: Any, name: str) -> Any:  # noqa: ANN401 - numbers, or bytes
        found = window.get_full_property(self._display.intern_atom(name), 0)
        return None if found is None else found.value


@contextmanager
def screen() -> Iterator[Screen]:
    """The screen of this session. Raises WindowsError where there is none, or it is Wayland's."""
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        raise WindowsError("Your desktop uses Wayland, where no program may touch the windows of others.")
    if not os.environ.get("DISPLAY"):
        raise WindowsError("I have no screen here: there is no X11 session.")
    from Xlib import display, error  # noqa: PLC0415 - takes a while, and many never need it

    try:
        connection = display.Display()
    except (error.DisplayError, OSError, ValueError, AssertionError) as problem:
        raise WindowsError("The screen does not let me in.") from problem
    connection.set_error_handler(lambda *_: None)  # it would print them
    try:
        yield Screen(connection)
    except (error.ConnectionClosedError, error.XError, OSError) as problem:
        raise WindowsError("The screen does not answer any more.") from problem
    finally:
        _close(connection)


def _close(connection: Any) -> None:  # noqa: ANN401 - see above
    from Xlib import error  # noqa: PLC0415 - see above

    try:
        connection.close()
    except (error.ConnectionClosedError, OSError):
        return
