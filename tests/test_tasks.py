"""Who waits, who is next, and that nobody is forgotten."""

import asyncio
import re
from dataclasses import fields

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jarvis import testing
from jarvis.errors import QueueFullError
from jarvis.tasks import (
    Priority,
    Status,
    VoiceQueue,
    VoiceTask,
    new_task_id,
    process_voice_queue_worker,
)

NORMAL, HIGH, CRITICAL = Priority
STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "take", "give up", "withdraw", "finish", "wait"]), st.integers(0, 9))
)


def request(name: str, priority: Priority = NORMAL) -> VoiceTask:
    return VoiceTask(name, "what time is it", None, 0.0, priority=priority)


def filled(*requests: VoiceTask, in_flight: int = 3) -> VoiceQueue:
    queue = VoiceQueue(maxsize=len(requests), in_flight=in_flight)
    for one in requests:
        queue.enqueue(one)
    return queue


async def test_the_most_urgent_comes_first_then_who_came_first() -> None:
    wanted = {"a": NORMAL, "b": HIGH, "c": NORMAL, "d": CRITICAL, "e": HIGH}
    queue = filled(*(request(name, priority) for name, priority in wanted.items()), in_flight=5)
    assert [(await queue.dequeue()).task_id for _ in wanted] == ["d", "b", "e", "a", "c"]


async def test_a_full_queue_refuses_and_loses_nothing() -> None:
    queue = filled(request("a"), request("b"))
    with pytest.raises(QueueFullError, match="2 requests are waiting"):
        queue.enqueue(request("c", CRITICAL))
    assert (queue.size(), queue.is_full()) == (2, True)
    assert [(await queue.dequeue()).task_id for _ in "ab"] == ["a", "b"]
    assert not queue.is_full()


async def test_a_request_done_twice_frees_one_place_only() -> None:
    queue = filled(request("a"), request("b"), request("c"), in_flight=1)
    first = await queue.dequeue()
    queue.complete_task(first)
    queue.complete_task(first)
    await queue.dequeue()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(queue.dequeue(), 600)


class Crowd:
    """People who put requests into a small queue and take them out, or lose patience."""

    def __init__(self) -> None:
        self.queue = VoiceQueue(maxsize=4, in_flight=2)
        self.accepted: list[VoiceTask] = []
        self.taken: list[VoiceTask] = []
        self.takers: list[asyncio.Task[VoiceTask]] = []

    def put(self, choice: int) -> None:
        """Ask for something, unless the queue is full."""
        if not self.queue.is_full():
            self.accepted.append(request(str(len(self.accepted)), Priority(choice % 3)))
            self.queue.enqueue(self.accepted[-1])

    def give_up(self, choice: int) -> None:
        """Somebody stops waiting; too late if a request is on its way to them."""
        if self.takers:
            self.takers[choice % len(self.takers)].cancel()

    def withdraw(self, choice: int) -> None:
        """Somebody does not want any longer what they asked for; too late if it is being worked on."""
        if self.accepted:
            task = self.accepted[choice % len(self.accepted)]
            if self.queue.withdraw(task):
                assert task.status is Status.CANCELLED
                self.accepted.remove(task)

    def finish(self) -> None:
        """Everybody who got a request is done with it."""
        in_hand = [taker for taker in self.takers if taker.done() and not taker.cancelled()]
        assert len(in_hand) <= 2
        for taker in in_hand:
            self.takers.remove(taker)
            self.taken.append(taker.result())
            self.queue.complete_task(taker.result())

    async def live(self, steps: list[tuple[str, int]]) -> None:
        """Do all this, then take out what is left."""
        async with asyncio.TaskGroup() as group:
            for step, choice in steps:
                if step == "take":
                    self.takers.append(group.create_task(self.queue.dequeue(), name="taker"))
                elif step == "put":
                    self.put(choice)
                elif step == "give up":
                    self.give_up(choice)
                elif step == "withdraw":
                    self.withdraw(choice)
                elif step == "finish":
                    self.finish()
                else:
                    await asyncio.sleep(1)
            for taker in self.takers:
                taker.cancel()
        self.finish()
        left = []
        while self.queue.size():
            left.append(await asyncio.wait_for(self.queue.dequeue(), 600))  # hangs if a place was lost
            self.queue.complete_task(left[-1])
        assert left == sorted(left, key=lambda task: (-task.priority, self.accepted.index(task)))
        assert sorted(one.task_id for one in self.taken + left) == sorted(a.task_id for a in self.accepted)


async def test_what_is_withdrawn_is_not_worked_on_and_leaves_its_room_to_others() -> None:
    tasks = [request("a"), request("b", HIGH), request("c")]
    queue = filled(*tasks)
    assert queue.withdraw(tasks[1])
    assert not queue.withdraw(tasks[1])
    assert (tasks[1].status, queue.is_full()) == (Status.CANCELLED, False)
    assert [(await queue.dequeue()).task_id for _ in "ac"] == ["a", "c"]
    assert not queue.withdraw(tasks[0])  # it is being worked on
    assert tasks[0].status is Status.PROCESSING


@settings(deadline=None, max_examples=300)
@given(STEPS)
@example([("take", 0), ("take", 0), ("wait", 0), ("put", 0), ("wait", 0)])  # two wait, one comes
@example([("put", 2), ("put", 0), ("put", 1), ("withdraw", 0)])  # the others are still in order
def test_no_request_is_lost_or_doubled_whatever_people_do(steps: list[tuple[str, int]]) -> None:
    testing.run(Crowd().live(steps))


class Workshop:
    """Works on requests, a minute each; breaks on those called `broken`."""

    def __init__(self) -> None:
        self.at_work = self.most_at_work = 0

    async def work(self, task: VoiceTask) -> None:
        """A minute of it."""
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await asyncio.sleep(60)
            if task.task_id.startswith("broken"):
                raise ValueError("a fault")
        finally:
            self.at_work -= 1


async def work_for(queue: VoiceQueue, seconds: float) -> Workshop:
    """Let the worker work, then tell it to stop."""
    workshop = Workshop()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process_voice_queue_worker(queue, workshop.work), seconds)
    return workshop


async def test_three_at_most_are_worked_on_at_once() -> None:
    tasks = [request(str(number)) for number in range(7)]
    workshop = await work_for(filled(*tasks), 121)
    assert workshop.most_at_work == 3
    statuses = [task.status for task in tasks]
    assert statuses == [Status.COMPLETED] * 6 + [Status.CANCELLED]


async def test_a_request_that_fails_ends_only_itself() -> None:
    tasks = [request(name) for name in ("broken 1", "broken 2", "broken 3", "whole")]
    await work_for(filled(*tasks), 600)
    assert [task.status for task in tasks] == [Status.FAILED] * 3 + [Status.COMPLETED]
    assert [task.error for task in tasks] == ["ValueError"] * 3 + [None]


async def test_a_worker_told_to_stop_leaves_nothing_running_and_nothing_forgotten() -> None:
    tasks = [request(str(number)) for number in range(4)]
    queue = filled(*tasks)
    workshop = await work_for(queue, 30)
    assert workshop.at_work == 0
    assert [task.status for task in tasks] == [Status.CANCELLED] * 3 + [Status.PENDING]
    await work_for(queue, 61)
    assert tasks[3].status is Status.COMPLETED


async def test_the_worker_keeps_a_status_that_was_set() -> None:
    async def refuse(task: VoiceTask) -> None:
        task.status = Status.FAILED

    queue = filled(refused := request("a"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process_voice_queue_worker(queue, refuse), 1)
    assert refused.status is Status.FAILED


def test_ids_of_one_millisecond_differ() -> None:
    ids = {new_task_id(1_700_000_000.123) for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"voice_1700000000123_\d+", one) for one in ids)


def test_a_request_is_what_was_agreed() -> None:
    assert [field.name for field in fields(VoiceTask)] == [
        "task_id", "text", "confidence", "timestamp", "status", "result", "error", "priority", "retries",
        "max_retries",
    ]  # fmt: skip
    assert [status.value for status in Status] == [
        "pending",
        "processing",
        "completed",
        "failed",
        "cancelled",
    ]
    assert [priority.value for priority in Priority] == [0, 1, 2]
    assert (request("a").status, request("a").max_retries) == (Status.PENDING, 3)
    assert VoiceQueue().maxsize == 100
