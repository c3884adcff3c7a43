"""Requests, and the queue they wait in: the most urgent first, then first come, first served."""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from jarvis.errors import QueueFullError, TransientError, contain
from jarvis.log import frames

log = logging.getLogger(__name__)
_suffix = itertools.count()
PATIENCE = 8
"""So often a waiting request is passed over by more urgent ones; then it is its turn."""
BACK_OFF_S = 1.0
"""The pause before the first retry; each next one is twice as long."""


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


# Looking a member up in its class takes longer than the rest of a step, on Python 3.11.
_PROCESSING, _CANCELLED, _COMPLETED = Status.PROCESSING, Status.CANCELLED, Status.COMPLETED


@dataclass(slots=True, eq=False)
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

    When full, `enqueue` refuses (QueueFullError) and nothing is lost of what already waits. However
    many urgent requests come, they pass over the first of those below them PATIENCE times in a row at most.
    """

    def __init__(self, maxsize: int = 100, in_flight: int = 3) -> None:
        self.maxsize, self.in_flight = maxsize, in_flight
        self._waiting: tuple[deque[VoiceTask], ...] = tuple(deque() for _ in Priority)
        self._passed_over = [0] * len(self._waiting)
        self._size = 0
        self._working: dict[VoiceTask, asyncio.Task[None] | None] = {}
        self._called_off: set[VoiceTask] = set()
        self._resting: dict[VoiceTask, asyncio.TimerHandle] = {}
        self._takers: deque[asyncio.Future[None]] = deque()

    def size(self) -> int:
        """How many wait, those that will be tried again included."""
        return self._size + len(self._resting)

    def is_full(self) -> bool:
        """Whether the next one would be refused."""
        return self._size + len(self._resting) >= self.maxsize

    def enqueue(self, task: VoiceTask) -> None:
        """Let a request wait its turn. Raises QueueFullError."""
        if self._size + len(self._resting) >= self.maxsize:
            raise QueueFullError(self.size())
        self._waiting[task.priority].append(task)
        self._size += 1
        if self._takers:
            self._wake_a_taker()

    async def dequeue(self) -> VoiceTask:
        """The next request, as soon as there is one and a place to work on it."""
        while not self._size or len(self._working) >= self.in_flight:
            taker = asyncio.get_running_loop().create_future()
            self._takers.append(taker)
            try:
                await taker
            except asyncio.CancelledError:
                if taker in self._takers:
                    self._takers.remove(taker)
                else:  # woken for nothing: it is another one's turn
                    self._wake_a_taker()
                raise
        task = self._most_urgent()
        task.status = _PROCESSING
        self._working[task] = None
        return task

    def complete_task(self, task: VoiceTask) -> None:
        """Give the place back. Completing twice changes nothing."""
        if task in self._working:
            del self._working[task]
            self._called_off.discard(task)
            if self._takers:
                self._wake_a_taker()

    def cancel(self, task: VoiceTask) -> bool:
        """Cancel a request, wherever it is: waiting, worked on, or about to be tried again.

        False if it was not here, or is already being ended.
        """
        if task in self._working:
            at_work = self._working[task]
            if task in self._called_off:
                return False
            self._called_off.add(task)
            task.status = _CANCELLED
            if at_work is not None:
                at_work.cancel()
            return True
        return self._withdraw(task)

    def retry_later(self, task: VoiceTask, delay_s: float) -> None:
        """Let a request that is worked on wait `delay_s` and then queue again. It keeps its room."""
        self.complete_task(task)
        task.status = Status.PENDING
        loop = asyncio.get_running_loop()
        self._resting[task] = loop.call_later(delay_s, self._again, task)

    def at_work(self, task: VoiceTask, worker: "asyncio.Task[None] | None") -> None:
        """Note who works on a request: `cancel` ends it there."""
        self._working[task] = worker

    def called_off(self, task: VoiceTask) -> bool:
        """Whether a request that is worked on was cancelled."""
        return task in self._called_off

    def _withdraw(self, task: VoiceTask) -> bool:
        if task in self._resting:
            self._resting.pop(task).cancel()
        elif task in self._waiting[task.priority]:
            self._waiting[task.priority].remove(task)
            self._size -= 1
            if not self._waiting[task.priority]:  # who comes next has not been passed over yet
                self._passed_over[task.priority] = 0
        else:
            return False
        task.status = _CANCELLED
        return True

    def _again(self, task: VoiceTask) -> None:
        del self._resting[task]
        self._waiting[task.priority].append(task)  # even into a full queue: it kept its room
        self._size += 1
        self._wake_a_taker()

    def _most_urgent(self) -> VoiceTask:
        """Take out the next one: of the highest priority, unless another has been passed over too often."""
        chosen = len(self._waiting) - 1
        while not self._waiting[chosen]:
            chosen -= 1
        for below in range(chosen):
            if self._waiting[below]:
                self._passed_over[below] += 1
                if self._passed_over[below] > PATIENCE:
                    chosen = below
                    break
        self._passed_over[chosen] = 0
        self._size -= 1
        return self._waiting[chosen].popleft()

    def _wake_a_taker(self) -> None:
        while self._takers:
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_result(None)
                return


async def process_voice_queue_worker(queue: VoiceQueue, work: Callable[[VoiceTask], Awaitable[None]]) -> None:
    """Work on requests for ever, several at once; a request's failure ends only that request.

    `work` may set the final status; else it is what became of `work`. Where it raises TransientError,
    the request is tried again, `max_retries` times at most, after pauses that double.
    """
    async with asyncio.TaskGroup() as group:
        for number in range(queue.in_flight):
            group.create_task(_work_for_ever(queue, work), name=f"worker {number}")


async def _work_for_ever(queue: VoiceQueue, work: Callable[[VoiceTask], Awaitable[None]]) -> None:
    worker = asyncio.current_task()
    assert worker is not None  # noqa: S101 - a coroutine runs in a task
    while True:
        task = await queue.dequeue()
        queue.at_work(task, worker)
        try:
            failure = await contain(work(task))
            if queue.called_off(task):
                await asyncio.sleep(0)  # if `work` did not wait since it was cancelled, it is told here
        except asyncio.CancelledError:  # the request shall end, or the worker, or what `work` waited for
            task.status = _CANCELLED
        else:
            _judge(queue, task, failure)
        finally:
            if queue.called_off(task):
                worker.uncancel()
            queue.complete_task(task)
        if worker.cancelling():  # whatever `work` made of it
            raise asyncio.CancelledError


def _judge(queue: VoiceQueue, task: VoiceTask, failure: Exception | None) -> None:
    """Decide what becomes of a request that was worked on."""
    if task.status is not _PROCESSING:
        return
    if failure is None:
        task.status = _COMPLETED
    elif isinstance(failure, TransientError) and task.retries < task.max_retries:
        task.retries += 1
        queue.retry_later(task, back_off_s(task.retries))
    else:
        task.status, task.error = Status.FAILED, type(failure).__name__
        log.error("task %s failed: %s", task.task_id, frames(failure))


def back_off_s(retries: int) -> float:
    """The pause before a retry: 1, 2, 4 seconds."""
    return BACK_OFF_S * float(2 ** (retries - 1))
