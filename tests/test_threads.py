"""Eight threads at once: what they hand in is complete, once each, and in their order."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options, State
from jarvis.bus import EventBus
from jarvis.errors import PartRestingError, QueueFullError
from jarvis.events import CircuitBreakerOpen, Event, NothingHeard
from jarvis.tasks import Status, VoiceQueue, VoiceTask, process_voice_queue_worker

THREADS, EACH = 8, 50
T = TypeVar("T")
pytestmark = pytest.mark.real_time


class House:
    """A bus, a queue and two parts, one of them broken, on the loop; threads come through the door."""

    def __init__(self, bus: EventBus) -> None:
        self.loop, self.bus = asyncio.get_running_loop(), bus
        self.queue = VoiceQueue(maxsize=20)
        self.breakers = Breakers(bus.post, self.loop.time, Options(timeout_s=3_600))
        self.heard: list[NothingHeard] = []
        self.opened: list[Event] = []
        bus.subscribe(NothingHeard, self._hear)
        bus.subscribe(CircuitBreakerOpen, self.opened.append)
        self.begun: list[str] = []
        self.called: list[str] = []
        self.three, self.done = asyncio.Event(), asyncio.Event()
        self.at_work = self.most_at_work = self.finished = self.broken_calls = 0

    def _hear(self, event: Event) -> None:
        assert isinstance(event, NothingHeard)
        self.heard.append(event)

    async def work(self, task: VoiceTask) -> None:
        """Take a few rounds of the loop for it; the first ones wait for each other."""
        self.begun.append(task.task_id)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        if self.at_work == 3:
            self.three.set()
        await self.three.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        self.at_work -= 1
        self.finished += 1
        if self.finished == THREADS * EACH:
            self.done.set()

    async def put(self, task: VoiceTask) -> None:
        """Put a request into the queue."""
        self.queue.enqueue(task)

    async def call(self, name: str) -> None:
        """Call the part that works."""

        async def note() -> None:
            await asyncio.sleep(0)
            self.called.append(name)

        await self.breakers.get("whole").call(note)

    async def call_in_vain(self) -> None:
        """Call the part that does not."""

        async def fail() -> None:
            self.broken_calls += 1
            raise OSError("broken")

        await self.breakers.get("broken").call(fail)


def ask(house: House, story: Coroutine[None, None, T]) -> T:
    return asyncio.run_coroutine_threadsafe(story, house.loop).result(60)


def live(house: House, thread: int) -> list[VoiceTask]:
    """What one thread does; the requests it handed in."""
    tasks = []
    for number in range(EACH):
        name = f"{thread}:{number}"
        house.bus.post_from_thread(NothingHeard(turn=str(thread), waited_ms=number))
        tasks.append(VoiceTask(name, "what time is it", None, 0.0))
        while True:
            try:
                ask(house, house.put(tasks[-1]))
            except QueueFullError:
                continue
            break
        ask(house, house.call(name))
        with pytest.raises((OSError, PartRestingError)):
            ask(house, house.call_in_vain())
    return tasks


async def test_what_eight_threads_hand_in_is_neither_lost_nor_doubled_nor_out_of_order() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        house = House(bus)
        worker = group.create_task(process_voice_queue_worker(house.queue, house.work), name="worker")
        with ThreadPoolExecutor(THREADS) as pool:
            threads = [house.loop.run_in_executor(pool, live, house, thread) for thread in range(THREADS)]
            tasks = [task for thread in await asyncio.gather(*threads) for task in thread]
        await house.done.wait()
        worker.cancel()
    assert {task.status for task in tasks} == {Status.COMPLETED}
    everything = [f"{thread}:{number}" for thread in range(THREADS) for number in range(EACH)]
    by_thread = sorted([f"{e.turn}:{e.waited_ms}" for e in house.heard], key=lambda name: name.split(":")[0])
    assert by_thread == everything  # sorting keeps the order within each thread
    for found in (house.begun, house.called):
        assert sorted(found, key=lambda name: name.split(":")[0]) == everything
    assert house.most_at_work == 3
    assert (house.broken_calls, len(house.opened)) == (5, 1)
    assert {part.name: part.state for part in house.breakers} == {"whole": State.CLOSED, "broken": State.OPEN}
