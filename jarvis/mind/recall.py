"""Finds the passages nearest to a question; the only place that knows Chroma.

Everything runs in one thread of its own, in which Chroma is imported when it is first needed. What lies
here can be made again at any time: the database keeps the passages and their vectors.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from jarvis.errors import StoreError
from jarvis.mind.embedding import MODEL, Vectors

T = TypeVar("T")
_NAME = "passages"
_AT_ONCE = 500
_TRIAL_S = 60.0
TAKES_MB = 90
"""Chroma itself and some thousand passages, measured. Its code stays when the passages have left."""


class Recall:
    """A store of vectors in `folder`. `told` hears why it had to be begun anew."""

    def __init__(self, folder: Path, told: Callable[[str], None], model: str = MODEL) -> None:
        self._folder, self._told, self._model = folder, told, model
        self._thread = ThreadPoolExecutor(1, "recall")
        self._client: Any = None
        self._passages: Any = None
        self._resting = False
        self.uses = 0

    async def open(self) -> None:
        """Open it; what is damaged is set aside, what another model made is thrown away."""
        if self._passages is not None or self._resting:
            return
        try:
            await self._try()
            made_by = await self._run(self._open)
        except StoreError as error:
            await self.set_aside(str(error))
        else:
            if made_by != self._model:
                await self.clear()
                self._told("Another model was used before.")

    async def set_aside(self, reason: str) -> None:
        """Keep what is damaged under another name, and begin anew. Raises StoreError."""
        await self._run(self._set_aside)
        await self._run(self._open)
        self._told(reason)

    async def clear(self) -> None:
        """Forget everything."""
        await self._run(self._clear)

    async def ids(self) -> set[str]:
        """The passages that are in it."""
        return await self._run(lambda: set(self._there().get(include=[])["ids"]))

    async def upsert(self, ids: Sequence[str], vectors: Vectors, about: Sequence[Mapping[str, Any]]) -> None:
        """Put passages in, or in the place of those of the same id; on disk when this returns."""
        for first in range(0, len(ids), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            told = [dict(one) for one in about[part]]
            await self._run(partial(self._put, list(ids[part]), vectors[part], told))

    async def delete(self, ids: Sequence[str]) -> None:
        """Take passages out."""
        for first in range(0, len(ids), _AT_ONCE):
            await self._run(partial(self._drop, list(ids[first : first + _AT_ONCE])))

    async def nearest(self, vector: Vectors, most: int) -> list[str]:
        """The ids of the passages nearest to a vector, the nearest first."""

        def ask() -> list[str]:
            found = self._there().query(query_embeddings=vector[None], n_results=most, include=[])
            return list(found["ids"][0])

        return await self._run(ask)

    @property
    def ram_mb(self) -> int:
        """What it takes just now, roughly."""
        return TAKES_MB if self._passages is not None else 0

    async def unload(self) -> None:
        """Leave memory; it is opened again when it is needed."""
        await self._run(self._rest)

    async def close(self) -> None:
        """Put it away."""
        self._passages, client = None, self._client
        self._client = None
        if client is not None:
            await self._run(client.close)
        self._thread.shutdown(wait=False)

    async def _try(self) -> None:
        """Open it in another process first: Chroma ends the process in which it opens a damaged store."""
        if not self._folder.exists():
            return
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "jarvis.mind.recall", str(self._folder)),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(_TRIAL_S):
                code = await process.wait()
        except TimeoutError:
            code = -1
        finally:
            if process.returncode is None:
                process.kill()
        if code:
            raise StoreError("The store of vectors is damaged.")

    def _open(self) -> str:
        """Open or make it; gives the model it was made with."""
        os.environ["ANONYMIZED_TELEMETRY"] = "False"
        import chromadb  # noqa: PLC0415 - 0.7 s and 70 MB, for those who have documents
        from chromadb.config import Settings  # noqa: PLC0415 - same

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(str(self._folder), settings=settings)
        self._passages = self._client.get_or_create_collection(
            _NAME,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"model": self._model},
        )
        if count := self._passages.count():  # an index that cannot be searched is damaged
            found = self._passages.get(limit=1, include=["embeddings"])
            near = self._passages.query(query_embeddings=found["embeddings"], n_results=min(5, count))
            if not near["ids"][0]:
                raise StoreError("The store of vectors finds nothing any more.")
        return str(self._passages.metadata["model"])

    def trial(self) -> None:
        """Open it and put it away, in this thread; ends the process if it is damaged."""
        self._open()
        self._client.close()

    def _there(self) -> Any:  # noqa: ANN401 - comes without types
        """The passages, opened again if they had left memory: what we closed is not damaged."""
        self.uses += 1
        if self._passages is None and self._resting:
            self._open()
        return self._passages

    def _rest(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client, self._passages, self._resting = None, None, True

    def _put(self, ids: list[str], vectors: Vectors, about: list[dict[str, Any]]) -> None:
        self._there().upsert(ids=ids, embeddings=vectors, metadatas=about)

    def _drop(self, ids: list[str]) -> None:
        self._there().delete(ids=ids)

    def _clear(self) -> None:
        self._there()
        self._client.delete_collection(_NAME)
        self._open()

    def _set_aside(self) -> None:
        if self._client is not None:
            self._client.clear_system_cache()
        self._client, self._passages, self._resting = None, None, False
        name = f"{self._folder.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        if self._folder.exists():
            self._folder.rename(self._folder.with_name(name))

    async def _run(self, work: Callable[[], T]) -> T:
        """Work in the thread. Raises StoreError whatever went wrong: a panic of Rust is no Exception."""
        future = self._thread.submit(work)
        await asyncio.wait({asyncio.wrap_future(future)})
        error = future.exception()
        if error is not None:
            raise StoreError(f"The store of vectors failed ({type(error).__name__}).") from error
        return future.result()


if __name__ == "__main__":
    Recall(Path(sys.argv[1]), lambda _: None).trial()
