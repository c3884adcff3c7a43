"""Requests, and the queue they wait in: the most urgent first, then first come, first served."""

import asyncio
import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from jarvis.errors import QueueFullError, contain
from jarvis.log import frames

log = logging.getLogger(__name__)
_suffix = itertools.count()


class Priority(IntEnum):
    """How urgent a request is."""

    NORMAL = 0
    HIGH = 1
    CRITICAL = 2


class Status(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass
class VoiceTask:
    """One request, spoken or typed.

    `confidence` is None where the recognizer gives none; `timestamp` is in seconds since 1970.
    """

    task_id: str
    text: str
    confidence: float | None
    timestamp: float
    status: Status = Status.PENDING
    result: str | None = None
    error: str | None = None
    priority: Priority = Priority.NORMAL
    retries: int = 0
    max_retries: int = 3


def new_task_id(now_s: float) -> str:
    """`voice_<epoch ms>_<n>`: the last part keeps ids of one millisecond apart."""
    return f"voice_{int(now_s * 1000)}_{next(_suffix)}"


class VoiceQueue:
    """Holds `maxsize` waiting requests and lets `in_flight` be worked on at once.

    When full, `enqueue` refuses (QueueFullError) and nothing is lost of what already waits.
    """

    def __init__(self, maxsize: int = 100, in_flight: int = 3) -> None:
        self.maxsize = maxsize
        self._waiting: list[tuple[int, int, VoiceTask]] = []
        self._arrivals = itertools.count()
        self._in_flight: dict[str, VoiceTask] = {}
        self._places = asyncio.Semaphore(in_flight)
        self._arrived = asyncio.Event()

    def size(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def is_full(self) -> bool:
        """Whether the next one would be refused."""
        return len(self._waiting) >= self.maxsize

    def enqueue(self, task: VoiceTask) -> None:
        """Let a request wait its turn. Raises QueueFullError."""
        if self.is_full():
            raise QueueFullError(self.size())
        heapq.heappush(self._waiting, (-task.priority, next(self._arrivals), task))
        self._arrived.set()

    async def dequeue(self) -> VoiceTask:
        """The next request, as soon as there is one and a place to work on it."""
        await self._places.acquire()
        try:
            while not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
        except asyncio.CancelledError:
            self._places.release()
            raise
        task = heapq.heappop(self._waiting)[2]
        task.status = Status.PROCESSING
        self._in_flight[task.task_id] = task
        return task

    def withdraw(self, task: VoiceTask) -> bool:
        """Cancel a request that still waits; False if it does not."""
        left = [entry for entry in self._waiting if entry[2] is not task]
        if len(left) == len(self._waiting):
            return False
        self._waiting = left
        heapq.heapify(self._waiting)
        task.status = Status.CANCELLED
        return True

    def complete_task(self, task: VoiceTask) -> None:
        """Give the place back. Completing twice changes nothing."""
        if self._in_flight.pop(task.task_id, None) is not None:
            self._places.release()


async def process_voice_queue_worker(queue: VoiceQueue, work: Callable[[VoiceTask], Awaitable[None]]) -> None:
    """Work on requests for ever, several at once; a request's failure ends only that request.

    `work` may set the final status; else it is what became of `work`.
    """

    async def one(task: VoiceTask) -> None:
        try:
            failure = await contain(work(task))
            if failure is not None:
                task.status, task.error = Status.FAILED, type(failure).__name__
                log.error("task %s failed: %s", task.task_id, frames(failure))
            elif task.status is Status.PROCESSING:
                task.status = Status.COMPLETED
        finally:
            if task.status is Status.PROCESSING:
                task.status = Status.CANCELLED
            queue.complete_task(task)

    async with asyncio.TaskGroup() as group:
        while True:
            task = await queue.dequeue()
            group.create_task(one(task), name=f"turn {task.task_id}")
