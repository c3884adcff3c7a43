"""How the database file is: whole, in which version, how large. For the daemon, and while none runs."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from jarvis import paths


@dataclass(frozen=True)
class Health:
    """What was found. `damage` is what SQLite complains about, "" if the file is whole."""

    damage: str
    version: int
    wanted: int
    bytes: int
    wal_bytes: int
    passages: int


def newest_version() -> int:
    """The version of the tables that this Jarvis works with."""
    scripts = (paths.assets() / "schema").glob("*.sql")
    return max((int(one.stem.partition("_")[0]) for one in scripts), default=0)


def look(file: Path) -> Health:
    """Look at a database without changing anything, not even the files beside it. Blocks.

    Raises FileNotFoundError if there is none.
    """
    size, wal = file.stat().st_size, file.with_name(f"{file.name}-wal")
    wal_bytes = wal.stat().st_size if wal.exists() else 0
    how = "mode=ro" if wal_bytes else "mode=ro&immutable=1"
    damage, version, passages = "", 0, 0
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)) as database:
            told = [str(row[0]) for row in database.execute("PRAGMA quick_check(3)")]
            damage = "" if told == ["ok"] else "; ".join(told)
            version = int(database.execute("PRAGMA user_version").fetchone()[0])
            table = "SELECT count(*) FROM sqlite_master WHERE name = 'passages'"
            if database.execute(table).fetchone()[0]:
                passages = int(database.execute("SELECT count(*) FROM passages").fetchone()[0])
    except sqlite3.Error as error:
        damage = str(error)
    return Health(damage, version, newest_version(), size, wal_bytes, passages)


def vectors(folder: Path) -> int | None:
    """How many passages the store of vectors in a folder has; None if that cannot be told."""
    file = folder / "chroma.sqlite3"
    wal = file.with_name(f"{file.name}-wal")
    how = "mode=ro" if wal.exists() else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM embeddings").fetchone()[0])
    except sqlite3.Error:
        return None
