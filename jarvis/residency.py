"""What is loaded, and what still fits: a ledger of models, so that one is refused before memory runs out.

With less than 8 GB there is one heavy model at a time: the next one waits, or the idle one goes.
"""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jarvis.errors import ModelError

SMALL_MB = 8_000
"""With less memory than this there is one heavy slot."""
HEAVY_MB = 500
SPARE_MB = 300
"""So much is left to everybody else."""
IDLE_S = 300.0
WAIT_S = 30.0
"""So long a heavy model waits for the other one to be done."""
_LATER = "Ask again in a moment."
_GPU_S = 3.0
Unload = Callable[[], Awaitable[None]]


@dataclass(eq=False)
class Loaded:
    """A model in memory. `users`: how many use it just now; `used_s`: when it was used last."""

    name: str
    title: str
    ram_mb: int
    gpu_mb: int
    used_s: float
    unload: Unload | None = None
    users: int = 0

    @property
    def heavy(self) -> bool:
        """Whether it takes the heavy slot."""
        return max(self.ram_mb, self.gpu_mb) >= HEAVY_MB


@dataclass(frozen=True)
class Need:
    """What a model takes. `title` is how it is called in a sentence: "the language model"."""

    title: str
    ram_mb: int
    gpu_mb: int = 0

    @property
    def heavy(self) -> bool:
        """Whether it takes the heavy slot."""
        return max(self.ram_mb, self.gpu_mb) >= HEAVY_MB


def _meminfo(name: str) -> int:
    """A line of /proc/meminfo, in MB."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1000
    return 0


def free_ram_mb() -> int:
    """Memory that can be had without anything being swapped out."""
    return _meminfo("MemAvailable")


async def free_gpu_mb() -> int:
    """Free memory of the largest graphics card that `nvidia-smi` tells of; 0 where there is none."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0
    pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    query = ("--query-gpu=memory.free", "--format=csv,noheader,nounits")
    try:
        asked = await asyncio.create_subprocess_exec(program, *query, stdout=pipe, stderr=null)
    except OSError:
        return 0
    try:
        async with asyncio.timeout(_GPU_S):
            told, _ = await asked.communicate()
    except TimeoutError:
        return 0
    finally:
        if asked.returncode is None:
            asked.kill()
            await asked.wait()
    return max((int(line) for line in told.decode(errors="replace").split() if line.isdigit()), default=0)


class ModelResidency:
    """The ledger. `clock` counts seconds; the others tell what the machine has, in MB."""

    def __init__(
        self,
        clock: Callable[[], float],
        total_mb: int | None = None,
        free_mb: Callable[[], int] = free_ram_mb,
        gpu_mb: Callable[[], Awaitable[int]] = free_gpu_mb,
    ) -> None:
        self._clock, self._free_mb, self._gpu_mb = clock, free_mb, gpu_mb
        self.total_mb = _meminfo("MemTotal") if total_mb is None else total_mb
        self._loaded: dict[str, Loaded] = {}
        self._one_at_a_time = asyncio.Lock()
        self._idle = asyncio.Condition()

    @property
    def small(self) -> bool:
        """Whether there is one heavy slot only."""
        return self.total_mb < SMALL_MB

    @asynccontextmanager
    async def load(
        self, name: str, need: Need, load: Callable[[], Awaitable[None]], unload: Unload | None = None
    ) -> AsyncGenerator[None]:
        """Use a model; `load` is called unless it is loaded already. One is loaded after the other.

        Afterwards it stays, until it is idle for long or its place is needed, if it has an `unload`;
        without one it is gone. Raises ModelError when there is no room, and then nothing was loaded.
        """
        if need.heavy and self.small:
            await self._wait_for_slot(name)
        async with self._one_at_a_time:
            model = self._loaded.get(name)
            if model is None:
                await self._make_room(need)
                await load()
                model = Loaded(name, need.title, need.ram_mb, need.gpu_mb, self._clock(), unload)
                self._loaded[name] = model
            model.users += 1
        try:
            yield
        finally:
            model.users -= 1
            model.used_s = self._clock()
            if not model.users and model.unload is None:
                self._loaded.pop(name, None)
            async with self._idle:
                self._idle.notify_all()

    async def unload_idle(self, idle_s: float = IDLE_S) -> list[str]:
        """Unload what nobody has used for so long; gives the names."""
        async with self._one_at_a_time:
            old = [one for one in self._loaded.values() if self._clock() - one.used_s >= idle_s]
            return [one.name for one in old if await self._put_away(one)]

    async def run(self, every_s: float = 60.0) -> None:
        """Unload what is idle, for ever."""
        while True:
            await asyncio.sleep(every_s)
            await self.unload_idle()

    def _heavy(self, but: str = "") -> list[Loaded]:
        return [one for one in self._loaded.values() if one.heavy and one.name != but]

    async def _wait_for_slot(self, name: str) -> None:
        """Until the one heavy model is not in use; whoever waits keeps nobody from using what is loaded."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_S), self._idle:
                await self._idle.wait_for(lambda: not any(one.users for one in self._heavy(name)))

    async def _make_room(self, need: Need) -> None:
        """Unload what is idle, the longest unused first, until the model fits. Raises ModelError."""
        if self.small and need.heavy:
            for model in self._heavy():
                if not await self._put_away(model):
                    raise ModelError(f"{_capital(need.title)} has to wait: {model.title} is in use. {_LATER}")
        for model in sorted(self._loaded.values(), key=lambda one: one.used_s):
            if not await self._lacking(need):
                return
            await self._put_away(model)
        if lacking := await self._lacking(need):
            raise ModelError(f"{_capital(need.title)} needs {lacking}. {self._remedy()}")

    async def _lacking(self, need: Need) -> str:
        """What there is not enough of, as one says it; "" if it fits."""
        free_mb = max(0, self._free_mb() - SPARE_MB)
        if need.ram_mb > free_mb:
            return f"{_gb(need.ram_mb)}, {_gb(free_mb)} are free"
        if need.gpu_mb:
            free_mb = await self._gpu_mb()
            if need.gpu_mb > free_mb:
                return f"{_gb(need.gpu_mb)} on the graphics card, {_gb(free_mb)} are free there"
        return ""

    def _remedy(self) -> str:
        used = sorted(self._loaded.values(), key=lambda one: -one.ram_mb)
        if used:
            return f"Unload {used[0].title}, which is in use, or close other programs."
        return "Close other programs, or choose a smaller model."

    async def _put_away(self, model: Loaded) -> bool:
        """Unload one that nobody uses."""
        if model.users or model.unload is None:
            return False
        del self._loaded[model.name]
        await model.unload()
        return True

    def status(self) -> dict[str, Any]:
        """What is loaded, and a sentence about it."""
        now_s = self._clock()
        models = [
            {
                "name": one.name,
                "ram_mb": one.ram_mb,
                "gpu_mb": one.gpu_mb,
                "heavy": one.heavy,
                "in_use": bool(one.users),
                "unused_for_s": 0.0 if one.users else round(now_s - one.used_s, 1),
            }
            for one in self._loaded.values()
        ]
        named = [f"{one.name} ({_gb(one.ram_mb + one.gpu_mb)})" for one in self._loaded.values()]
        sentence = ", ".join(named) or "no large model"
        return {
            "total_mb": self.total_mb,
            "one_heavy_slot": self.small,
            "models": models,
            "sentence": sentence,
        }


def _gb(size_mb: int) -> str:
    return f"{size_mb / 1000:.1f} GB"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
