"""What clients ask about microphones and loudspeakers: see `jarvis.api.parts.Devices`."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from jarvis.errors import BadInputError
from voice import devices
from voice.devices import LOUDSPEAKER, MICROPHONE, Found


class Microphone(Protocol):
    """Hears through a device."""

    @property
    def wanted(self) -> str:
        """Its name; "" is the system's default."""
        ...

    async def use(self, device: str) -> None:
        """Hear through another one."""
        ...


class Process(Protocol):
    """Plays."""

    async def end(self) -> None:
        """End it."""
        ...


class Loudspeaker(Protocol):
    """Speaks through a device; another one counts from the next process on."""

    device: str

    @property
    def process(self) -> Process | None:
        """The one that plays, if there is one."""
        ...


class DeviceDesk:
    """Speaks for the devices; a choice is kept in `file`."""

    ask: Callable[[], Found] = staticmethod(devices.ask)
    """Looks which there are; blocks."""

    def __init__(
        self, microphone: Microphone, loudspeaker: Loudspeaker, file: Path, environ: Mapping[str, str]
    ) -> None:
        self._microphone, self._loudspeaker, self._file = microphone, loudspeaker, file
        self._environ = environ

    async def to_json(self) -> dict[str, Any]:
        """All there are, and which of them are wanted."""
        found = await asyncio.to_thread(self.ask)
        return {**asdict(found), MICROPHONE: self._microphone.wanted, LOUDSPEAKER: self._loudspeaker.device}

    async def use(self, kind: str, name: str) -> dict[str, Any]:
        """Take one that is there, keep the choice, and tell if that will not count at the next start."""
        found = await self.to_json()
        if name and name not in [one["name"] for one in found[f"{kind}s"]]:
            raise BadInputError(f"There is no {kind} called {name[:80]!r}. It may have been unplugged.")
        if kind == MICROPHONE:
            await self._microphone.use(name)
        else:
            self._loudspeaker.device = name
            if self._loudspeaker.process is not None:
                await self._loudspeaker.process.end()
        await asyncio.to_thread(devices.keep, self._file, kind, name)
        return {**found, kind: name, "stronger": devices.stronger(kind, self._environ)}
