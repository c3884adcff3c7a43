"""The microphone as a stream that never ends: lost devices are waited for, mute ends the process."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, suppress
from pathlib import Path

from jarvis.bus import EventBus
from jarvis.events import MicrophoneLost, MicrophoneMuted, MicrophoneOpened, MicrophoneUnmuted
from jarvis.ports import Pcm
from voice import frames
from voice.link import AudioProcess, DeviceLostError, audio_process

log = logging.getLogger(__name__)
RETRY_S = (0.2, 0.5, 1.0)
"""Pauses before looking for a device again; the last one repeats."""
OPEN_S = 10.0
STALLED_S = 3.0
"""The audio process notices a silent device itself after one second; this is for when it hangs."""


class ProcessMicrophone:
    """The real microphone, held by a process of its own while not muted.

    `mark` is the file that remembers mute across restarts.
    """

    def __init__(self, bus: EventBus, mark: Path, device: str = "") -> None:
        self._bus, self._mark, self._device = bus, mark, device
        self._mute_changed = asyncio.Event()
        self._process: AudioProcess | None = None
        self._starting = asyncio.Lock()
        self._ended_by_user = False
        self.open_on = ""
        """The device in use, "" while there is none."""
        self.lost_because = ""
        """Why there is none."""
        self.pid: int | None = None
        """The capture process, if one exists."""

    @property
    def muted(self) -> bool:
        """Whether the user muted."""
        return self._mark.exists()

    async def mute(self, *, on: bool) -> None:
        """Close or open the microphone, across restarts. After `on` its process is really gone."""
        if on == self.muted:
            return
        if not on:
            self._mark.unlink(missing_ok=True)
            self._bus.post(MicrophoneUnmuted())
            self._mute_changed.set()
            return
        self._mark.touch(mode=0o600)
        async with self._starting:  # one that is being started has to be there to be ended
            if self._process is not None:
                self._ended_by_user = True
                await self._process.end()
                self._process = self.pid = None
        self._bus.post(MicrophoneMuted())
        self._mute_changed.set()

    async def chunks(self) -> AsyncGenerator[Pcm]:
        """Chunks of 20 ms, an empty one after each interruption; see `ports.Microphone`."""
        failures = 0
        if self.muted:
            self._bus.post(MicrophoneMuted())
        while True:
            yield b""
            while self.muted:
                self._mute_changed.clear()
                await self._mute_changed.wait()
            try:
                async with aclosing(self._one_process()) as sound:
                    async for chunk in sound:
                        failures = 0
                        yield chunk
            except DeviceLostError as error:
                if self._ended_by_user:
                    self._ended_by_user = False
                    continue
                self._lost(str(error))
                self._mute_changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(RETRY_S[min(failures, len(RETRY_S) - 1)]):
                        await self._mute_changed.wait()
                failures += 1

    async def _one_process(self) -> AsyncGenerator[Pcm]:
        """What one capture process delivers. Raises DeviceLostError when it is over."""
        async with AsyncExitStack() as stack:
            async with self._starting:
                if self.muted:
                    return
                process = await stack.enter_async_context(audio_process("capture", self._device))
                self._process, self.pid = process, process.pid
            try:
                while True:
                    kind, payload = await self._next(process)
                    if kind == frames.AUDIO:
                        yield payload
                    else:
                        self.open_on = str(frames.unpack_json(payload)["opened"])
                        self.lost_because = ""
                        self._bus.post(MicrophoneOpened(device=self.open_on))
            finally:
                self._process, self.pid, self.open_on = None, None, ""

    async def _next(self, process: AudioProcess) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(STALLED_S if self.open_on else OPEN_S):
                return await process.read()
        except TimeoutError:
            raise DeviceLostError("the audio process hangs") from None

    def _lost(self, reason: str) -> None:
        if reason != self.lost_because:  # said once, not at every new attempt
            log.warning("no microphone: %s", reason)
            self.lost_because = reason
            self._bus.post(MicrophoneLost(reason=reason))
