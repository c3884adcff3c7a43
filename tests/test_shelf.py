"""The list of documents: whole or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from jarvis import paths
from jarvis.errors import StoreError
from jarvis.mind.documents.walk import Found
from jarvis.mind.embedding import Vectors
from jarvis.mind.shelf import Shelf
from jarvis.store import Store, open_store

pytestmark = pytest.mark.real_time
NOTE = Found("/notes/a.md", 1, 2)
VECTORS: Vectors = np.ones((2, 384), np.float32) / 384**0.5


def read(*sentences: str, sha256: str = "f" * 64) -> dict[str, object]:
    cut = [{"heading": "H", "sentences": [one]} for one in sentences]
    return {"sha256": sha256, "title": "A", "passages": cut}


@asynccontextmanager
async def shelf() -> AsyncIterator[tuple[Shelf, Store]]:
    async with open_store(paths.database()) as store:
        yield Shelf(store), store


async def test_a_document_takes_the_place_of_what_it_was() -> None:
    async with shelf() as (kept, _):
        await kept.put(NOTE, read("One.", "Two."), [VECTORS, VECTORS], 5)
        before = await kept.ids()
        await kept.put(NOTE, read("Three.", sha256="e" * 64), [VECTORS], 6)
        ids = await kept.ids()
        assert (len(before), ids) == (2, [f"1-{'e' * 16}-0"])
        (passage,) = await kept.passages([*before, *ids])
        assert (passage.sentences, passage.path, passage.heading) == (["Three."], NOTE.path, "H")
        assert np.allclose(passage.vectors, VECTORS, atol=1e-3)
        assert passage.about()["position"] == 0
        await kept.drop(1)
        assert await kept.ids() == []
        assert await kept.entries() == {}


async def test_what_cannot_be_kept_whole_changes_nothing() -> None:
    async with shelf() as (kept, store):
        await kept.put(NOTE, read("One."), [VECTORS], 5)
        with pytest.raises(StoreError):
            await store.write_all([("DELETE FROM passages", ()), ("INSERT INTO nowhere VALUES (1)", ())])
        assert len(await kept.ids()) == 1
        await store.write("INSERT INTO document_roots VALUES ('/x')")  # the next one works


async def test_a_writer_beside_a_transaction_is_not_drawn_into_it() -> None:
    async with shelf() as (kept, store):
        broken = [("INSERT INTO document_roots VALUES (?)", (str(n),)) for n in range(50)]
        async with asyncio.TaskGroup() as group:
            failing = group.create_task(_fails(store, [*broken, ("nonsense", ())]), name="failing")
            await asyncio.sleep(0)
            await store.write("INSERT INTO document_roots VALUES ('/kept')")
        assert failing.result()
        assert await kept.roots() == ["/kept"]


async def _fails(store: Store, steps: list[tuple[str, tuple[str, ...]]]) -> bool:
    with pytest.raises(StoreError):
        await store.write_all(steps)
    return True


async def test_a_folder_that_is_dropped_takes_those_within_it_along() -> None:
    async with shelf() as (kept, _):
        await kept.add_roots(["/n", "/n/deep", "/notes"])
        await kept.drop_root("/n")
        assert await kept.roots() == ["/notes"]
