"""What is loaded, and what still fits: a ledger of models, so that one is refused before memory runs out.

With less than 8 GB there is one heavy model at a time: the next one waits, or the idle one goes. What is
loaded and used in one place comes in by `load`; what loads itself wherever it is needed, by `follow`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from jarvis.errors import ModelError
from jarvis.machine import free_gpu_mb, free_ram_mb, total_ram_mb

SMALL_MB = 8_000
"""With less memory than this there is one heavy slot."""
HEAVY_MB = 500
SPARE_MB = 300
"""So much is left to everybody else."""
IDLE_S = 300.0
WAIT_S = 30.0
"""So long a heavy model waits for the other one to be done."""
_LATER = "Ask again in a moment"
Unload = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Need:
    """What a model takes. `title` is how it is called in a sentence: "the language model"."""

    title: str
    ram_mb: int
    gpu_mb: int = 0
    idle_s: float = IDLE_S
    """Unused for so long, it is unloaded."""
    wait_s: float = WAIT_S
    """So long it waits for the heavy slot."""
    there: bool = False
    """It is in memory already, and takes no more of it."""
    remedy: str = "close other programs, or choose a smaller model"
    """What helps when it does not fit."""

    @property
    def heavy(self) -> bool:
        """Whether it takes the heavy slot."""
        return max(self.ram_mb, self.gpu_mb) >= HEAVY_MB


@dataclass(eq=False)
class Loaded:
    """A model in memory. `users`: how many use it now; `used_s`: when that was, the last time."""

    name: str
    need: Need
    used_s: float
    unload: Unload | None = None
    users: int = 0


@dataclass(eq=False)
class Resident:
    """A part that loads itself when it is needed, and tells the ledger when it is asked."""

    name: str
    title: str
    ram_mb: Callable[[], int]
    """What it takes just now; 0: it is not loaded."""
    uses: Callable[[], int] = lambda: 0
    """How often it was used so far."""
    unload: Unload | None = None
    """None for what is always needed. It may be used meanwhile, and then loads itself again."""
    seen: tuple[int, float] = field(default=(-1, 0.0), repr=False)
    """The ledger's note: how often it had been used, and since when it has not been used more."""


class ModelResidency:
    """The ledger. `clock` counts seconds; the others tell what the machine has, in MB."""

    def __init__(
        self,
        clock: Callable[[], float],
        total_mb: int | None = None,
        free_mb: Callable[[], int] = free_ram_mb,
        gpu_mb: Callable[[], Awaitable[int]] = free_gpu_mb,
    ) -> None:
        self._clock, self._free_mb, self.card_mb = clock, free_mb, gpu_mb
        self.total_mb = total_ram_mb() if total_mb is None else total_mb
        self._loaded: dict[str, Loaded] = {}
        self._residents: list[Resident] = []
        self._one_at_a_time = asyncio.Lock()
        self._idle = asyncio.Condition()

    @property
    def small(self) -> bool:
        """Whether there is one heavy slot only."""
        return self.total_mb < SMALL_MB

    def follow(self, part: Resident) -> None:
        """Count a part in, from now on."""
        self._residents.append(part)

    def ended(self, name: str) -> None:
        """Somebody's model is gone by itself: it crashed, or left."""
        self._loaded.pop(name, None)

    def holds(self, name: str) -> bool:
        """Whether it was loaded here and still is."""
        return name in self._loaded

    def check(self, need: Need) -> None:
        """Raise ModelError if there is no memory for it; for parts that load themselves, in any thread."""
        if lacking := self._lacking_ram(need):
            raise ModelError(f"{_capital(need.title)} needs {lacking}. {_capital(need.remedy)}.")

    @asynccontextmanager
    async def load(
        self, name: str, need: Need, load: Callable[[], Awaitable[None]], unload: Unload | None = None
    ) -> AsyncGenerator[None]:
        """Use a model; `load` is called unless it is loaded already. One is loaded after the other.

        Afterwards it stays, until it is idle for long or its place is needed, if it has an `unload`;
        without one it is gone. Raises ModelError when there is no room, and then nothing was loaded.
        """
        if need.heavy and self.small:
            await self._wait_for_slot(name, need.wait_s)
        async with self._one_at_a_time:
            model = self._loaded.get(name)
            if model is None:
                await self._make_room(need)
                await load()
                model = Loaded(name, need, self._clock(), unload)
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

    async def unload_idle(self, idle_s: float = 0) -> list[str]:
        """Unload what nobody has used for so long, or for as long as its `Need` says; gives the names."""
        async with self._one_at_a_time:
            old = [one for one in self._all() if self._idle_for(one) >= (idle_s or one.need.idle_s)]
            return [one.name for one in old if await self._put_away(one)]

    async def run(self, every_s: float = 60.0) -> None:
        """Unload what is idle, for ever."""
        while True:
            await asyncio.sleep(every_s)
            await self.unload_idle()

    def _all(self) -> list[Loaded]:
        """What is loaded, whoever loaded it."""
        return [*self._loaded.values(), *filter(None, map(self._looked_at, self._residents))]

    def _looked_at(self, part: Resident) -> Loaded | None:
        ram_mb, uses = part.ram_mb(), part.uses()
        if uses != part.seen[0]:
            part.seen = uses, self._clock()
        return Loaded(part.name, Need(part.title, ram_mb), part.seen[1], part.unload) if ram_mb else None

    def _idle_for(self, one: Loaded) -> float:
        return 0.0 if one.users else self._clock() - one.used_s

    def _heavy(self, but: str = "") -> list[Loaded]:
        return [one for one in self._loaded.values() if one.need.heavy and one.name != but]

    async def _wait_for_slot(self, name: str, wait_s: float) -> None:
        """Until the one heavy model is not in use; whoever waits keeps nobody from using what is loaded."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s), self._idle:
                await self._idle.wait_for(lambda: not any(one.users for one in self._heavy(name)))

    async def _make_room(self, need: Need) -> None:
        """Unload what is idle, the longest unused first, until the model fits. Raises ModelError."""
        if self.small and need.heavy:
            for model in self._heavy():
                if not await self._put_away(model):
                    wait = f"has to wait: {model.need.title} is in use. {_LATER}"
                    raise ModelError(f"{_capital(need.title)} {wait}, or {need.remedy}.")
        for model in sorted(self._all(), key=lambda one: one.used_s):
            if not await self._lacking(need):
                return
            await self._put_away(model)
        if lacking := await self._lacking(need):
            raise ModelError(f"{_capital(need.title)} needs {lacking}. {self._remedy(need)}")

    def _lacking_ram(self, need: Need) -> str:
        free_mb = max(0, self._free_mb() - SPARE_MB)
        return f"{_gb(need.ram_mb)}, {_gb(free_mb)} are free" if need.ram_mb > free_mb else ""

    async def _lacking(self, need: Need) -> str:
        """What there is not enough of, as one says it; "" if it fits."""
        if need.there:
            return ""
        if lacking := self._lacking_ram(need):
            return lacking
        if need.gpu_mb and need.gpu_mb > (free_mb := await self.card_mb()):
            return f"{_gb(need.gpu_mb)} on the graphics card, {_gb(free_mb)} are free there"
        return ""

    def _remedy(self, need: Need) -> str:
        """What is left to do when all that is idle is gone already."""
        used = max(self._loaded.values(), key=lambda one: one.need.ram_mb, default=None)
        first = f"Unload {used.need.title}, which is in use, or " if used else ""
        return _capital(f"{first}{need.remedy}.")

    async def _put_away(self, model: Loaded) -> bool:
        """Unload one that nobody uses."""
        if model.users or model.unload is None:
            return False
        self._loaded.pop(model.name, None)
        await model.unload()
        return True

    def status(self) -> dict[str, Any]:
        """What is loaded, and a sentence about it."""
        loaded = self._all()
        models = [
            {
                "name": one.name,
                "ram_mb": one.need.ram_mb,
                "gpu_mb": one.need.gpu_mb,
                "heavy": one.need.heavy,
                "in_use": bool(one.users),
                "unused_for_s": round(self._idle_for(one), 1),
            }
            for one in loaded
        ]
        named = [f"{one.name} ({_gb(one.need.ram_mb + one.need.gpu_mb)})" for one in loaded]
        return {
            "total_mb": self.total_mb,
            "one_heavy_slot": self.small,
            "models": models,
            "sentence": ", ".join(named) or "no large model",
        }


def _gb(size_mb: int) -> str:
    return f"{size_mb / 1000:.1f} GB"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
