"""What is promised for later, as it lies in the database: on disk before it is confirmed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from jarvis.household import Due
from jarvis.store import Store

KEPT_S = 86_400.0
"""So long what was cancelled can be restored, and is known what was told."""


@dataclass
class Row:
    """One promise. What has a `local_at` goes by the clock on the wall; anything else is counted."""

    id: int
    kind: str
    number: int
    name: str
    text: str
    due_unix_s: float
    length_s: float
    local_at: str
    days: str
    paused_left_s: float | None
    due_count_s: float = 0.0
    """When it is due on the clock that only counts."""
    ringing: bool = False

    @property
    def counted(self) -> bool:
        """Whether a clock that is set does not move it."""
        return not self.local_at

    @property
    def rings(self) -> bool:
        """Whether a time comes at which it is told."""
        return self.kind != "stopwatch" and self.paused_left_s is None and not self.ringing

    def left_s(self, wall_s: float, counting_s: float) -> float:
        """Seconds until it is due, less than 0 afterwards."""
        if self.paused_left_s is not None:
            return self.paused_left_s
        return self.due_count_s - counting_s if self.counted else self.due_unix_s - wall_s

    def plain(self, now: datetime, counting_s: float) -> Due:
        """What others see of it."""
        left_s = self.left_s(now.timestamp(), counting_s)
        return Due(
            key=self.id,
            kind=self.kind,
            number=self.number,
            name=self.name,
            text=self.text,
            at=datetime.fromtimestamp(now.timestamp() + left_s, now.tzinfo),
            left_s=left_s,
            length_s=self.length_s,
            days=self.days,
            paused=self.paused_left_s is not None,
        )


_STORED = [field.name for field in fields(Row)][:10]
_SELECT = f"SELECT {', '.join(_STORED)} FROM reminders"  # noqa: S608 - names of our own


class DueShelf:
    """The table. Everything raises StoreError when the disk will not have it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def open_rows(self) -> list[Row]:
        """What is still to be told."""
        where = "WHERE told_unix_s IS NULL AND cancelled_unix_s IS NULL"
        return [Row(*found) for found in await self._store.read(f"{_SELECT} {where}")]

    async def add(self, row: Row) -> None:
        """Write a new one down; it gets its id."""
        names = ", ".join(_STORED[1:])
        values = [getattr(row, name) for name in _STORED[1:]]
        places = ", ".join("?" * len(values))
        row.id = await self._store.write(f"INSERT INTO reminders ({names}) VALUES ({places})", values)  # noqa: S608 - names of our own

    async def change(self, rows: Iterable[Row]) -> None:
        """Write down when they are due now."""
        statement = (
            "UPDATE reminders SET number = ?, text = ?, due_unix_s = ?, length_s = ?, local_at = ?,"
            " paused_left_s = ? WHERE id = ?"
        )
        await self._store.write_all(
            (
                statement,
                (r.number, r.text, r.due_unix_s, r.length_s, r.local_at, r.paused_left_s, r.id),
            )
            for r in rows
        )

    async def rings(self, rows: Iterable[Row], at_unix_s: float) -> None:
        """They are about to be told."""
        statement = "UPDATE reminders SET ringing_unix_s = ? WHERE id = ?"
        await self._store.write_all((statement, (at_unix_s, row.id)) for row in rows)

    async def told(self, rows: Iterable[Row], at_unix_s: float) -> None:
        """They were heard: over, or on to the next time of those that ring again. All of them or none."""
        over = "UPDATE reminders SET told_unix_s = ? WHERE id = ?"
        again = "UPDATE reminders SET due_unix_s = ?, local_at = ?, ringing_unix_s = NULL WHERE id = ?"
        await self._store.write_all(
            (again, (row.due_unix_s, row.local_at, row.id)) if row.days else (over, (at_unix_s, row.id))
            for row in rows
        )

    async def cancel(self, rows: Iterable[Row], at_unix_s: float) -> None:
        """They are not to be told. What is over for long is erased."""
        statement = "UPDATE reminders SET cancelled_unix_s = ? WHERE id = ?"
        await self._store.write_all((statement, (at_unix_s, row.id)) for row in rows)

    async def cancelled(self, kind: str) -> Sequence[tuple[float, Row]]:
        """What can be restored, with the time when it was cancelled; the newest first."""
        where = "WHERE cancelled_unix_s IS NOT NULL AND kind = ? ORDER BY cancelled_unix_s DESC, id DESC"
        names = ", ".join(_STORED)
        rows = await self._store.read(
            f"SELECT cancelled_unix_s, {names} FROM reminders {where}",  # noqa: S608 - names of our own
            (kind,),
        )
        return [(found[0], Row(*tuple(found)[1:])) for found in rows]

    async def restore(self, row: Row) -> None:
        """It is to be told after all."""
        statement = (
            "UPDATE reminders SET cancelled_unix_s = NULL, ringing_unix_s = NULL, number = ?, due_unix_s = ?,"
            " local_at = ? WHERE id = ?"
        )
        await self._store.write(statement, (row.number, row.due_unix_s, row.local_at, row.id))

    async def prune(self, now_unix_s: float) -> None:
        """Erase what was told or cancelled long ago. A clock that was set back does not keep it for ever."""
        await self._store.write(
            "DELETE FROM reminders WHERE abs(? - coalesce(told_unix_s, cancelled_unix_s)) > ?",
            (now_unix_s, KEPT_S),
        )
