"""What others need for the same work: for each `{"row": ...}` on stdin one round, told in one line of JSON.

Run by `scripts/bench core` as `.peers/bin/python tests/bench/peers.py`, and it knows nothing of Jarvis.
Where there was a choice, the one that is quicker for the peer was taken; each says so.
"""

import asyncio
import importlib
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from typing import Any

from circuitbreaker import CircuitBreaker
from pyee.asyncio import AsyncIOEventEmitter

PUBLISHES = {1: 2000, 10: 500, 100: 100}
"""How often a round publishes to so many handlers."""
WARM_UP = 20
ITEMS, ROOM, WORKERS = 20_000, 100, 3
CALLS = 50_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Payload:
    """What is told to the handlers."""

    text: str
    at_s: float


@dataclass(slots=True)
class Item:
    """What waits in the queue; its ten fields are those of a request to Jarvis."""

    task_id: str
    text: str
    confidence: float | None
    timestamp: float
    status: str = "pending"
    result: str | None = None
    error: str | None = None
    priority: int = 0
    retries: int = 0
    max_retries: int = 3


async def bus(handlers: int) -> Row:
    """Microseconds from telling an event until its last handler is done: the middle of the round."""
    count = [0]

    def new_handler() -> Callable[[Payload], Awaitable[None]]:
        async def handler(_event: Payload) -> None:
            count[0] += 1

        return handler

    # Both calls are what pyee's own manual shows; its defaults, and nobody listens for new handlers.
    emitter = AsyncIOEventEmitter()
    for _ in range(handlers):
        emitter.add_listener("event", new_handler())
    payload, took_us = Payload("what time is it", 0.0), []
    for _ in range(WARM_UP + PUBLISHES[handlers]):
        began_s = time.perf_counter()
        emitter.emit("event", payload)
        await emitter.wait_for_complete()
        took_us.append((time.perf_counter() - began_s) * 1e6)
    assert count[0] == handlers * len(took_us)
    return {"value": median(took_us[WARM_UP:]), "name": "pyee", "version": version("pyee")}


def new_item(number: int) -> Item:
    """A request as it comes in, in turn normal, high and critical.

    The moment is a constant: a clock that is read belongs to whoever makes the item, not to the queue.
    """
    return Item(f"voice_{1_700_000_000_000}_{number}", "what time is it", 0.9, 1.7e9, priority=number % 3)


async def queue_cpu(*, premade: bool) -> Row:
    """Microseconds of the processor's time for an item: made (unless before), put in, taken out, done."""
    take = [new_item(number) for number in range(ITEMS)].__getitem__ if premade else new_item
    queue: asyncio.PriorityQueue[tuple[int, int, Item]] = asyncio.PriorityQueue(maxsize=ROOM)
    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(work_for_ever(queue), name=f"worker {n}") for n in range(WORKERS)]
        await asyncio.sleep(0)  # they stand ready before the clock starts
        began_s = time.process_time()
        for first in range(0, ITEMS, ROOM):
            for number in range(first, first + ROOM):
                item = take(number)
                queue.put_nowait((-item.priority, number, item))
            await queue.join()
        took_s = time.process_time() - began_s
        for worker in workers:
            worker.cancel()
    assert queue.empty()
    assert item.result == "done"
    name = "asyncio.PriorityQueue"
    return {"value": took_s / ITEMS * 1e6, "name": name, "version": platform.python_version()}


async def work_for_ever(queue: "asyncio.PriorityQueue[tuple[int, int, Item]]") -> None:
    """The least a worker can do: no deadline, no second try, and a failure would end it."""
    while True:
        _, _, item = await queue.get()
        await work(item)
        queue.task_done()


async def work(item: Item) -> None:
    """Nothing to wait for, so that only the queue is measured."""
    item.result = "done"


async def breaker_cpu() -> Row:
    """Microseconds of the processor's time for a call through a closed breaker, the call included."""

    async def engine() -> int:
        return 1

    # The path that is always taken when all is well; the breaker's defaults.
    guarded = CircuitBreaker()(engine)
    began_s = time.process_time()
    for _ in range(CALLS):
        await guarded()
    took_s = time.process_time() - began_s
    return {"value": took_s / CALLS * 1e6, "name": "circuitbreaker", "version": version("circuitbreaker")}


async def turn_stub(*, tuned: bool) -> Row:
    """Milliseconds from the last sound of a question to the first of the answer, where nothing thinks.

    pipecat is loaded only when asked for: its many objects give the garbage collector work in every row.
    """
    os.environ.setdefault("LOGURU_AUTOINIT", "False")  # or loguru writes what pipecat debugs
    row: Row = await importlib.import_module("peer_turn").a_round(tuned=tuned)
    return row


ROWS: dict[str, Callable[[], Awaitable[Row]]] = {
    "bus_1": lambda: bus(1),
    "bus_10": lambda: bus(10),
    "bus_100": lambda: bus(100),
    "queue_cpu": lambda: queue_cpu(premade=False),
    "queue_cpu_premade": lambda: queue_cpu(premade=True),
    "breaker_cpu": breaker_cpu,
    "turn_stub": lambda: turn_stub(tuned=False),
    "turn_stub_tuned": lambda: turn_stub(tuned=True),
}


async def answer(row: str) -> Row:
    """One round of a row, on a loop of its own."""
    return await ROWS[row]()


def main() -> None:
    """A round for each line, until there are no more."""
    for line in sys.stdin:
        print(json.dumps(asyncio.run(answer(json.loads(line)["row"]))), flush=True)


if __name__ == "__main__":
    main()
