"""What was told, and when; and reading along as it is told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import NamedTuple

from jarvis.events import Event


class Record(NamedTuple):
    """An event with its place in the day: a running number and the moment on the loop's clock."""

    number: int
    at_s: float
    event: Event


class Reader:
    """Events as `async for`. Holds `size` unread records; when full the oldest goes and is counted."""

    def __init__(self, size: int, *, fleeting: bool = False) -> None:
        self.missed, self.fleeting = 0, fleeting
        self._records: deque[Record] = deque(maxlen=size)
        self._news = asyncio.Event()

    def put(self, record: Record) -> None:
        """Called by the bus."""
        self.missed += len(self._records) == self._records.maxlen
        self._records.append(record)
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Record]:
        while True:
            while self._records:
                yield self._records.popleft()
            self._news.clear()
            await self._news.wait()
