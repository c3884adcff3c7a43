"""What is loaded, what is refused before it fills the memory, and what makes room for it."""

import asyncio

import pytest

from jarvis.errors import ModelError
from jarvis.residency import ModelResidency, Need, Resident

LLM, VOICE, SMALL = Need("the language model", 3_500), Need("the voice", 600), Need("the embeddings", 90)


class Machine:
    """A machine with so much memory, whose models take what they say."""

    def __init__(self, total_mb: int, *, gpu_mb: int = 0) -> None:
        self.free_mb, self.gpu_mb, self.told = total_mb, gpu_mb, list[str]()
        self.residency = ModelResidency(
            asyncio.get_running_loop().time, total_mb, lambda: self.free_mb, self._gpu
        )

    async def _gpu(self) -> int:
        return self.gpu_mb

    async def use(self, name: str, need: Need, seconds: float = 0, *, stays: bool = True) -> None:
        """Load it if it is not there, and use it for a while."""

        async def load() -> None:
            self.free_mb -= need.ram_mb
            self.told.append(f"+{name}")

        async def unload() -> None:
            self.free_mb += need.ram_mb
            self.told.append(f"-{name}")

        async with self.residency.load(name, need, load, unload if stays else None):
            await asyncio.sleep(seconds)


async def test_what_does_not_fit_is_refused_before_it_is_loaded() -> None:
    machine = Machine(16_000)
    machine.free_mb = 1_500
    with pytest.raises(ModelError) as refused:
        await machine.use("llm", LLM)
    told = (
        "The language model needs 3.5 GB, 1.2 GB are free. Close other programs, or choose a smaller model."
    )
    assert (str(refused.value), machine.told) == (told, [])
    async with asyncio.TaskGroup() as group:
        using = group.create_task(machine.use("voice", VOICE, 10), name="voice")
        await asyncio.sleep(1)
        with pytest.raises(
            ModelError,
            match=r"Unload the voice, which is in use, or close other programs, or choose a smaller model\.$",
        ):
            await machine.use("llm", LLM)
        await using
    assert machine.told == ["+voice"]


async def test_what_is_idle_makes_room_and_the_longest_unused_goes_first() -> None:
    machine = Machine(16_000)
    machine.free_mb = 4_900
    for name in ("old", "new"):
        await machine.use(name, VOICE)
        await asyncio.sleep(1)
    await machine.use("llm", LLM)
    assert machine.told == ["+old", "+new", "-old", "+llm"]


async def test_a_small_machine_has_one_heavy_model_at_a_time() -> None:
    machine = Machine(7_000)
    async with asyncio.TaskGroup() as group:
        group.create_task(machine.use("llm", LLM, 10), name="llm")
        await asyncio.sleep(1)
        group.create_task(machine.use("voice", VOICE), name="voice")
        await asyncio.sleep(1)
        assert machine.told == ["+llm"], "the voice waits"
        await machine.use("embeddings", SMALL)  # and keeps nobody from using what is light
        await machine.use("llm", LLM)
    assert machine.told == ["+llm", "+embeddings", "-llm", "+voice"]


async def test_a_heavy_model_does_not_wait_for_ever() -> None:
    machine = Machine(7_000)
    async with asyncio.TaskGroup() as group:
        group.create_task(machine.use("llm", LLM, 100), name="llm")
        await asyncio.sleep(1)
        with pytest.raises(ModelError, match="The voice has to wait: the language model is in use"):
            await machine.use("voice", VOICE)
    assert machine.told == ["+llm"]


async def test_a_large_machine_holds_several() -> None:
    machine = Machine(16_000)
    async with asyncio.TaskGroup() as group:
        for name, need in (("llm", LLM), ("voice", VOICE)):
            group.create_task(machine.use(name, need, 10), name=name)
        await asyncio.sleep(5)
        assert machine.residency.status()["sentence"] == "llm (3.5 GB), voice (0.6 GB)"
    assert machine.told == ["+llm", "+voice"]


async def test_what_is_not_used_for_five_minutes_is_unloaded() -> None:
    machine = Machine(16_000)
    async with asyncio.TaskGroup() as group:
        group.create_task(machine.use("llm", LLM, 1_000), name="llm")
        await machine.use("voice", VOICE)
        sweeping = group.create_task(machine.residency.run(), name="sweep")
        await asyncio.sleep(290)
        assert len(machine.residency.status()["models"]) == 2
        await asyncio.sleep(80)
        (model,) = machine.residency.status()["models"]
        sweeping.cancel()
    assert (model["name"], model["in_use"], model["unused_for_s"]) == ("llm", True, 0.0)


async def test_what_cannot_be_unloaded_is_gone_after_its_use() -> None:
    machine = Machine(16_000)
    await machine.use("llm", LLM, stays=False)
    assert machine.residency.status()["sentence"] == "no large model"


async def test_the_graphics_card_has_its_own_account() -> None:
    machine, need = Machine(16_000, gpu_mb=1_000), Need("the avatar", 100, 5_600)
    with pytest.raises(ModelError, match=r"needs 5\.6 GB on the graphics card, 1\.0 GB are free there"):
        await machine.use("avatar", need)
    machine.gpu_mb = 8_000
    await machine.use("avatar", need)
    assert machine.residency.status()["models"][0]["gpu_mb"] == 5_600


async def test_a_model_that_could_not_be_loaded_is_not_in_the_ledger() -> None:
    machine = Machine(16_000)

    async def broken() -> None:
        raise ModelError("It is damaged.")

    with pytest.raises(ModelError, match="damaged"):
        async with machine.residency.load("llm", LLM, broken):
            pass
    assert machine.residency.status()["models"] == []
    await machine.use("llm", LLM)


class Part:
    """Something that loads itself."""

    def __init__(self, machine: Machine, *, stays: bool = False) -> None:
        self.ram_mb = self.uses = 0
        self._machine = machine
        machine.residency.follow(
            Resident(
                "ears" if stays else "search",
                "speech recognition" if stays else "the search",
                lambda: self.ram_mb,
                lambda: self.uses,
                None if stays else self._unload,
            )
        )

    def use(self) -> None:
        """Load it if it is not there."""
        self.uses += 1
        self._machine.free_mb -= 110 - self.ram_mb
        self.ram_mb = 110

    async def _unload(self) -> None:
        self._machine.free_mb += self.ram_mb
        self.ram_mb = 0


async def test_what_loads_itself_is_told_and_unloaded_when_nobody_uses_it() -> None:
    machine = Machine(16_000)
    search, ears = Part(machine), Part(machine, stays=True)
    assert machine.residency.status()["sentence"] == "no large model"
    ears.use()
    for _ in range(10):
        search.use()
        assert await machine.residency.unload_idle() == []
        await asyncio.sleep(200)
    assert machine.residency.status()["sentence"] == "search (0.1 GB), ears (0.1 GB)"
    await asyncio.sleep(200)
    assert await machine.residency.unload_idle() == ["search"]
    assert (search.ram_mb, ears.ram_mb) == (0, 110), "whoever calls is always heard"
    search.use()
    assert [one["name"] for one in machine.residency.status()["models"]] == ["search", "ears"]


async def test_what_loads_itself_makes_room_and_asks_whether_there_is_any() -> None:
    machine = Machine(16_000)
    search = Part(machine)
    search.use()
    machine.free_mb = LLM.ram_mb + 250  # 300 MB are left to everybody else
    machine.residency.check(SMALL)
    await machine.use("llm", LLM)
    assert search.ram_mb == 0
    with pytest.raises(ModelError, match=r"^The embeddings needs 0\.1 GB, 0\.1 GB are free\. Close other"):
        machine.residency.check(SMALL)


async def test_each_model_is_idle_after_its_own_time_and_one_that_crashed_is_not_there() -> None:
    machine = Machine(16_000)
    await machine.use("llm", Need("the language model", 3_500, idle_s=1_000))
    await machine.use("voice", VOICE)
    await asyncio.sleep(400)
    assert await machine.residency.unload_idle() == ["voice"]
    machine.residency.ended("llm")
    assert not machine.residency.holds("llm")
    await machine.use("llm", LLM)
    assert machine.told == ["+llm", "+voice", "-voice", "+llm"]


async def test_what_is_in_memory_already_needs_no_more_of_it() -> None:
    machine = Machine(16_000)
    machine.free_mb = 400
    await machine.use("ollama", Need("the language model", 3_500, there=True))
    assert machine.residency.holds("ollama")
