"""Runs the house. Stopping is starting backwards; whatever runs has a parent and a name."""

import asyncio
import logging
import signal
import socket
import time
from collections.abc import Awaitable, Callable

from jarvis import __version__
from jarvis.api.app import make_app
from jarvis.api.server import Server
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.errors import JarvisError, contain
from jarvis.events import DaemonReady, DaemonStopping, RecognizerLost, WakeHeard
from jarvis.log import frames
from jarvis.reception import Reception
from jarvis.rooms import Rooms, open_rooms, speech_model
from voice.ears import Spoken

log = logging.getLogger(__name__)
AGAIN_S = 1.0
"""A part that failed unexpectedly is started again after this pause."""


async def run(
    config: Config, door: socket.socket, started_s: float, narrate: Callable[[EventBus], None]
) -> None:
    """Run until SIGINT, SIGTERM or a client's stop.

    `started_s` is when the program began (monotonic); `narrate` may subscribe before anything happens.
    """
    async with open_rooms(config) as rooms:
        daemon = Daemon(rooms)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, daemon.stop, signal.Signals(number).name)
        narrate(rooms.bus)
        await daemon.run(door, started_s)


class Daemon:
    """The running program."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._stop = asyncio.Event()
        self._stop_reason = ""
        self._reception = Reception(rooms, self.stop, time.monotonic)
        rooms.bus.subscribe(WakeHeard, self._be_silent)

    def stop(self, reason: str) -> None:
        """End soon."""
        self._stop_reason = reason
        self._stop.set()

    async def run(self, door: socket.socket, started_s: float) -> None:
        """Serve and listen until `stop`."""
        rooms, server = self._rooms, Server(make_app(self._reception), door)
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.run_until_stopped(), name="door")
            await self._load()
            parts = {"pipeline": rooms.pipeline.run, "reminders": rooms.reminders.run, "ears": self._listen}
            working = [group.create_task(_keep(name, part), name=name) for name, part in parts.items()]
            self._reception.ready = True
            start_s = round(time.monotonic() - started_s, 3)
            rooms.bus.post(DaemonReady(version=__version__, start_s=start_s))
            await self._stop.wait()
            rooms.bus.post(DaemonStopping(reason=self._stop_reason))
            rooms.pipeline.interrupt()
            await server.stop(serving)
            for task in [*working, serving]:
                task.cancel()

    async def _load(self) -> None:
        """Load what is slow, beside each other, off the loop. What is missing is said, not fatal."""
        recognizer = self._rooms.recognizer
        _, problem, _ = await asyncio.gather(
            asyncio.to_thread(self._rooms.skills.templates.build),
            contain(recognizer.load(speech_model)),
            contain(self._rooms.loudspeaker.open()),  # tells by itself when there is none
        )
        if problem:
            log.error("%s cannot be used", recognizer.name)
            self._rooms.bus.post(RecognizerLost(engine=recognizer.name, reason=str(problem)))

    async def _listen(self) -> None:
        async for spoken in self._rooms.ears.hear():
            self._take(spoken)

    def _take(self, spoken: Spoken) -> None:
        """What was heard becomes a request; what cannot be one is said."""
        heard, pipeline = spoken.transcript, self._rooms.pipeline
        if heard is None:
            pipeline.announce(spoken.problem, spoken.turn)
            return
        try:
            pipeline.submit(heard.text, turn=spoken.turn, confidence=heard.confidence)
        except JarvisError as error:
            pipeline.announce(str(error), spoken.turn)

    def _be_silent(self, _: WakeHeard) -> None:
        """Whoever says the wake word wants to be heard."""
        self._rooms.pipeline.interrupt()


async def _keep(name: str, part: Callable[[], Awaitable[None]]) -> None:
    """Run a part for ever: one that fails is logged and started again."""
    while True:
        error = await contain(part())
        log.error("%s ended and is started again: %s", name, frames(error) if error else "no error")
        await asyncio.sleep(AGAIN_S)
