"""Other players are lowered while Jarvis listens and speaks. A process of its own does it: `voice.ducker`."""

import asyncio
import logging
from pathlib import Path

from jarvis.bus import EventBus
from jarvis.errors import contain
from jarvis.events import (
    Event,
    ListeningStarted,
    LoudspeakerLost,
    MicrophoneLost,
    MicrophoneMuted,
    NothingHeard,
    SpeakingEnded,
    SpeakingStarted,
    TaskFinished,
    TurnInterrupted,
    UtteranceEnded,
    WakeHeard,
)
from jarvis.manners_config import DuckingConfig
from voice import frames
from voice.link import AudioProcess, DeviceLostError, child

log = logging.getLogger(__name__)
LINGER_S = 0.7
"""Between listening and speaking others are not raised and lowered again."""
IDLE_S = 30.0
"""After so long without need the process ends."""
AGAIN_S = 30.0
"""Where there is no sound server, it is tried again after this pause, when others are to be lowered."""
CRASHES = 3
"""So often in a row a process that ends by itself is started again at once."""


class Need:
    """Whether others are to be quiet now, as the events tell it."""

    def __init__(self) -> None:
        self._listening: set[str] = set()
        self._speaking: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._listening or self._speaking)

    def feed(self, event: Event) -> None:
        """This happened."""
        match event:
            case WakeHeard() | ListeningStarted():
                self._listening.add(event.turn)
            case UtteranceEnded() | NothingHeard():
                self._listening.discard(event.turn)
            case SpeakingStarted():
                self._speaking.add(event.turn)
            case SpeakingEnded():
                self._speaking.discard(event.turn)
            case TaskFinished() | TurnInterrupted():
                self._listening.discard(event.turn)
            case MicrophoneLost() | MicrophoneMuted():
                self._listening.clear()
            case LoudspeakerLost():
                self._speaking.clear()


class Ducking:
    """Follows the bus. `notes` is the file that tells what was lowered, see `voice.ducking_notes`."""

    def __init__(self, bus: EventBus, config: DuckingConfig, notes: Path) -> None:
        self._config, self._notes = config, notes
        self._need = Need()
        self._news = asyncio.Event()
        self._ended = ""
        self._ready = False
        self._stale = False
        """Whether its process was started with other settings."""
        self.problem = ""
        """Why others cannot be lowered, "" as far as is known."""
        self.pid: int | None = None
        """Its process, while there is one."""
        bus.subscribe(Event, self._feed)

    def apply(self, config: DuckingConfig) -> None:
        """Lower others so from the next time on; those that are lowered now come back when they are due."""
        self._stale = self._stale or config != self._config
        self._config = config
        self._news.set()

    async def run(self) -> None:
        """Lower others whenever there is need, for ever; at first, undo what was left behind."""
        if self._notes.exists():
            await self._attend()
        failures = 0
        while True:
            await self._needed()
            began_s = asyncio.get_running_loop().time()
            error = await self._attend()
            lasted_s = asyncio.get_running_loop().time() - began_s
            failures = 0 if error is None or lasted_s > AGAIN_S else failures + 1
            if error is not None and (failures > CRASHES or not self._ready):
                await asyncio.sleep(AGAIN_S)

    def _feed(self, event: Event) -> None:
        self._need.feed(event)
        self._news.set()

    async def _needed(self) -> None:
        while not (self._need and self._config.enabled):
            self._news.clear()
            await self._news.wait()

    async def _attend(self) -> Exception | None:
        """The life of one process, which begins with undoing what was left behind; why it ended early."""
        error = await contain(self._with_process())
        self.pid = None
        if error is not None and str(error) != self.problem:
            self.problem = str(error)
            log.warning("other players are not lowered: %s", self.problem)
        return error

    async def _with_process(self) -> None:
        """Raises DeviceLostError when it ends by itself."""
        self._ended, self._ready, self._stale = "", False, False
        command = ("voice.ducker", str(self._notes), str(self._config.percent))
        async with child(*command) as process, asyncio.TaskGroup() as group:
            self.pid = process.pid
            watching = group.create_task(self._watch(process), name="ducker")
            await self._serve(process)
            watching.cancel()
        if self._ended:
            raise DeviceLostError(self._ended)

    async def _watch(self, process: AudioProcess) -> None:
        try:
            while True:
                await process.read()
                self._ready, self.problem = True, ""
        except DeviceLostError as error:
            self._ended = str(error)
            self._news.set()

    async def _serve(self, process: AudioProcess) -> None:
        """Tell it what is needed, until nothing is for long, or it has ended."""
        ducked = False
        while not self._ended:
            self._news.clear()
            if self._stale and not ducked:
                return
            if self._need and not ducked:
                ducked = True
                process.post(frames.pack_json(frames.TELL, ducked=True))
            elif self._need:
                await self._news.wait()
            elif ducked and not await self._soon(LINGER_S):
                ducked = False
                process.post(frames.pack_json(frames.TELL, ducked=False))
            elif not ducked and not await self._soon(IDLE_S, changes=True):
                return

    async def _soon(self, wait_s: float, *, changes: bool = False) -> bool:
        """Whether there is need (or the process has ended) within this time; or changed settings, too."""
        try:
            async with asyncio.timeout(wait_s):
                while not (self._need or self._ended or (changes and self._stale)):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True
