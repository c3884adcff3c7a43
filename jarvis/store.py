"""The one database file, and the only place that knows SQLite. What was acknowledged survives kill -9."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from jarvis import paths
from jarvis.errors import StoreError

log = logging.getLogger(__name__)


class Store:
    """An open database. Made by `open_store`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._writing = asyncio.Lock()

    async def write(self, statement: str, values: Iterable[Any] = ()) -> int:
        """One change, on disk when this returns; gives the id of an inserted row."""
        try:
            async with self._writing:
                cursor = await self._connection.execute(statement, tuple(values))
        except sqlite3.Error as error:
            raise _unwritten(error) from None
        return cursor.lastrowid or 0

    async def write_all(self, steps: Iterable[tuple[str, Iterable[Any]]]) -> None:
        """Several changes, all on disk when this returns; none of them if it raises.

        Whoever waits may be cancelled: the changes are made all the same.
        """
        await asyncio.shield(self._transact([(statement, tuple(values)) for statement, values in steps]))

    async def _transact(self, steps: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        async with self._writing:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                for statement, values in steps:
                    await self._connection.execute(statement, values)
                await self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    await self._connection.execute("ROLLBACK")
                raise _unwritten(error) from None

    async def read(self, query: str, values: Iterable[Any] = ()) -> Sequence[sqlite3.Row]:
        """All rows of a query. Raises StoreError."""
        try:
            return list(await self._connection.execute_fetchall(query, tuple(values)))
        except sqlite3.Error as error:
            raise StoreError(f"The database could not be read ({error}). Is the disk in order?") from None

    async def close(self) -> None:
        """Put it away, after the changes that are being made."""
        async with self._writing:
            await self._connection.close()

    async def scrub(self, copies_older_than_s: float) -> None:
        """Take what was deleted off the disk too, out of the copies of `older_than_s` as well.

        What is deleted is overwritten at once; here the log and the file are made short again.
        """
        try:
            async with self._writing:
                await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                await self._connection.execute("VACUUM")
                (_, _, file), *_ = await self._connection.execute_fetchall("PRAGMA database_list")
                await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise _unwritten(error) from None
        await asyncio.to_thread(_forget_copies, Path(file), copies_older_than_s)


def _unwritten(error: sqlite3.Error) -> StoreError:
    return StoreError(f"The database could not be written ({error}). Is the disk full or read-only?")


@asynccontextmanager
async def open_store(file: Path) -> AsyncIterator[Store]:
    """Open the file and bring its tables up to date.

    A damaged file is set aside (`….damaged`) and a new one begun, because a daemon that does not
    start helps nobody. Raises StoreError when neither can be done.
    """
    try:
        file.touch(mode=0o600)  # noqa: ASYNC240 - done once, before anybody waits
        connection = await _connect(file)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(
            f"The database {file} cannot be opened ({error}). Check its permissions and the disk."
        ) from None
    except sqlite3.DatabaseError:
        _set_aside(file)
        connection = await _connect(file)
    store = Store(connection)
    try:
        yield store
    finally:
        await store.close()


def _set_aside(file: Path) -> None:
    aside = file.replace(file.with_suffix(".damaged"))
    log.warning("The database is damaged. It was set aside as %s and a new one begun.", aside)
    for leftover in (file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        leftover.unlink(missing_ok=True)


def _forget_copies(file: Path, older_than_s: float) -> None:
    """Remove what was set aside, and what was copied before an upgrade."""
    newest_s = file.stat().st_mtime - older_than_s
    for copy in (file.with_suffix(".damaged"), *file.parent.glob(f"{file.name}.v*")):
        if copy.exists() and copy.stat().st_mtime <= newest_s:
            copy.unlink()


async def _connect(file: Path) -> aiosqlite.Connection:
    sqlite3.connect(file).close()  # if this cannot be, better here than in a thread that outlives it
    connection = await aiosqlite.connect(file, isolation_level=None)
    try:
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")
        await connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        await connection.execute("PRAGMA temp_store = MEMORY")
        if next(iter(await connection.execute_fetchall("PRAGMA quick_check(1)")))[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        await _migrate(connection, file)
    except sqlite3.Error:
        await connection.close()
        raise
    return connection


async def _migrate(connection: aiosqlite.Connection, file: Path) -> None:
    """Run the numbered scripts in `data/schema` that this file has not seen yet.

    Before anything is changed in a file that is in use, a copy of it is made: `jarvis.db.v2`.
    """
    rows = list(await connection.execute_fetchall("PRAGMA user_version"))
    done = int(rows[0][0])
    scripts = {int(one.stem.partition("_")[0]): one for one in (paths.assets() / "schema").glob("*.sql")}
    new = sorted(number for number in scripts if number > done)
    if done and new:
        await _copy(connection, file.with_name(f"{file.name}.v{done}"))
    for number in new:
        steps = scripts[number].read_text(encoding="utf-8")
        await connection.executescript(f"BEGIN;{steps};PRAGMA user_version = {number};COMMIT;")


async def _copy(connection: aiosqlite.Connection, copy: Path) -> None:
    await asyncio.to_thread(copy.unlink, missing_ok=True)
    await asyncio.to_thread(copy.touch, mode=0o600)
    await connection.execute("VACUUM INTO ?", (str(copy),))
