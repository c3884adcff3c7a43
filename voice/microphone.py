"""The microphone as a stream that never ends: lost devices are waited for, mute ends the process."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from pathlib import Path

from jarvis.bus import EventBus
from jarvis.events import (
    MicrophoneHears,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneSilent,
    MicrophoneUnmuted,
)
from jarvis.ports import Pcm
from voice.link import DeviceLostError
from voice.relay import Relay
from voice.slept import never
from voice.zeros import Finding, Zeros

log = logging.getLogger(__name__)
RETRY_S = (0.1, 0.2, 0.5, 1.0)
"""Pauses before looking for a device again; the last one repeats."""
SILENT_S = 30.0
DIGITAL_SILENCE = "the microphone delivers only digital silence: is it switched off or muted in the system?"


class ProcessMicrophone:
    """The real microphone, held by a process of its own while not muted.

    `mark` is the file that remembers mute across restarts. After `silent_s` of sound that is nothing
    but zeros this is told, and a fresh process is tried. `slept` is asked whether the machine did.
    """

    def __init__(
        self,
        bus: EventBus,
        mark: Path,
        device: str = "",
        silent_s: float = SILENT_S,
        slept: Callable[[], bool] = never,
    ) -> None:
        self._bus, self._mark, self._device, self._slept = bus, mark, device, slept
        self._zeros = Zeros(silent_s)
        self._mute_changed = asyncio.Event()
        self._relay: Relay | None = None
        self._starting = asyncio.Lock()
        self._ended_by_user = self._resting = False
        self._last_device = ""
        self.open_on = ""
        """The device in use, "" while there is none."""
        self.lost_because = ""
        """Why there is none."""

    @property
    def pid(self) -> int | None:
        """The capture process, if one exists."""
        return self._relay.pid if self._relay is not None else None

    @property
    def problem(self) -> str:
        """Why nothing can be heard, "" if something can."""
        return self.lost_because or (DIGITAL_SILENCE if self.open_on and self._zeros.silent else "")

    @property
    def muted(self) -> bool:
        """Whether the user muted."""
        return self._mark.exists()

    async def rest(self, *, on: bool) -> None:
        """Close it while the computer sleeps, or open it again. After `on` its process is really gone."""
        self._resting = on
        async with self._starting:
            if on and self._relay is not None:
                self._ended_by_user = True
                await self._relay.end()
        self._mute_changed.set()

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
            if self._relay is not None:
                self._ended_by_user = True
                await self._relay.end()
        self._bus.post(MicrophoneMuted())
        self._mute_changed.set()

    @property
    def wanted(self) -> str:
        """The name of the device to use, or a part of it; "" is the system's default."""
        return self._device

    async def apply(self, device: str, silent_s: float) -> None:
        """New settings. After it, the process that held another device is gone."""
        if silent_s != self._zeros.silent_s:
            self._zeros = Zeros(silent_s)
        if device != self._device:
            await self.use(device)

    async def use(self, device: str) -> None:
        """Hear through another device from now on."""
        self._device, self._last_device = device, ""
        async with self._starting:
            if self._relay is not None:
                self._ended_by_user = True
                await self._relay.end()
        self._mute_changed.set()  # whoever waits for the other one looks for this one now

    async def chunks(self) -> AsyncGenerator[Pcm]:
        """Chunks of 20 ms, an empty one after each interruption; see `ports.Microphone`."""
        failures = 0
        if self.muted:
            self._bus.post(MicrophoneMuted())
        while True:
            yield b""
            while self.muted or self._resting:
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
        """What capture processes deliver without a gap. Raises DeviceLostError when it is over."""
        relay = Relay(self._device)
        self._slept()
        try:
            async with self._starting:
                if self.muted or self._resting:
                    return
                self._relay = relay
                await relay.start()
            while True:
                got = await relay.read()
                if isinstance(got, str):
                    self._opened(got)
                    continue
                if self._slept():
                    raise DeviceLostError("the machine slept")
                await self._heed(relay, got)
                yield got
        finally:
            self._relay, self.open_on = None, ""
            await asyncio.shield(relay.end())

    def _opened(self, device: str) -> None:
        if device != self.open_on:
            if device != self._last_device:
                self._zeros.forget()
            self._last_device = self.open_on = device
            self.lost_because = ""
            self._bus.post(MicrophoneOpened(device=device))

    async def _heed(self, relay: Relay, chunk: Pcm) -> None:
        """See whether the device delivers sound at all; if not for long, say so and try a fresh process."""
        found = self._zeros.feed(chunk)
        if found is Finding.NOTHING_NEW:
            return
        if found is Finding.HEARS:
            self._bus.post(MicrophoneHears(device=self.open_on))
            await relay.keep()
            return
        if found is Finding.SILENT:
            log.warning("the microphone delivers only digital silence")
            self._bus.post(MicrophoneSilent(device=self.open_on, silent_s=self._zeros.silent_s))
        async with self._starting:
            if not self.muted and not self._resting:
                await relay.renew()

    def _lost(self, reason: str) -> None:
        if reason != self.lost_because:  # said once, not at every new attempt
            log.warning("no microphone: %s", reason)
            self.lost_because = reason
            self._bus.post(MicrophoneLost(reason=reason))
