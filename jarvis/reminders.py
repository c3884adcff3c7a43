"""Things to say later. A promise is on disk before it is made, and survives a restart."""

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable

from jarvis.bus import EventBus
from jarvis.errors import StoreError
from jarvis.events import ReminderDue, ReminderSet
from jarvis.store import Store

log = logging.getLogger(__name__)

LATE_S = 5.0
"""Reminders that came due earlier than this, while Jarvis was off, are told as missed."""

Say = Callable[[str], Awaitable[None]]


class Reminders:
    """Keeps reminders. `now` gives seconds since 1970, used only across restarts.

    A reminder is erased after it was said: being killed in that moment may say it twice, never not.
    """

    def __init__(self, bus: EventBus, store: Store, say: Say, now: Callable[[], float]) -> None:
        self._bus, self._store, self._say, self._now = bus, store, say, now
        self._due: list[tuple[float, int, str]] = []
        self._changed = asyncio.Event()

    async def add(self, delay_s: float, text: str) -> int:
        """Say `text` after `delay_s` seconds; gives the number of this reminder.

        Whoever asks may be cancelled: then the promise is made all the same, on disk and in here.
        """
        return await asyncio.shield(self._add(delay_s, text))

    async def _add(self, delay_s: float, text: str) -> int:
        due_s = asyncio.get_running_loop().time() + delay_s
        number = await self._store.write(
            "INSERT INTO reminders (due_unix_s, text) VALUES (?, ?)", (self._now() + delay_s, text)
        )
        heapq.heappush(self._due, (due_s, number, text))
        self._changed.set()
        self._bus.post(ReminderSet(reminder=number, due_in_s=delay_s))
        return number

    async def run(self) -> None:
        """Say each reminder when its time comes, for ever."""
        clock = asyncio.get_running_loop().time
        offset_s = clock() - self._now()
        for number, due_unix_s, text in await self._store.read("SELECT id, due_unix_s, text FROM reminders"):
            if all(number != known for _, known, _ in self._due):
                heapq.heappush(self._due, (due_unix_s + offset_s, number, text))
        async with asyncio.TaskGroup() as group:
            while True:
                self._changed.clear()
                try:
                    async with asyncio.timeout_at(self._due[0][0] if self._due else None):
                        await self._changed.wait()
                except TimeoutError:
                    due_s, number, text = heapq.heappop(self._due)
                    telling = self._tell(number, text, clock() - due_s)
                    group.create_task(telling, name=f"reminder {number}")

    async def _tell(self, number: int, text: str, late_s: float) -> None:
        self._bus.post(ReminderDue(reminder=number, text=text, late_s=late_s))
        await self._say(f"While I was off, this came due: {text}" if late_s > LATE_S else text)
        try:
            await self._store.write("DELETE FROM reminders WHERE id = ?", (number,))
        except StoreError as error:  # it will be told again after a restart; better than never
            log.warning("reminder %d could not be erased: %s", number, error)
