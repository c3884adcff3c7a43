"""The key to talk on Wayland: the desktop watches it, and tells when it is pressed and released.

There is one way for all desktops, the portal `org.freedesktop.portal.GlobalShortcuts`; the user may choose
another key than the one in the settings there.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from jarvis.chord import Chord
from jarvis.errors import contain
from jarvis.session_bus import BusError, Call, SessionBus, Signal
from ui.hotkey import REMEDY, HotkeyError

PORTAL, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
REGISTRY = "org.freedesktop.host.portal.Registry"
BUS = "org.freedesktop.DBus"
APP_ID = "jarvis"
"""The name of our .desktop file: by it a desktop remembers which key was given."""
SHORTCUT = "talk"
ANSWER_S = 120.0
"""The desktop may ask the user first."""
RETURN_S = 10.0
"""A portal that is started again is back by then."""
_DONE, _REFUSED, _NEVER = 0, 1, 2


async def watch(chord: Chord, told: Callable[[bool], None], ready: Callable[[], None]) -> None:
    """Tell `told` of each press (True) and release (False). Never returns.

    Raises HotkeyError when the desktop has no such portal, will not give the key, or takes it away.
    """
    try:
        async with SessionBus() as bus:
            await _Portal(bus, told).watch(chord, ready)
    except BusError:
        raise HotkeyError(f"This desktop has no portal for keys. {REMEDY}") from None


class _Portal:
    def __init__(self, bus: SessionBus, told: Callable[[bool], None]) -> None:
        self._bus, self._told = bus, told
        self._down = False
        self._session = ""
        self._answers: dict[str, asyncio.Future[Sequence[Any]]] = {}
        self._ended = asyncio.Event()
        """The session has ended."""
        self._taken = False
        """The desktop has ended it; else the portal has gone."""
        self._lost = False
        """The bus has ended."""
        self._back = asyncio.Event()

    async def watch(self, chord: Chord, ready: Callable[[], None]) -> None:
        await self._bus.hear(self._hear, PORTAL, BUS)
        async with asyncio.TaskGroup() as group:
            ending = group.create_task(self._until_bus_ends(), name="bus")
            failure = await contain(self._until_taken(chord, ready))
            ending.cancel()
        self._tell(down=False)
        if self._lost:
            raise HotkeyError(f"The session bus has ended, and so nobody hears the key any more. {REMEDY}")
        raise failure or HotkeyError(f"The desktop has taken the key {chord.text} away. {REMEDY}")

    async def _until_bus_ends(self) -> None:
        await self._bus.gone()
        self._lost = True
        self._ended.set()
        self._back.set()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_result((_NEVER, {}))

    async def _until_taken(self, chord: Chord, ready: Callable[[], None]) -> None:
        while not (self._taken or self._lost):
            self._ended.clear()
            self._back.clear()
            await self._bind(chord)
            ready()
            await self._ended.wait()
            self._tell(down=False)
            if not self._taken:
                with suppress(TimeoutError):  # asking it may start it, too
                    async with asyncio.timeout(RETURN_S):
                        await self._back.wait()

    async def _bind(self, chord: Chord) -> None:
        with suppress(BusError):  # older portals know programs by other means
            await self._bus.call(Call(PORTAL, PATH, REGISTRY, "Register", "sa{sv}", [APP_ID, {}]))
        name = self._bus.variant("s", f"jarvis_{secrets.token_hex(8)}")
        made = await self._ask("CreateSession", "", [], {"session_handle_token": name})
        self._session = str(made.get("session_handle", ""))
        about = {
            "description": self._bus.variant("s", "Talk to Jarvis"),
            "preferred_trigger": self._bus.variant("s", chord.portal),
        }
        bound = await self._ask("BindShortcuts", "oa(sa{sv})s", [self._session, [[SHORTCUT, about]], ""], {})
        if not any(one and one[0] == SHORTCUT for one in bound.get("shortcuts", ())):
            raise HotkeyError(f"The desktop did not give Jarvis the key {chord.text}. {REMEDY}")

    async def _ask(
        self, member: str, signature: str, body: Sequence[object], options: dict[str, object]
    ) -> dict[str, Any]:
        """A request that the desktop answers later, perhaps after it has asked the user."""
        token = f"jarvis_{secrets.token_hex(8)}"
        sender = self._bus.name.removeprefix(":").replace(".", "_")
        path = f"{PATH}/request/{sender}/{token}"
        answer = self._answers[path] = asyncio.get_running_loop().create_future()
        options = {**options, "handle_token": self._bus.variant("s", token)}
        try:
            async with asyncio.timeout(ANSWER_S):
                whole = Call(PORTAL, PATH, SHORTCUTS, member, f"{signature}a{{sv}}", [*body, options])
                await self._bus.call(whole)
                code, found = await answer
        except TimeoutError:
            raise HotkeyError(f"The desktop did not say whether Jarvis may have the key. {REMEDY}") from None
        finally:
            del self._answers[path]
        if code != _DONE:
            why = "You refused Jarvis the key" if code == _REFUSED else "The desktop refused Jarvis the key"
            raise HotkeyError(f"{why}. {REMEDY}")
        return dict(found)

    def _hear(self, signal: Signal) -> None:
        answer = self._answers.get(signal.path)
        if signal.interface == REQUEST and answer is not None and not answer.done():
            answer.set_result(signal.body)
        elif signal.interface == SHORTCUTS and list(signal.body[:2]) == [self._session, SHORTCUT]:
            if signal.member in {"Activated", "Deactivated"}:
                self._tell(down=signal.member == "Activated")
        elif signal.interface == SESSION and signal.path == self._session and signal.member == "Closed":
            self._taken = True
            self._ended.set()
        elif signal.member == "NameOwnerChanged" and list(signal.body[:1]) == [PORTAL] and self._session:
            (self._back if signal.body[2] else self._ended).set()

    def _tell(self, *, down: bool) -> None:
        if down != self._down:
            self._down = down
            self._told(down)
