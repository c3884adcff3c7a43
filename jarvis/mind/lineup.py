"""Which engines there are for the user's settings, the preferred one first. None is loaded too early."""

import asyncio
import importlib
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from jarvis.mind.embedded import Embedded
from jarvis.mind.seam import EngineAbsentError, LanguageModel
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency

_ENGINES = {"ollama": "jarvis.mind.ollama:Ollama", "openai": "jarvis.mind.openai_server:OpenAiServer"}
_ORDERS = {
    "auto": ("ollama", "embedded"),
    "ollama": ("ollama", "embedded"),
    "openai": ("openai", "embedded"),
    "embedded": ("embedded",),
    "none": (),
}
_USUAL_PORT = 11434
_PROBE_S = 0.3
NO_OLLAMA = "There is no Ollama on this computer."


class Later:
    """An engine that is imported, in a thread, when it is first asked."""

    def __init__(
        self, name: str, config: MindConfig, clock: Callable[[], float], ledger: ModelResidency | None = None
    ) -> None:
        self.name, self._config, self._clock, self._ledger = name, config, clock, ledger
        self.model: LanguageModel | None = None

    async def get(self) -> LanguageModel:
        """The engine. Raises EngineAbsentError when nobody asked for one and none is there."""
        if self.model is None:
            if self._config.engine == "auto" and not await _somebody_serves(self._config.url):
                raise EngineAbsentError(NO_OLLAMA)
            module, _, kind = _ENGINES[self.name].partition(":")
            found = await asyncio.to_thread(importlib.import_module, module)
            if self.model is None:  # unless somebody else was quicker
                self.model = getattr(found, kind)(self._config, self._clock, self._ledger)
        return self.model

    async def close(self) -> None:
        """Let go of it, if it was ever there."""
        if self.model is not None:
            await self.model.close()


class Now(Later):
    """An engine that is there already."""

    def __init__(self, model: LanguageModel) -> None:
        self.name, self.model = model.name, model

    async def get(self) -> LanguageModel:
        """The engine."""
        assert self.model is not None  # noqa: S101 - it was given
        return self.model


def engines(
    config: MindConfig, clock: Callable[[], float], ledger: ModelResidency | None = None
) -> tuple[tuple[Later, ...], Embedded | None]:
    """The engines in their order, and the embedded one among them, whose `run` somebody has to await.

    `ledger` says what fits into memory.
    """
    order = _ORDERS[config.engine]
    embedded = Embedded(config, residency=ledger) if "embedded" in order else None
    return tuple(
        Now(embedded) if name == "embedded" and embedded else Later(name, config, clock, ledger)
        for name in order
    ), embedded


async def _somebody_serves(url: str) -> bool:
    """Whether anything listens there: much cheaper than loading what would talk to it."""
    address = urlsplit(url) if url else None
    host = (address.hostname if address else None) or "127.0.0.1"
    port = (address.port if address else None) or _USUAL_PORT
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PROBE_S):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
        return True
    return False
