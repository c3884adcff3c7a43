"""How the database is, seen without touching it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jarvis import paths, store_health
from jarvis.store import open_store


async def test_the_daemons_own_database_is_whole_while_it_is_open() -> None:
    async with open_store(paths.database()) as store:
        await store.write("INSERT INTO reminders (due_unix_s, text) VALUES (0, 'x')")
        found = store_health.look(paths.database())
    assert (found.damage, found.version, found.passages) == ("", store_health.newest_version(), 0)
    assert found.bytes > 0
    assert found.wal_bytes > 0


async def test_looking_leaves_no_file_behind() -> None:
    async with open_store(paths.database()):
        pass
    before = sorted(paths.database().parent.iterdir())
    assert store_health.look(paths.database()).damage == ""
    assert sorted(paths.database().parent.iterdir()) == before


def test_what_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "jarvis.db").write_text("not a database, not at all, and long enough to be one" * 100)
    assert "not a database" in store_health.look(tmp_path / "jarvis.db").damage


def test_vectors_are_counted_or_cannot_be(tmp_path: Path) -> None:
    assert store_health.vectors(tmp_path) is None
    with closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as database:
        database.execute("CREATE TABLE embeddings (id)")
        database.execute("INSERT INTO embeddings VALUES (1)")
        database.commit()
    assert store_health.vectors(tmp_path) == 1


def test_without_a_file_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store_health.look(tmp_path / "jarvis.db")
