"""Sound from a capture process; a fresh one can take over from it without a gap."""

import asyncio
import logging
from collections import deque
from contextlib import suppress

from jarvis.ports import Pcm
from voice import frames
from voice.link import AudioProcess, DeviceLostError, start_process

log = logging.getLogger(__name__)
OPEN_S = 6.0
"""So long a process may look for a device and open it."""
STALLED_S = 1.15
"""A process notices after a second that its device hangs; one that says nothing by now hangs itself."""
LATE_S = 0.05
"""What lies in the pipe can be read in this time, also where this process itself was held up."""
PATIENCE = 300
"""So many chunks a fresh process may take to deliver sound."""


class Relay:
    """The capture process in use, and at times a spare one that is about to take over from it."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._current: AudioProcess | None = None
        self._spare: AudioProcess | None = None
        self._spare_device = ""
        self._waited = 0
        self._ready: deque[Pcm | str] = deque()
        self._opened = False

    @property
    def pid(self) -> int | None:
        """The process in use."""
        return self._current.pid if self._current is not None else None

    async def start(self) -> None:
        """Start the process."""
        self._current = await start_process("capture", self._device)

    async def renew(self) -> None:
        """Let a fresh process take over as soon as it delivers, if zeros are all that came until then."""
        if self._spare is None and self._current is not None:
            self._spare, self._waited = await start_process("capture", self._device), 0

    async def end(self) -> None:
        """End what runs; when it returns, that is gone."""
        for process in (self._spare, self._current):
            if process is not None:
                await process.end()
        self._current = self._spare = None

    async def read(self) -> Pcm | str:
        """The next chunk, or the name of the device that the next ones are from. Raises DeviceLostError."""
        if self._current is None:
            raise DeviceLostError("the audio process was ended")
        if self._spare is not None:
            await self._try_to_take_over(self._spare)
        if self._ready:
            return self._ready.popleft()
        return self._told(await self._next(self._current))

    def _told(self, frame: tuple[bytes, bytes]) -> Pcm | str:
        kind, payload = frame
        if kind == frames.AUDIO:
            return payload
        self._opened = True
        return str(frames.unpack_json(payload)["opened"])

    async def _next(self, process: AudioProcess) -> tuple[bytes, bytes]:
        for limit_s in (STALLED_S if self._opened else OPEN_S, LATE_S):
            with suppress(TimeoutError):
                async with asyncio.timeout(limit_s):
                    return await process.read()
        process.kill()
        raise DeviceLostError("the audio process hangs")

    async def _try_to_take_over(self, spare: AudioProcess) -> None:
        self._waited += 1
        try:
            while (frame := await spare.read_now()) is not None:
                told = self._told(frame)
                if not isinstance(told, str):
                    await self._take_over(spare, told)
                    return
                self._spare_device = told
        except DeviceLostError as error:  # a card that only one may open, for instance
            log.info("no fresh process can take over: %s", error)
            await self.keep()
        if self._waited > PATIENCE:
            await self.keep()

    async def _take_over(self, spare: AudioProcess, first: Pcm) -> None:
        """Go on with the spare process, unless the current one has begun to hear."""
        current = self._current
        if current is None:
            return
        with suppress(DeviceLostError):
            while (frame := await current.read_now()) is not None:
                self._ready.append(self._told(frame))
        if any(isinstance(told, str) or any(told) for told in self._ready):
            await self.keep()
            return
        self._ready.clear()
        self._ready.extend((self._spare_device, first))
        self._current, self._spare = spare, None
        await current.end()

    async def keep(self) -> None:
        """Stay with the current process."""
        spare, self._spare = self._spare, None
        if spare is not None:
            await spare.end()
