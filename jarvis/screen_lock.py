"""Locking the screen, by whatever of this desktop can do it, and asking it whether it is locked."""

import asyncio
from collections.abc import Awaitable, Callable

from jarvis.session_bus import BusError, BusGoneError, Call, SessionBus, system

LOCKS_S = 4.0
"""A screen that was told to lock is locked by then, or it is not said to be."""
_LOOKS_EVERY_S = 0.1
_SAVERS = (
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
)
_LOGIN, _MINE = "org.freedesktop.login1", "/org/freedesktop/login1/session/auto"
_SESSION = "org.freedesktop.login1.Session"
_Asked = Callable[[], Awaitable[bool]]


class Locked:
    """What came of it: `by` whom, "" if nobody could be told; whether it `is` locked, and `was` before."""

    def __init__(self, by: str = "", *, is_: bool = False, was: bool = False) -> None:
        self.by, self.is_, self.was = by, is_, was


async def lock() -> Locked:
    """Tell each that can lock the screen, one after the other, until one says that it is locked."""
    told = ""
    for attempt in (_by_savers, _by_login):
        try:
            found = await attempt()
        except BusError:
            continue
        if found.is_:
            return found
        told = told or found.by
    return Locked(told)


async def _by_savers() -> Locked:
    told = ""
    async with SessionBus() as bus:
        names = set(await bus.names())
        for name, path in _SAVERS:
            if name in names:
                try:
                    found = await _by_saver(bus, name, path)
                except BusGoneError:
                    raise
                except BusError:
                    continue
                if found.is_:
                    return found
                told = told or name
    return Locked(told)


async def _by_saver(bus: SessionBus, name: str, path: str) -> Locked:
    async def locked() -> bool:
        reply = await bus.call(Call(name, path, name, "GetActive"))
        return reply.signature == "b" and reply.body[0] is True

    if await locked():
        return Locked(name, is_=True, was=True)
    await bus.call(Call(name, path, name, "Lock"))
    return Locked(name, is_=await _comes_true(locked))


async def _by_login() -> Locked:
    """The session manager, which passes it on to the desktop; that one says back when it has done it."""
    async with SessionBus(system()) as bus:

        async def locked() -> bool:
            return (await bus.properties(_LOGIN, _MINE, _SESSION)).get("LockedHint") is True

        if await locked():
            return Locked(_LOGIN, is_=True, was=True)
        await bus.call(Call(_LOGIN, _MINE, _SESSION, "Lock"))
        return Locked(_LOGIN, is_=await _comes_true(locked))


async def _comes_true(asked: _Asked) -> bool:
    for _ in range(round(LOCKS_S / _LOOKS_EVERY_S)):
        if await asked():
            return True
        await asyncio.sleep(_LOOKS_EVERY_S)
    return False
