"""What Jarvis needs for the work that `peers.py` measures elsewhere: for each row on stdin one round.

Run by `scripts/bench core` as `python -m tests.bench.ours`. The same handlers, items, calls and chunks;
the parts are those that the daemon runs on, with everything switched on that it switches on.
"""

import asyncio
import json
import sys
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.events import Event, NothingHeard
from jarvis.tasks import Priority, VoiceQueue, VoiceTask, process_voice_queue_worker
from tests.bench import our_turn

PUBLISHES = {1: 2000, 10: 500, 100: 100}
WARM_UP = 20
ITEMS, ROOM = 20_000, 100
CALLS = 50_000
PRIORITIES = tuple(Priority)
Row = dict[str, Any]


async def bus(handlers: int) -> Row:
    """Microseconds from telling an event until its last handler is done: the middle of the round."""
    count = [0]

    def new_handler() -> Callable[[Event], Awaitable[None]]:
        async def handler(_event: Event) -> None:
            count[0] += 1

        return handler

    took_us = []
    async with EventBus() as told:
        for _ in range(handlers):
            told.subscribe(NothingHeard, new_handler())
        event = NothingHeard(turn="voice_1_0", waited_ms=5_000)
        for _ in range(WARM_UP + PUBLISHES[handlers]):
            began_s = time.perf_counter()
            await told.publish(event)
            took_us.append((time.perf_counter() - began_s) * 1e6)
    assert count[0] == handlers * len(took_us)
    return {"value": median(took_us[WARM_UP:])}


def new_item(number: int) -> VoiceTask:
    """A request as it comes in, in turn normal, high and critical."""
    name = f"voice_{1_700_000_000_000}_{number}"
    return VoiceTask(name, "what time is it", 0.9, 1.7e9, priority=PRIORITIES[number % 3])


async def queue_cpu() -> Row:
    """Microseconds of the processor's time for a request: made, put in, taken out, done."""
    queue, left = VoiceQueue(maxsize=ROOM), asyncio.Event()

    async def work(task: VoiceTask) -> None:
        task.result = "done"
        if not queue.size():
            left.set()

    async with asyncio.TaskGroup() as group:
        working = group.create_task(process_voice_queue_worker(queue, work), name="worker")
        await asyncio.sleep(0.01)  # they stand ready before the clock starts
        began_s = time.process_time()
        for first in range(0, ITEMS, ROOM):
            for number in range(first, first + ROOM):
                queue.enqueue(task := new_item(number))
            left.clear()
            await left.wait()
        took_s = time.process_time() - began_s
        working.cancel()
    assert task.result == "done"
    return {"value": took_s / ITEMS * 1e6}


async def queue_bytes() -> Row:
    """Bytes that a waiting request takes, its id included; the text is somebody else's."""
    queue = VoiceQueue(maxsize=ITEMS)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(ITEMS):
        queue.enqueue(new_item(number))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"value": (after - before) / ITEMS}


async def breaker_cpu() -> Row:
    """Microseconds of the processor's time for a call through a closed breaker, the call included."""

    async def engine() -> int:
        return 1

    call = Breakers(_untold, time.monotonic).get("llm").call
    began_s = time.process_time()
    for _ in range(CALLS):
        await call(engine)
    return {"value": (time.process_time() - began_s) / CALLS * 1e6}


def _untold(event: Event) -> None:
    raise AssertionError(event)


ROWS: dict[str, Callable[[], Awaitable[Row]]] = {
    "bus_1": lambda: bus(1),
    "bus_10": lambda: bus(10),
    "bus_100": lambda: bus(100),
    "queue_cpu": queue_cpu,
    "queue_bytes": queue_bytes,
    "breaker_cpu": breaker_cpu,
    "turn_stub": our_turn.answered,
    "interrupt_stub": our_turn.interrupted,
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
