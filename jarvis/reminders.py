"""Timers, alarms and reminders: on disk before they are promised, told once, whatever happens in between.

What is set for a length is counted on a clock that nobody sets and that goes on while the machine sleeps;
across a restart it goes by the wall. What is set for a time goes by the wall always, summer time or not.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from jarvis.bus import EventBus
from jarvis.due import Row
from jarvis.due_times import Clocks, following, unix_s
from jarvis.due_words import due_text, missed_text, together
from jarvis.errors import StoreError
from jarvis.events import ReminderDue, ReminderTold
from jarvis.household import Due, Wanted
from jarvis.promises import Promises
from jarvis.ringing import RINGS_S, Announce, Ringing
from jarvis.store import Store

log = logging.getLogger(__name__)
LATE_S = 5.0
"""What came due earlier than this, while Jarvis was off or the machine slept, is told as missed."""
POLL_S = 1.0
"""So often the clocks are compared while something is to come: the machine may have slept."""
SET_S = 0.5
"""The clock on the wall was set if it moved so much against the other one."""
SNOOZED_S = 600.0
"""What rang so long ago can still be made to ring again."""
OFF, SLEPT = "While I was off", "While the computer slept"


class Reminders(Promises):
    """Keeps promises. `announce` says a text on behalf of a turn."""

    def __init__(self, bus: EventBus, store: Store, announce: Announce, clocks: Clocks) -> None:
        super().__init__(bus, store, clocks)
        self._ringing = Ringing(bus, announce)
        self._rang: list[tuple[float, Due]] = []
        self._unwritten: list[Row] = []
        self._zone = clocks.zone()
        self._ahead_s = clocks.wall() - clocks.counting()

    async def snooze(self, seconds: float) -> Sequence[Due]:
        """Let what rings, or rang a moment ago, ring again after so long."""
        self.hush()
        now_s, recent = self._clocks.counting(), self._rang
        self._rang = []
        last_s = max([at_s for at_s, _ in recent], default=0.0)
        rang = [one for at_s, one in recent if now_s - at_s < SNOOZED_S and last_s - at_s < RINGS_S]
        rang = [one for one in rang if one.kind == "alarm"] or rang
        return [
            await self.add(Wanted(one.kind, length_s=seconds, name=one.name, text=one.text)) for one in rang
        ]

    def hush(self) -> bool:
        """End what rings; False if nothing does."""
        return self._ringing.hush()

    def seen(self, key: int) -> None:
        """The user saw that this is due, whether it was heard or not."""
        self._ringing.seen(key)

    def look(self) -> None:
        """Compare the clocks now: the computer has just woken up."""
        self._changed.set()

    async def run(self) -> None:
        """Tell each when its time comes, for ever."""
        await self.load()
        for row in self._rows.values():
            row.ringing = False
        clock = asyncio.get_running_loop().time
        why, awake_s = OFF, self._clocks.counting() - clock()
        async with asyncio.TaskGroup() as group:
            while True:
                self._changed.clear()
                await self._compare()
                before_s, awake_s = awake_s, self._clocks.counting() - clock()
                why = why or (SLEPT if awake_s - before_s > LATE_S else "")
                due = sorted([row for row in self._waiting() if self._left_s(row) <= 0], key=self._left_s)
                missed = [row for row in due if why and -self._left_s(row) > LATE_S]
                for rows, off in ((missed, why), (due[len(missed) :], "")):
                    if rows:
                        group.create_task(self._tell(rows, off), name=f"reminder {rows[0].id}")
                    for row in rows:
                        row.ringing = True
                why = ""
                await self._wait()

    def _waiting(self) -> list[Row]:
        return [row for row in self._rows.values() if row.rings]

    async def _wait(self) -> None:
        """Until the next is due, or the clocks are to be compared, or something was changed."""
        wall_s, counting_s = self._clocks.wall(), self._clocks.counting()
        waiting = [row.left_s(wall_s, counting_s) for row in self._waiting()]
        idle = not self._rows and not self._unwritten
        try:
            async with asyncio.timeout(None if idle else max(0.0, min([POLL_S, *waiting]))):
                await self._changed.wait()
        except TimeoutError:
            pass

    async def _compare(self) -> None:
        """Has the clock on the wall been set? That moves nothing that is counted."""
        ahead_s, zone = self._clocks.wall() - self._clocks.counting(), self._clocks.zone()
        moved = []
        if abs(ahead_s - self._ahead_s) > SET_S:
            self._ahead_s = ahead_s
            moved = [row for row in self._rows.values() if row.counted]
            for row in moved:
                row.due_unix_s = row.due_count_s + ahead_s
        if zone is not self._zone:
            self._zone = zone
            for row in self._rows.values():
                if row.local_at:
                    row.due_unix_s = unix_s(datetime.fromisoformat(row.local_at), zone)
        unwritten, self._unwritten = self._unwritten, []
        try:
            if moved:
                await self._shelf.change(moved)
            if unwritten:
                await self._shelf.told(unwritten, self._clocks.wall())
        except StoreError:
            self._ahead_s = self._ahead_s if not moved else float("-inf")  # to be written the next time
            self._unwritten += unwritten

    async def _tell(self, rows: Sequence[Row], off: str) -> None:
        """All of them at once; `off` tells why they come late, if they do."""
        due = [self._plain(row) for row in rows]
        for one in due:
            self._bus.post(ReminderDue(reminder=one.key, text=due_text(one), late_s=max(0.0, -one.left_s)))
        try:
            await self._shelf.rings(rows, self._clocks.wall())
        except StoreError as error:
            log.warning("that a reminder rings could not be written: %s", error)

        async def told(heard: bool) -> None:  # noqa: FBT001 - see ringing.Told
            await self._told([row for row in rows if row.id in self._rows], heard=heard)

        kinds = {one.kind for one in due}
        text = missed_text(due, off, self._clocks.now()) if off else together(due)
        sound, repeats = not off and bool(kinds & {"timer", "alarm"}), not off and "alarm" in kinds
        await self._ringing.ring(rows[0].id, text, told, sound=sound, repeats=repeats)

    async def _told(self, rows: Sequence[Row], *, heard: bool) -> None:
        """It is over, or on to the next time; if that cannot be written now, it will be."""
        now = self._clocks.now()
        for row in rows:
            self._rang.append((self._clocks.counting(), self._plain(row)))
            if row.days:
                row.local_at = following(datetime.fromisoformat(row.local_at), row.days, now).isoformat()
                self._planned(row).ringing = False
            else:
                del self._rows[row.id]
        self._rang = [one for one in self._rang if one[0] > self._clocks.counting() - SNOOZED_S]
        try:
            await self._shelf.told(rows, now.timestamp())
        except StoreError as error:
            log.warning("that a reminder was told could not be written: %s", error)
            self._unwritten += rows
        for row in rows:
            self._bus.post(ReminderTold(reminder=row.id, heard=heard))
        self._changed.set()
