"""The user's documents: added folders are read, followed as they change, and searched."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.errors import BadInputError, JarvisError, StoreError
from jarvis.events import DocumentIndexed, DocumentRefused, DocumentRemoved, DocumentsRebuilt
from jarvis.mind.documents.child import Reader, open_reader
from jarvis.mind.documents.roots import check, covers
from jarvis.mind.documents.walk import Found, walk, within
from jarvis.mind.embedding import MODEL, Vectors, shared
from jarvis.mind.ranking import Found as Answer
from jarvis.mind.ranking import rank
from jarvis.mind.recall import Recall
from jarvis.mind.shelf import Entry, Passage, Shelf, differs, spoken_title
from jarvis.mind.thinking import Thinking
from jarvis.store import Store

log = logging.getLogger(__name__)
SOON_S, EVERY_S = 3.0, 30.0
_PER_S = 200
"""The folders are looked through so often: no more than so many files a second."""
CANDIDATES = 12
FITS = 0.3
"""A passage that is less like what was looked for (see `ranking.GATE`) is not shown."""
_AT_ONCE = 100
_NOTHING = {"running": False, "done": 0, "total": 0, "path": "", "refused": [], "problem": ""}


class Library:
    """Everything about documents. Nothing is loaded before there are any. `now` is seconds since 1970."""

    def __init__(
        self, bus: EventBus, store: Store, now: Callable[[], float], folder: Path | None = None
    ) -> None:
        self._bus, self._now = bus, now
        self._shelf, self._thinking = Shelf(store), Thinking(shared)
        self._reason, self._files = "", 0
        self.recall = self._recall = Recall(folder or paths.documents(), self._damaged)
        self._work = asyncio.Event()
        self._changing, self._opening = asyncio.Lock(), asyncio.Lock()
        self._opened = False
        self._again = False
        self.progress: dict[str, Any] = dict(_NOTHING)
        self.any = False
        """Whether there is anything to ask about."""

    async def run(self) -> None:
        """Follow the folders, for ever."""
        while True:
            self._work.clear()
            if await self._shelf.roots() or await self._shelf.entries():
                try:
                    await self._look()
                except JarvisError as error:
                    self.progress["problem"] = str(error)
                    self._opened = False  # what was not written is made up for next time
                    log.warning("documents: %s", error)
            self.progress |= {"running": self._work.is_set(), "path": ""}
            try:
                async with asyncio.timeout(min(EVERY_S, max(SOON_S, self._files / _PER_S))):
                    await self._work.wait()
            except TimeoutError:
                continue

    async def add(self, wanted: Sequence[str]) -> dict[str, Any]:
        """Read and follow these from now on; gives the progress. Raises BadInputError."""
        await asyncio.to_thread(check, wanted, await self._shelf.roots())
        await self._shelf.add_roots([str(Path(path)) for path in wanted])
        return self._begin()

    async def remove(self, wanted: str) -> dict[str, Any]:
        """Forget a document (by its number or path) or an added folder. Raises BadInputError."""
        entries, roots = await self._shelf.entries(), await self._shelf.roots()
        numbers = {str(entry.number): path for path, entry in entries.items()}
        path = numbers.get(wanted, wanted)
        gone = [one for one in entries if within(one, path)]
        inside = any(path != root and covers(root, Path(path)) for root in roots)
        if not gone and path not in roots:
            raise BadInputError(f"I have no document {wanted[:200]}. See `jarvis docs list`.")
        if inside:
            raise BadInputError(f"{path} lies in a folder that I follow. Remove that, or move the file away.")
        async with self._changing:
            await self._shelf.drop_root(path)
            for one in gone:
                await self._forget(entries[one])
        return {"removed": gone}

    async def reindex(self) -> dict[str, Any]:
        """Make the store of vectors again from the database, and read the folders."""
        self._again = True
        return self._begin()

    async def to_json(self) -> dict[str, Any]:
        """Documents and followed folders."""
        counts = await self._shelf.counts()
        entries = (await self._shelf.entries()).values()
        found = [entry.to_json(counts.get(entry.number, 0)) for entry in entries]
        return {"documents": found, "followed": await self._shelf.roots(), "progress": self.progress}

    async def search(self, text: str, most: int = 5) -> list[dict[str, Any]]:
        """The passages that fit, the best first."""
        return [
            {
                "path": one.passage.path,
                "title": spoken_title(one.passage.title, one.passage.heading),
                "score": round(one.score, 3),
                "text": " ".join(one.sentences),
            }
            for one in (await self.find(text))[:most]
            if one.score >= FITS
        ]

    async def find(self, text: str) -> list[Answer]:
        """The passages nearest to a question, the best first. Raises StoreError, ModelError."""
        await self._open()
        if not self.any:
            return []
        vector = await self._thinking.question(text)
        try:
            async with self._opening:  # not while a document is exchanged
                near = await self._near(vector)
        except StoreError as error:  # damaged while it was open
            await self._anew(str(error))
            near = await self._near(vector)
        return await asyncio.to_thread(rank, text, vector, near)

    async def close(self) -> None:
        """Put everything away."""
        await self._recall.close()
        self._thinking.close()

    def _begin(self) -> dict[str, Any]:
        self.progress = {**_NOTHING, "running": True, "refused": []}
        self._work.set()
        return self.progress

    async def _open(self) -> None:
        """Open the store of vectors, and bring it to what the database says."""
        async with self._opening:
            again, self._again = self._again, False
            if self._opened and not again:
                return
            await self._recall.open()
            if again:
                self._reason = self._reason or "You asked for it."
                await self._recall.clear()
            ids, there = await self._shelf.ids(), await self._recall.ids()
            await self._recall.delete(sorted(there.difference(ids)))
            missing = [one for one in ids if one not in there]
            for first in range(0, len(missing), _AT_ONCE):
                await self._teach(missing[first : first + _AT_ONCE])
            self._opened, self.any = True, bool(ids)
            if self._reason:
                self._bus.post(DocumentsRebuilt(reason=self._reason, passages=len(ids)))
                self._reason = ""

    async def _anew(self, reason: str) -> None:
        """Set the store of vectors aside and make it again."""
        async with self._opening:
            await self._recall.set_aside(reason)
            self._opened = False
        await self._open()

    def _damaged(self, reason: str) -> None:
        self._reason = reason

    async def _near(self, vector: Vectors) -> Sequence[Passage]:
        return await self._shelf.passages(await self._recall.nearest(vector, CANDIDATES))

    async def _teach(self, ids: Sequence[str]) -> None:
        known = await self._shelf.passages(ids)
        if known:
            vectors = np.stack([one.vectors[0] for one in known])
            await self._recall.upsert([one.id for one in known], vectors, [one.about() for one in known])

    async def _look(self) -> None:
        """Bring the list to what lies in the folders."""
        await self._open()
        roots = await self._shelf.roots()
        found = await asyncio.to_thread(walk, roots, troubles := list[str]())
        entries = await self._shelf.entries()
        self._files = len(found)
        changed = [one for path, one in found.items() if differs(one, entries.get(path))]
        if not self.progress["running"]:
            self.progress = dict(_NOTHING)
        self.progress["refused"] = troubles
        self.progress["done"] += len(troubles)
        self.progress["total"] = self.progress["done"] + len(changed)
        async with open_reader() as reader:
            for one in changed:
                self.progress["path"] = one.path
                async with self._changing:
                    await self._read(reader, one, entries.get(one.path))
        for path, entry in entries.items():
            if path not in found:
                async with self._changing:
                    await self._forget(entry)

    async def _read(self, reader: Reader, one: Found, entry: Entry | None) -> None:
        """Read a file and keep what is in it."""
        if not any(within(one.path, root) for root in await self._shelf.roots()):
            return  # removed meanwhile
        known = entry.sha256 if entry is not None and entry.model == MODEL else ""
        read = await reader.read(Path(one.path), known)
        self.progress["done"] += 1
        if entry is not None and "refused" not in read and "passages" not in read:
            await self._shelf.touch(entry.number, one)
            return
        vectors = await self._vectors(read)
        async with self._opening:
            before = await self._shelf.ids_of(one.path)
            await self._shelf.put(one, read, vectors, self._now())
            ids = await self._shelf.ids_of(one.path)
            await self._recall.delete([old for old in before if old not in ids])
            await self._teach(ids)
        self.any = self.any or bool(ids)
        if read.get("refused"):
            self.progress["refused"].append(read["refused"])
            self._bus.post(DocumentRefused(path=one.path, reason=read["refused"]))
            return
        done, total = self.progress["done"], self.progress["total"]
        self._bus.post(DocumentIndexed(path=one.path, chunks=len(ids), done=done, total=total))

    async def _vectors(self, read: Mapping[str, Any]) -> list[Vectors]:
        """For each passage the vector of the whole, in its context, and those of its sentences."""
        found = []
        for passage in read.get("passages", ()):
            context = spoken_title(read["title"], passage["heading"])
            whole = f"{context}. {' '.join(passage['sentences'])}"
            found.append(np.stack(await self._thinking.texts([whole, *passage["sentences"]])))
        return found

    async def _forget(self, entry: Entry) -> None:
        ids = await self._shelf.ids_of(entry.path)
        await self._shelf.drop(entry.number)
        if self._opened:
            await self._recall.delete(ids)
        self._bus.post(DocumentRemoved(path=entry.path))
