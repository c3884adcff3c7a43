"""The list of documents and their passages in the database: what everything else is made from."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jarvis.mind.documents.walk import Found
from jarvis.mind.embedding import MODEL, SIZE, Vectors
from jarvis.store import Store

_DROP_PASSAGES = "DELETE FROM passages WHERE document = (SELECT id FROM documents WHERE path = ?)"
_PUT_DOCUMENT = (
    "INSERT INTO documents (path, sha256, mtime_ns, size, title, refused, model, at_unix_s)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256,"
    " mtime_ns = excluded.mtime_ns, size = excluded.size, title = excluded.title,"
    " refused = excluded.refused, model = excluded.model, at_unix_s = excluded.at_unix_s"
)
_PUT_PASSAGE = (
    "INSERT INTO passages (id, document, position, heading, sentences, vectors)"
    " SELECT id || '-' || ?, id, ?, ?, ?, ? FROM documents WHERE path = ?"
)


@dataclass(frozen=True)
class Entry:
    """A document."""

    number: int
    path: str
    sha256: str
    mtime_ns: int
    size: int
    title: str
    refused: str
    model: str

    def to_json(self, passages: int) -> dict[str, Any]:
        """As the user sees it, with how many passages it has."""
        seen = {"number": self.number, "path": self.path, "title": self.title, "passages": passages}
        return {**seen, "size": self.size, "refused": self.refused}


@dataclass(frozen=True, eq=False)
class Passage:
    """A passage with its vectors, `[1 + sentences, 384]`: of the whole, and of each sentence."""

    id: str
    path: str
    title: str
    heading: str
    position: int
    sentences: Sequence[str]
    vectors: Vectors

    @property
    def kind(self) -> str:
        """What people call where it stands: a "note" or a "document"."""
        return "document" if Path(self.path).suffix.casefold() in {".pdf", ".docx"} else "note"

    def about(self) -> dict[str, Any]:
        """What is kept beside the vector."""
        told = {"path": self.path, "title": self.title, "heading": self.heading}
        return {**told, "position": self.position, "model": MODEL}


def differs(found: Found, entry: Entry | None) -> bool:
    """Whether a file is not what was read of it."""
    known = (entry.mtime_ns, entry.size, entry.model) if entry is not None else ()
    return known != (found.mtime_ns, found.size, MODEL)


def spoken_title(title: str, heading: str) -> str:
    """The context in which a passage stands."""
    same = not heading or heading.casefold() == title.casefold() or heading.startswith("Page ")
    return title if same else f"{title}, {heading}"


class Shelf:
    """Reads and writes the list."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def roots(self) -> list[str]:
        """What the user added."""
        return [row[0] for row in await self._store.read("SELECT path FROM document_roots ORDER BY path")]

    async def add_roots(self, paths: Sequence[str]) -> None:
        """Watch these from now on."""
        insert = "INSERT OR IGNORE INTO document_roots (path) VALUES (?)"
        await self._store.write_all((insert, (path,)) for path in paths)

    async def drop_root(self, path: str) -> None:
        """Watch this, and what is below it, no longer."""
        await self._store.write(
            "DELETE FROM document_roots WHERE path = ? OR substr(path, 1, length(?)) = ?",
            (path, path + "/", path + "/"),
        )

    async def entries(self) -> dict[str, Entry]:
        """All documents by their paths."""
        query = "SELECT id, path, sha256, mtime_ns, size, title, refused, model FROM documents ORDER BY id"
        return {row[1]: Entry(*row) for row in await self._store.read(query)}

    async def counts(self) -> dict[int, int]:
        """How many passages each document has."""
        rows = await self._store.read("SELECT document, count(*) FROM passages GROUP BY document")
        return {row[0]: row[1] for row in rows}

    async def put(
        self, found: Found, read: Mapping[str, Any], vectors: Sequence[Vectors], now_s: float
    ) -> None:
        """Keep a document that was read, in the place of what it was before; all of it or nothing."""
        sha256, cut = read["sha256"], read.get("passages", ())
        values = (
            *(found.path, sha256, found.mtime_ns, found.size, read.get("title", "")),
            *(read.get("refused", ""), MODEL, int(now_s)),
        )
        steps: list[tuple[str, Sequence[Any]]] = [(_DROP_PASSAGES, (found.path,)), (_PUT_DOCUMENT, values)]
        rows = await asyncio.to_thread(_rows, found.path, sha256, cut, vectors)
        await self._store.write_all([*steps, *((_PUT_PASSAGE, row) for row in rows)])

    async def touch(self, number: int, found: Found) -> None:
        """The same contents with another date."""
        change = "UPDATE documents SET mtime_ns = ?, size = ? WHERE id = ?"
        await self._store.write(change, (found.mtime_ns, found.size, number))

    async def drop(self, number: int) -> None:
        """Forget a document."""
        await self._store.write_all(
            [
                ("DELETE FROM passages WHERE document = ?", (number,)),
                ("DELETE FROM documents WHERE id = ?", (number,)),
            ]
        )

    async def ids(self) -> list[str]:
        """All passages."""
        return [row[0] for row in await self._store.read("SELECT id FROM passages")]

    async def ids_of(self, path: str) -> list[str]:
        """The passages of one document."""
        query = "SELECT id FROM passages WHERE document = (SELECT id FROM documents WHERE path = ?)"
        return [row[0] for row in await self._store.read(query, (path,))]

    async def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Those passages that exist, in the order asked for."""
        rows = await self._store.read(
            "SELECT p.id, d.path, d.title, p.heading, p.position, p.sentences, p.vectors FROM passages p"
            " JOIN documents d ON d.id = p.document WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        found = {row[0]: _passage(row) for row in rows}
        return [found[one] for one in ids if one in found]


def _rows(
    path: str, sha256: str, cut: Sequence[Mapping[str, Any]], vectors: Sequence[Vectors]
) -> list[Sequence[Any]]:
    """What is kept of each passage."""
    return [
        (
            *(f"{sha256[:16]}-{position}", position, passage["heading"], json.dumps(passage["sentences"])),
            *(block.astype("<f2").tobytes(), path),
        )
        for position, (passage, block) in enumerate(zip(cut, vectors, strict=True))
    ]


def _passage(row: Sequence[Any]) -> Passage:
    vectors = np.frombuffer(row[6], "<f2").astype(np.float32).reshape(-1, SIZE)
    number, path, title, heading, position = row[:5]
    return Passage(number, path, title, heading, position, json.loads(row[5]), vectors)
