"""What was acknowledged survives; what is damaged is set aside and does not keep Jarvis from starting."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.errors import StoreError
from jarvis.store import Store, open_store

ROOT = Path(paths.__file__).parents[1]
ADD = "INSERT INTO reminders (due_unix_s, text) VALUES (?, ?)"
TEXTS = "SELECT text FROM reminders ORDER BY id"


async def texts(store: Store) -> list[str]:
    return [text for (text,) in await store.read(TEXTS)]


async def filled(file: Path, *promises: str) -> None:
    """A database that was closed in order."""
    async with open_store(file) as store:
        for promise in promises:
            await store.write(ADD, (0, promise))


async def test_what_was_written_is_there_after_a_restart() -> None:
    async with open_store(paths.database()) as store:
        assert [await store.write(ADD, (0, text)) for text in ("tea", "eggs")] == [1, 2]
    async with open_store(paths.database()) as store:
        assert await texts(store) == ["tea", "eggs"]


@pytest.mark.real_time
def test_what_was_acknowledged_survives_kill_9() -> None:
    program = f"""
import asyncio
from jarvis import paths
from jarvis.store import open_store

async def write():
    async with open_store(paths.database()) as store:
        for number in range(10_000):
            await store.write({ADD!r}, (0, str(number)))
            print(number, flush=True)

asyncio.run(write())
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdout
        acknowledged = [writer.stdout.readline().decode().strip() for _ in range(50)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().decode().split()
    with closing(sqlite3.connect(paths.database())) as database:
        found = [text for (text,) in database.execute(TEXTS)]
    assert acknowledged[:3] == ["0", "1", "2"]
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) - len(acknowledged) <= 1  # written, and killed before it could say so


def overwrite(file: Path, start: int, content: bytes) -> None:
    with file.open("r+b") as stream:
        stream.seek(start)
        stream.write(content)


@pytest.mark.parametrize(
    ("start", "content"),
    [(0, b"this is a letter, not a database"), (4096, os.urandom(8192)), (100, b"\xff" * 20)],
    ids=["another file", "the reminders", "the table of contents"],
)
async def test_a_damaged_database_is_set_aside_and_a_new_one_begun(
    start: int, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = paths.database()
    await filled(file, *["a promise"] * 1_000)
    overwrite(file, start, content)
    damaged = file.read_bytes()
    async with open_store(file) as store:
        assert await texts(store) == []
        await store.write(ADD, (0, "a new promise"))
    assert file.with_suffix(".damaged").read_bytes() == damaged
    assert str(file.with_suffix(".damaged")) in caplog.text  # the user can find it
    async with open_store(file) as store:
        assert await texts(store) == ["a new promise"]


async def test_an_empty_file_is_a_new_database() -> None:
    paths.database().touch()
    await filled(paths.database(), "tea")
    assert not paths.database().with_suffix(".damaged").exists()


@pytest.mark.parametrize("place", ["no/such/folder/jarvis.db", "folder", "/proc/jarvis.db"])
async def test_a_database_that_cannot_be_made_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match=r"cannot be opened .* Check its permissions and the disk"):
        async with open_store(tmp_path / place):
            pass


async def test_a_full_disk_is_told_and_costs_nothing_that_was_written() -> None:
    async with open_store(paths.database()) as store:
        await store.write(ADD, (0, "tea"))
        await store.write("PRAGMA max_page_count = 4")
        with pytest.raises(StoreError, match=r"could not be written \(database or disk is full\)"):
            await store.write(ADD, (0, "x" * 100_000))
        assert await texts(store) == ["tea"]
        await store.write(ADD, (0, "eggs"))
        assert await texts(store) == ["tea", "eggs"]


async def test_new_tables_come_with_a_new_version_and_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = tmp_path / "schema"
    schema.mkdir()
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)
    (schema / "001_reminders.sql").write_text("CREATE TABLE reminders (due_unix_s REAL, text TEXT);")
    await filled(paths.database(), "tea")
    (schema / "002_who.sql").write_text("ALTER TABLE reminders ADD COLUMN who TEXT DEFAULT 'you';")
    for _ in range(2):
        async with open_store(paths.database()) as store:
            assert [tuple(row) for row in await store.read("SELECT text, who FROM reminders")] == [
                ("tea", "you")
            ]
    (schema / "010_broken.sql").write_text("DROP TABLE reminders; CREATE NONSENSE;")
    with pytest.raises(StoreError):
        async with open_store(paths.database()):
            pass
    with closing(sqlite3.connect(paths.database())) as database:  # half an upgrade is none
        assert database.execute("SELECT text FROM reminders").fetchall() == [("tea",)]
        assert database.execute("PRAGMA user_version").fetchone() == (2,)


async def test_before_an_upgrade_the_database_is_copied_and_an_older_jarvis_still_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema, file = tmp_path / "schema", paths.database()
    schema.mkdir()
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)
    (schema / "001_reminders.sql").write_text("CREATE TABLE reminders (due_unix_s REAL, text TEXT);")
    await filled(file, "tea")
    new = schema / "002_memory.sql"
    new.write_text("CREATE TABLE memory (text TEXT);")
    await filled(file, "eggs")
    copy = file.with_name("jarvis.db.v1")
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as database:  # as it was before
        assert database.execute("SELECT text FROM reminders").fetchall() == [("tea",)]
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
    new.unlink()  # back to the older version
    await filled(file, "milk")
    async with open_store(file) as store:
        assert [text for (text,) in await store.read("SELECT text FROM reminders")] == ["tea", "eggs", "milk"]


async def test_what_is_deleted_is_off_the_disk_and_old_copies_go_with_it() -> None:
    file, secret = paths.database(), "the heron flies at 4711"
    copies = [file.with_name(name) for name in ("jarvis.db.v1", "jarvis.damaged")]
    async with open_store(file) as store:
        await store.write(ADD, (0, secret))
        for copy in copies:
            copy.write_text(secret)
        await store.write("DELETE FROM reminders")
        await store.scrub(3_600)
        assert all(copy.exists() for copy in copies), "they are not an hour old"
        await store.scrub(0)
        found = [one.name for one in file.parent.rglob("*") if secret.encode() in one.read_bytes()]
    assert found == []


async def test_several_changes_are_made_together_or_not_at_all() -> None:
    async with open_store(paths.database()) as store:
        with pytest.raises(StoreError):
            await store.write_all([(ADD, (0, "tea")), ("INSERT INTO nothing VALUES (1)", ())])
        await store.write_all([(ADD, (0, "eggs")), (ADD, (0, "milk"))])
        assert await texts(store) == ["eggs", "milk"]
