"""Before the computer sleeps the microphone is closed; as soon as it is awake everything is looked at again.

logind tells both over the system bus, and waits a moment for us each time. Where there is no logind, the
microphone and the clocks notice for themselves a second later; see `voice.slept` and `jarvis.reminders`.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from jarvis.bus import EventBus
from jarvis.bus_guest import Guest, there
from jarvis.errors import contain
from jarvis.events import ComputerSlept, ComputerSuspends
from jarvis.log import frames
from jarvis.session_bus import BusError, Call, Signal, system

log = logging.getLogger(__name__)
AGAIN_S = 30.0
"""After so long a bus or a logind that was not there is looked for again."""
ANSWER_S = 3.0
AWAKE_S = 30.0
"""So long after it was told that the computer sleeps, with the computer awake, we do not believe it."""
WAITING = 8
"""What logind tells while we are still closing the microphone; then the oldest is forgotten."""
_LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_LOCK = ["sleep", "Jarvis", "Closes the microphone first.", "delay"]
Clock = Callable[[], float]


class Rests(Protocol):
    """What is put to rest: a microphone, or all that listens."""

    async def rest(self, *, on: bool) -> None:
        """Close, or open again unless the user wants it closed. After `on` it is really closed."""
        ...


class Suspend:
    """Follows logind. `counting` counts seconds, those of sleep too; `look` is called on waking."""

    def __init__(self, bus: EventBus, rests: Rests, look: Callable[[], None], counting: Clock) -> None:
        self._bus, self._rests, self._look, self._counting = bus, rests, look, counting
        self._news: asyncio.Queue[bool] = asyncio.Queue(WAITING)
        self._lock = -1
        self._fell_s: tuple[float, float] | None = None
        """When it fell asleep, on the counting clock and on the loop's; None while it is awake."""
        self.state = "There is no system bus."
        """"ready", or why nobody tells us that the computer will sleep."""

    async def run(self) -> None:
        """Follow for ever, whenever there is somebody to follow."""
        try:
            while True:
                if there(system()):
                    error = await contain(self._attend())
                    self.state = str(error) if isinstance(error, BusError) else "The system bus has ended."
                    if error is not None and not isinstance(error, BusError):
                        log.error("nobody tells us when the computer sleeps: %s", frames(error))
                    await self._wake()  # nobody would tell us
                await asyncio.sleep(AGAIN_S)
        finally:
            self._let_go()

    async def _attend(self) -> None:
        """One life of the bus. Raises BusError."""
        self._news = asyncio.Queue(WAITING)
        try:
            async with Guest(system()) as bus:
                await bus.hear(self._heard, _LOGIND[0])
                await self._hold(bus)
                self.state = "ready"
                async with asyncio.TaskGroup() as group:
                    following = group.create_task(self._follow(bus), name="logind")
                    await bus.gone()
                    following.cancel()
        finally:
            self._let_go()

    def _heard(self, signal: Signal) -> None:
        said = (signal.path, signal.interface, signal.member)
        if said == (_LOGIND[1], _LOGIND[2], "PrepareForSleep") and signal.body:
            if self._news.full():
                self._news.get_nowait()
            self._news.put_nowait(bool(signal.body[0]))

    async def _follow(self, bus: Guest) -> None:
        while True:
            sleeps = False
            with suppress(TimeoutError):
                async with asyncio.timeout(AWAKE_S if self._fell_s else None):
                    sleeps = await self._news.get()
            if sleeps:
                await self._sleep()
                self._let_go()
            else:
                await self._wake()
                with suppress(BusError):  # without the lock we may be late, and that is all
                    await self._hold(bus)

    async def _sleep(self) -> None:
        if self._fell_s is not None:
            return
        self._fell_s = self._counting(), asyncio.get_running_loop().time()
        self._bus.post(ComputerSuspends())
        await self._rests.rest(on=True)

    async def _wake(self) -> None:
        fell_s, self._fell_s = self._fell_s, None
        if fell_s is None:
            return
        passed_s = self._counting() - fell_s[0]
        awake_s = asyncio.get_running_loop().time() - fell_s[1]
        self._bus.post(ComputerSlept(slept_s=round(max(0.0, passed_s - awake_s), 1)))
        self._look()
        await self._rests.rest(on=False)

    async def _hold(self, bus: Guest) -> None:
        """Have logind wait for us before it sleeps."""
        if self._lock < 0:
            self._lock = await bus.file(Call(*_LOGIND, "Inhibit", "ssss", _LOCK), ANSWER_S)

    def _let_go(self) -> None:
        lock, self._lock = self._lock, -1
        if lock >= 0:
            os.close(lock)
