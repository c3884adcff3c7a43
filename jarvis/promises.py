"""What was promised for later: set, listed, cancelled, restored, moved. On disk when a call returns."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from jarvis.bus import EventBus
from jarvis.due import DueShelf, Row
from jarvis.due_times import Clocks, following, unix_s
from jarvis.errors import BadInputError, StoreError
from jarvis.events import ReminderCancelled, ReminderSet
from jarvis.household import Due, Wanted
from jarvis.store import Store

T = TypeVar("T")
MOST = 2_000
"""More are refused."""
LONGEST_S = 10 * 366 * 86_400.0
OVER = "That is over already."


class Promises:
    """The list; see `household.Dues`. Raises StoreError when the disk will not have a change."""

    def __init__(self, bus: EventBus, store: Store, clocks: Clocks) -> None:
        self._bus, self._shelf, self._clocks = bus, DueShelf(store), clocks
        self._rows: dict[int, Row] = {}
        self._loaded, self._cancelled_s = False, 0.0
        self._changing = asyncio.Lock()
        self._changed = asyncio.Event()

    async def later(self, delay_s: float, text: str) -> int:
        """Say `text` after `delay_s` seconds; gives the number of this reminder."""
        return (await self.add(Wanted("later", length_s=delay_s, text=text))).key

    async def add(self, wanted: Wanted) -> Due:
        """Promise it. Whoever asks may be cancelled: then the promise is made all the same, whole."""
        return await self._alone(lambda: self._add(wanted))

    async def all(self, kind: str) -> Sequence[Due]:
        """What is to come of a kind, the next one first."""
        await self.load()
        return sorted((self._plain(row) for row in self._of(kind)), key=lambda one: (one.left_s, one.key))

    async def cancel(self, keys: Sequence[int]) -> Sequence[Due]:
        """Do not tell these; gives those there were."""
        return await self._alone(lambda: self._cancel(keys))

    async def restore(self, kind: str, number: int = 0) -> Sequence[Due]:
        """What was cancelled last is to be told after all; or what had this number."""
        return await self._alone(lambda: self._restore(kind, number))

    async def extend(self, key: int, seconds: float) -> Due:
        """So much later, or earlier."""
        return await self._alone(lambda: self._extend(key, seconds))

    async def pause(self, key: int, *, paused: bool) -> Due:
        """Stop a timer or a stopwatch, or let it go on."""
        return await self._alone(lambda: self._pause(key, paused=paused))

    async def note(self, key: int, text: str) -> None:
        """Keep another text with it."""
        await self._alone(lambda: self._changed_to(replace(self._row(key), text=text)))

    async def load(self) -> None:
        """Read what was promised before the last stop."""

        async def nothing() -> None: ...

        await self._alone(nothing)

    async def _alone(self, work: Callable[[], Awaitable[T]]) -> T:
        return await asyncio.shield(self._locked(work))

    async def _locked(self, work: Callable[[], Awaitable[T]]) -> T:
        async with self._changing:
            if not self._loaded:
                await self._shelf.prune(self._clocks.wall())
                for row in await self._shelf.open_rows():
                    self._rows[row.id] = self._planned(row)
                self._loaded = True
            return await work()

    def _planned(self, row: Row) -> Row:
        """When it is due on the clocks of today."""
        if row.local_at:
            row.due_unix_s = unix_s(datetime.fromisoformat(row.local_at), self._clocks.zone())
        row.due_count_s = row.due_unix_s - self._clocks.wall() + self._clocks.counting()
        return row

    async def _add(self, wanted: Wanted) -> Due:
        now_s, at, runs_up = self._clocks.wall(), wanted.at, wanted.kind == "stopwatch"
        due_s = unix_s(at, self._clocks.zone()) if at else now_s + wanted.length_s
        if not runs_up and not 0 < due_s - now_s <= LONGEST_S:
            raise BadInputError("That moment is over already, or too far away.")
        if len(self._rows) >= MOST:
            raise BadInputError(f"I am to remember {MOST} things already. Cancel some of them first.")
        row = Row(
            id=0,
            kind=wanted.kind,
            number=self._free_number(wanted.kind),
            name=wanted.name,
            text=wanted.text,
            due_unix_s=due_s,
            length_s=wanted.length_s,
            local_at=at.isoformat() if at else "",
            days=wanted.days,
            paused_left_s=None,
        )
        await self._shelf.add(row)
        self._keep(self._planned(row), due_s - now_s)
        return self._plain(row)

    async def _cancel(self, keys: Sequence[int]) -> Sequence[Due]:
        rows = [self._rows.pop(key) for key in dict.fromkeys(keys) if key in self._rows]
        now_s = self._cancelled_s = max(self._clocks.wall(), self._cancelled_s + 0.001)
        try:
            await self._shelf.cancel(rows, now_s)
        except StoreError:
            self._rows |= {row.id: row for row in rows}
            raise
        await self._shelf.prune(now_s)
        for row in rows:
            self._bus.post(ReminderCancelled(reminder=row.id))
        self._changed.set()
        return [self._plain(row) for row in rows]

    async def _restore(self, kind: str, number: int) -> Sequence[Due]:
        found = await self._shelf.cancelled(kind)
        if number:
            wanted = [row for _, row in found if row.number == number][:1]
        else:
            wanted = [row for at_s, row in found if at_s == found[0][0]]
        restored, now = [], self._clocks.now()
        for row in map(self._planned, reversed(wanted)):
            if row.days and row.due_unix_s <= now.timestamp():
                last = datetime.fromisoformat(row.local_at)
                row.local_at = following(last, row.days, now).isoformat()
                self._planned(row)
            if row.kind == "stopwatch" or row.left_s(now.timestamp(), self._clocks.counting()) > 0:
                row.number = self._free_number(kind, row.number)
                await self._shelf.restore(row)
                self._keep(row)
                restored.append(self._plain(row))
        return restored

    async def _extend(self, key: int, seconds: float) -> Due:
        row = replace(self._row(key))
        left_s = self._left_s(row) + seconds
        if not 0 < left_s <= LONGEST_S:
            raise BadInputError("There is not so much time left.")
        row.length_s = max(0.0, row.length_s + seconds) if row.counted else 0.0
        if row.paused_left_s is not None:
            row.paused_left_s = left_s
        row.due_unix_s, row.due_count_s = row.due_unix_s + seconds, row.due_count_s + seconds
        if row.local_at:
            shown = datetime.fromtimestamp(row.due_unix_s, self._clocks.zone())
            row.local_at = shown.replace(tzinfo=None, fold=0).isoformat()
        return await self._changed_to(row)

    async def _pause(self, key: int, *, paused: bool) -> Due:
        row = replace(self._row(key))
        if not row.counted:
            raise BadInputError(f"The clock cannot be stopped: cancel the {row.kind} instead.")
        left_s = self._left_s(row)
        row.paused_left_s = left_s if paused else None
        row.due_unix_s = self._clocks.wall() + left_s
        row.due_count_s = self._clocks.counting() + left_s
        return await self._changed_to(row)

    async def _changed_to(self, row: Row) -> Due:
        """What cannot be written down stays as it was. Meanwhile the old one does not ring."""
        old, self._rows[row.id] = self._rows[row.id], row
        try:
            await self._shelf.change([row])
        except StoreError:
            self._rows[row.id] = old
            raise
        self._keep(row)
        return self._plain(row)

    def _keep(self, row: Row, left_s: float | None = None) -> None:
        self._rows[row.id] = row
        self._changed.set()
        if row.rings:
            self._bus.post(
                ReminderSet(reminder=row.id, due_in_s=self._left_s(row) if left_s is None else left_s)
            )

    def _row(self, key: int) -> Row:
        if key not in self._rows or self._rows[key].ringing:
            raise BadInputError(OVER)
        return self._rows[key]

    def _of(self, kind: str) -> list[Row]:
        return [row for row in self._rows.values() if row.kind == kind and not row.ringing]

    def _free_number(self, kind: str, wanted: int = 0) -> int:
        """The smallest that none of its kind has; or this one, if it is free."""
        taken = {row.number for row in self._rows.values() if row.kind == kind}
        if wanted and wanted not in taken:
            return wanted
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def _left_s(self, row: Row) -> float:
        return row.left_s(self._clocks.wall(), self._clocks.counting())

    def _plain(self, row: Row) -> Due:
        return row.plain(self._clocks.now(), self._clocks.counting())
