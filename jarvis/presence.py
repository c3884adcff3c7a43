"""Jarvis by its name on the session bus: other programs and menus of the desktop may call it.

It takes a few orders and tells nothing: no words go in, and none come out. Where there is no bus, or it
ends, that hurts nobody; when it is back, the name is taken again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from jarvis.bus_guest import Asked, Guest, Told, there
from jarvis.errors import JarvisError, contain
from jarvis.log import frames
from jarvis.session_bus import BusError, session

log = logging.getLogger(__name__)
NAME, PATH = "org.jarvis.Jarvis", "/org/jarvis/Jarvis"
APPLICATION = "org.freedesktop.Application"
AGAIN_S = 5.0
"""After so long a bus that was lost, or a name that somebody else has, is looked for again."""
WAITING = 8
"""Orders that wait; more are refused."""
_INTROSPECTED = f"""<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node><interface name="{APPLICATION}">
<method name="Activate"><arg type="a{{sv}}" direction="in"/></method>
<method name="Open"><arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/></method>
<method name="ActivateAction"><arg type="s" direction="in"/><arg type="av" direction="in"/>
<arg type="a{{sv}}" direction="in"/></method>
</interface></node>"""
_ARGUMENTS = "org.freedesktop.DBus.Error.InvalidArgs"
_FULL = "org.freedesktop.DBus.Error.LimitsExceeded"
_TAKES = {"Activate": "a{sv}", "Open": "asa{sv}", "ActivateAction": "sava{sv}"}
Deed = Callable[[], Awaitable[object]]


class Presence:
    """Owns the name and obeys. `deeds` by the names of their actions; "listen" is what a click starts.

    What a deed refuses is handed to `tell`, as a sentence: whoever clicked looks at no error of a bus.
    """

    def __init__(self, deeds: Mapping[str, Deed], tell: Callable[[str], object]) -> None:
        self._deeds, self._tell = deeds, tell
        self._orders: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self.state = "There is no session bus."
        """"ready", or why nobody can call Jarvis by its name."""

    async def run(self) -> None:
        """Be there for ever, whenever there is a bus."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._obey(), name="orders")
            while True:
                if there(session()):
                    error = await contain(self._attend())
                    self.state = (
                        str(error) if isinstance(error, JarvisError) else "The session bus has ended."
                    )
                    if error is not None and not isinstance(error, BusError):
                        log.error("the name on the bus was lost: %s", frames(error))
                await asyncio.sleep(AGAIN_S)

    async def _attend(self) -> None:
        """One life of the bus. Raises BusError."""
        async with Guest() as bus:
            bus.serve(self._answer)
            if not await bus.own(NAME):
                raise BusError(f"Another program is called {NAME} on the session bus.")
            self.state = "ready"
            await bus.gone()

    def _answer(self, asked: Asked) -> Told | None:
        """What comes of a call, at once."""
        if asked.path != PATH:
            return None
        if (asked.interface, asked.member) == ("org.freedesktop.DBus.Introspectable", "Introspect"):
            return Told("s", [_INTROSPECTED])
        if asked.member not in _TAKES or asked.interface not in (APPLICATION, ""):
            return None
        if asked.signature != _TAKES[asked.member]:
            return Told(error=_ARGUMENTS, body=[f"{asked.member} takes {_TAKES[asked.member]}."])
        return self._ordered(asked)

    def _ordered(self, asked: Asked) -> Told:
        if asked.member == "Open":
            return Told(error=_ARGUMENTS, body=["Jarvis opens no files."])
        action = str(asked.body[0]) if asked.member == "ActivateAction" else "listen"
        if action not in self._deeds:
            return Told(error=_ARGUMENTS, body=[f"Jarvis knows these actions: {', '.join(self._deeds)}."])
        try:
            self._orders.put_nowait(action)
        except asyncio.QueueFull:
            return Told(error=_FULL, body=["Jarvis has not yet done what it was told before."])
        return Told()

    async def _obey(self) -> None:
        while True:
            error = await contain(self._deeds[await self._orders.get()]())
            if isinstance(error, JarvisError):
                self._tell(str(error))
            elif isinstance(error, Exception):
                log.error("an order over the session bus failed: %s", frames(error))
