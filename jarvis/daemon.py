"""Runs the house. Stopping is starting backwards; whatever runs has a parent and a name."""

import asyncio
import logging
import os
import signal
import socket
import sys
import time
import traceback
from asyncio import format_helpers
from collections.abc import Awaitable, Callable

from jarvis import __version__
from jarvis.api.app import make_app
from jarvis.api.server import Server
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.config_desk import ConfigDesk
from jarvis.config_sources import Asked
from jarvis.config_watch import ConfigWatch
from jarvis.errors import contain
from jarvis.events import DaemonReady, DaemonStopping
from jarvis.log import frames
from jarvis.manners import Manners
from jarvis.open_rooms import open_rooms
from jarvis.reception import Reception
from jarvis.rooms import Rooms
from jarvis.takers import Takers

log = logging.getLogger(__name__)
AGAIN_S = 1.0
"""A part that failed unexpectedly is started again after this pause."""

GIL_S = 0.001
"""A worker thread that computes lets go of the interpreter so often: the loop waits no longer for it."""


async def run(
    config: Config, where: Asked, door: socket.socket, started_s: float, narrate: Callable[[EventBus], None]
) -> None:
    """Run until SIGINT, SIGTERM or a client's stop.

    `config` was found `where` changes of it are looked for. `started_s` is when the program began
    (monotonic); `narrate` may subscribe before anything happens.
    """
    async with open_rooms(config, where.said) as rooms:
        daemon = Daemon(rooms, ConfigWatch(where, config, Takers(rooms).table(), rooms.bus.post))
        loop = asyncio.get_running_loop()
        sys.setswitchinterval(GIL_S)
        if config.log.slow_callback_ms:
            loop.slow_callback_duration = config.log.slow_callback_ms / 1000
            # Not where each callback was made: finding that out takes more time than what is measured.
            format_helpers.extract_stack = lambda *_: traceback.StackSummary()
            loop.set_debug(enabled=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, daemon.stop, signal.Signals(number).name)
        narrate(rooms.bus)
        await daemon.run(door, started_s)


class Daemon:
    """The running program."""

    def __init__(self, rooms: Rooms, settings: ConfigWatch) -> None:
        self._rooms, self._settings = rooms, settings
        self._stop = asyncio.Event()
        self._stop_reason = ""
        self._reception = Reception(rooms, ConfigDesk(settings), self.stop, time.monotonic)
        self._manners = Manners(rooms, self._reception, os.environ)

    def stop(self, reason: str) -> None:
        """End soon."""
        self._stop_reason = reason
        self._stop.set()

    async def run(self, door: socket.socket, started_s: float) -> None:
        """Serve and listen until `stop`."""
        rooms, server = self._rooms, Server(make_app(self._reception), door)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.run_until_stopped(), name="door")
            engines = [
                group.create_task(_keep(one.name, one.run), name=one.name) for one in rooms.recognizers
            ]
            engines.append(group.create_task(_keep("loudspeaker", rooms.loudspeaker.run), name="loudspeaker"))
            await self._load()
            parts = {"pipeline": rooms.pipeline.run, "reminders": rooms.reminders.run}
            parts |= {"watch": rooms.watch.run, "ears": rooms.ears.run}
            parts |= {"captions": rooms.captions.run, "ducking": rooms.ducking.run}
            parts |= {"stops": rooms.stops.run, "dialogs": rooms.skills.dialogs.run}
            parts |= {"skills": rooms.book.run, "grammars": rooms.grammars.run}
            parts |= {"documents": rooms.minds.library.run, "settings": self._settings.run}
            parts |= {"mind": rooms.minds.mind.run, "ahead": rooms.minds.ahead.run}
            parts |= {"memory": rooms.minds.memory.run, "residency": rooms.minds.residency.run}
            parts |= self._manners.parts()
            if rooms.calls is not None:
                parts["calls"] = rooms.calls.run
            working = [group.create_task(_keep(name, part), name=name) for name, part in parts.items()]
            self._reception.ready = True
            start_s = round(time.monotonic() - started_s, 3)
            rooms.bus.post(DaemonReady(version=__version__, start_s=start_s))
            await self._stop.wait()
            rooms.bus.post(DaemonStopping(reason=self._stop_reason))
            rooms.pipeline.interrupt()
            await server.stop(serving)
            for task in [*working, *engines, serving]:
                task.cancel()

    async def _load(self) -> None:
        """Load what is slow, beside each other, off the loop. What is missing is said, not fatal."""
        rooms = self._rooms
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(rooms.load), name="skills")
            group.create_task(
                contain(rooms.loudspeaker.open()), name="first loudspeaker"
            )  # tells when there is none
            group.create_task(contain(rooms.recognizer.load()), name="recognizer")  # so does it


async def _keep(name: str, part: Callable[[], Awaitable[None]]) -> None:
    """Run a part for ever: one that fails is logged and started again."""
    while True:
        error = await contain(part())
        log.error("%s ended and is started again: %s", name, frames(error) if error else "no error")
        await asyncio.sleep(AGAIN_S)
