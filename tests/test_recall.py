"""The store of vectors: it finds what is near, and what is damaged costs nothing but a moment."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from jarvis.errors import StoreError
from jarvis.mind.embedding import SIZE, Vectors
from jarvis.mind.recall import Recall

pytestmark = pytest.mark.real_time
VECTORS: Vectors = np.eye(SIZE, dtype=np.float32)[:4]
IDS = ["a", "b", "c", "d"]


@asynccontextmanager
async def opened(folder: Path, told: list[str], model: str = "m") -> AsyncIterator[Recall]:
    recall = Recall(folder, told.append, model)
    await recall.open()
    try:
        yield recall
    finally:
        await recall.close()


async def fill(recall: Recall) -> None:
    await recall.upsert(IDS, VECTORS, [{"path": f"/{name}"} for name in IDS])


async def test_what_was_put_in_is_found_again_after_a_restart(tmp_path: Path) -> None:
    told: list[str] = []
    async with opened(tmp_path / "documents", told) as recall:
        await fill(recall)
        await fill(recall)  # the same ids: nothing is there twice
    async with opened(tmp_path / "documents", told) as recall:
        assert await recall.ids() == set(IDS)
        assert (await recall.nearest(VECTORS[2], 2))[0] == "c"
        await recall.delete(["c"])
        assert "c" not in await recall.nearest(VECTORS[2], 9)
    assert told == []
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"


async def test_what_another_model_made_is_thrown_away(tmp_path: Path) -> None:
    told: list[str] = []
    async with opened(tmp_path / "documents", told) as recall:
        await fill(recall)
    async with opened(tmp_path / "documents", told, "another") as recall:
        assert await recall.ids() == set()
        await fill(recall)
    async with opened(tmp_path / "documents", told, "another") as recall:
        assert await recall.ids() == set(IDS)
    assert told == ["Another model was used before."]


async def test_a_damaged_store_is_set_aside_though_it_would_end_the_process(tmp_path: Path) -> None:
    told: list[str] = []
    folder = tmp_path / "documents"
    async with opened(folder, told) as recall:
        await fill(recall)
    file = folder / "chroma.sqlite3"
    content = bytearray(file.read_bytes())
    for at in range(100, len(content), 7):
        content[at] ^= 0xFF
    file.write_bytes(content)
    async with opened(folder, told) as recall:
        assert await recall.ids() == set()
        await fill(recall)
        assert await recall.nearest(VECTORS[1], 1) == ["b"]
    assert told == ["The store of vectors is damaged."]
    assert len(list(tmp_path.glob("documents.damaged-*"))) == 1  # noqa: ASYNC240 - nobody waits


async def test_what_fails_inside_is_told_as_ours(tmp_path: Path) -> None:
    async with opened(tmp_path / "documents", []) as recall:
        await fill(recall)
        with pytest.raises(StoreError, match="store of vectors failed"):
            await recall.nearest(np.ones(3, np.float32), 1)


async def test_it_leaves_memory_when_nobody_asks_and_loses_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    async with opened(tmp_path / "documents", told) as recall:
        await fill(recall)
        for _ in range(3):
            assert recall.ram_mb > 0
            await recall.unload()
            assert recall.ram_mb == 0
            uses = recall.uses
            await recall.open()
            assert (await recall.nearest(VECTORS[2], 1), recall.uses) == (["c"], uses + 1)
        await recall.unload()
        await recall.delete(["c"])
        await recall.unload()
        await recall.unload()
        assert await recall.ids() == set(IDS) - {"c"}
        await recall.unload()
        await recall.clear()
        await fill(recall)
        await recall.unload()
    async with opened(tmp_path / "documents", told) as recall:
        await recall.unload()
        assert await recall.ids() == set(IDS)
    assert told == []
