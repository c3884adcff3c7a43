"""Who waits, who is next, who is tried again, and that nobody is forgotten, whoever is cancelled when."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import fields

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jarvis import testing
from jarvis.errors import QueueFullError, TransientError
from jarvis.tasks import (
    PATIENCE,
    Priority,
    Status,
    VoiceQueue,
    VoiceTask,
    new_task_id,
    process_voice_queue_worker,
)

NORMAL, HIGH, CRITICAL = Priority
PENDING, PROCESSING, COMPLETED, FAILED, CANCELLED = Status
STATUSES = ["pending", "processing", "completed", "failed", "cancelled"]


def request(name: str, priority: Priority = NORMAL, kind: str = "a minute") -> VoiceTask:
    return VoiceTask(name, kind, None, 0.0, priority=priority)


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


async def serve(order: list[Priority | None]) -> None:
    """Put requests in, or take one out (None), and see that each that is passed over has its turn."""
    queue, number = VoiceQueue(maxsize=len(order) + 1, in_flight=len(order)), 0
    waiting: dict[Priority, list[str]] = {level: [] for level in Priority}
    passed = dict.fromkeys(Priority, 0)
    for level in order:
        if level is not None:
            number += 1
            queue.enqueue(request(str(number), level))
            waiting[level].append(str(number))
        elif queue.size():
            task = await queue.dequeue()
            assert task.task_id == waiting[task.priority].pop(0)  # first come, first served
            if any(waiting[above] for above in Priority if above > task.priority):
                assert passed[task.priority] == PATIENCE  # only then it comes before them
            passed[task.priority] = 0
            for below in (each for each in Priority if each < task.priority and waiting[each]):
                passed[below] += 1
                assert passed[below] <= PATIENCE
    assert queue.size() == sum(map(len, waiting.values()))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from([*Priority, CRITICAL, CRITICAL, None, None, None]), max_size=150))
@example([NORMAL, HIGH, HIGH] + [CRITICAL, None] * 40)
def test_nobody_is_passed_over_more_than_eight_times_in_a_row(order: list[Priority | None]) -> None:
    testing.run(serve(order))


async def test_who_comes_after_one_that_left_has_to_be_patient_too() -> None:
    queue = VoiceQueue(in_flight=100)
    for number in range(PATIENCE + 1):
        queue.enqueue(request(f"urgent {number}", CRITICAL))
    queue.enqueue(tired := request("tired"))
    for _ in range(PATIENCE):
        await queue.dequeue()
    queue.cancel(tired)
    queue.enqueue(request("fresh"))
    assert (await queue.dequeue()).task_id == f"urgent {PATIENCE}"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "take", "give up", "cancel", "finish", "retry", "wait"]), st.integers(0, 9)
    )
)


class Crowd:
    """People who put requests into a small queue and take them out, or lose patience."""

    def __init__(self) -> None:
        self.queue = VoiceQueue(maxsize=4, in_flight=2)
        self.accepted: list[VoiceTask] = []
        self.taken: list[VoiceTask] = []
        self.takers: list[asyncio.Task[VoiceTask]] = []

    def put(self, choice: int) -> None:
        """Ask for something, unless the queue is full."""
        task = request(str(len(self.accepted)), Priority(choice % 3))
        try:
            self.queue.enqueue(task)
        except QueueFullError:
            assert self.queue.is_full()
        else:
            self.accepted.append(task)

    def give_up(self, choice: int) -> None:
        """Somebody stops waiting; too late if a request is on its way to them."""
        if self.takers:
            self.takers[choice % len(self.takers)].cancel()

    def cancel(self, choice: int) -> None:
        """Somebody does not want any longer what they asked for; what is in hand is still given back."""
        if self.accepted:
            task = self.accepted[choice % len(self.accepted)]
            in_hand = task.status is PROCESSING
            if self.queue.cancel(task) and not in_hand:
                self.taken.append(task)
            assert not self.queue.cancel(task)

    def in_hand(self) -> list[asyncio.Task[VoiceTask]]:
        """Those who got a request."""
        return [taker for taker in self.takers if taker.done() and not taker.cancelled()]

    async def wait(self) -> None:
        """What rested is back by then, and nobody waits for what is there."""
        await asyncio.sleep(2)
        assert len(self.in_hand()) <= 2
        if self.queue.size() and len(self.in_hand()) < 2:
            assert all(taker.done() for taker in self.takers)

    def give_back(self, *, again: bool) -> None:
        """Everybody who got a request is done with it, or could not do it just now."""
        for taker in self.in_hand():
            self.takers.remove(taker)
            if again and taker.result().status is PROCESSING:
                self.queue.retry_later(taker.result(), 1.5)
            else:
                self.taken.append(taker.result())
                self.queue.complete_task(taker.result())

    async def live(self, steps: list[tuple[str, int]]) -> None:
        """Do all this, then take out what is left."""
        async with asyncio.TaskGroup() as group:
            for step, choice in steps:
                if step == "take":
                    self.takers.append(group.create_task(self.queue.dequeue(), name="taker"))
                elif step in ("finish", "retry"):
                    self.give_back(again=step == "retry")
                elif step == "wait":
                    await self.wait()
                else:
                    {"put": self.put, "give up": self.give_up, "cancel": self.cancel}[step](choice)
            await self.wait()
            for taker in self.takers:
                taker.cancel()
        self.give_back(again=False)
        await asyncio.sleep(2)
        while self.queue.size():
            self.taken.append(await asyncio.wait_for(self.queue.dequeue(), 600))  # hangs if a place was lost
            self.queue.complete_task(self.taken[-1])
        assert sorted(one.task_id for one in self.taken) == sorted(a.task_id for a in self.accepted)


@settings(deadline=None, max_examples=300)
@given(STEPS)
@example([("take", 0), ("take", 0), ("wait", 0), ("put", 0), ("wait", 0)])  # two wait, one comes
@example([("take", 0), ("take", 0), ("wait", 0), ("put", 0), ("give up", 0)])  # then it is the other one's
@example([("put", 0), ("take", 0)] * 3 + [("wait", 0), ("finish", 0)])  # a place is free for the third
@example([("put", 2), ("put", 0), ("put", 1), ("cancel", 0)])  # the others are still in order
@example([("put", 0), ("take", 0), ("wait", 0), *[("put", 0)] * 4, ("retry", 0), ("wait", 0), ("wait", 0)])
def test_no_request_is_lost_or_doubled_whatever_people_do(steps: list[tuple[str, int]]) -> None:
    testing.run(Crowd().live(steps))


async def test_what_is_cancelled_is_not_worked_on_and_leaves_its_room_to_others() -> None:
    tasks = [request("a"), request("b", HIGH), request("c")]
    queue = filled(*tasks)
    assert queue.cancel(tasks[1])
    assert not queue.cancel(tasks[1])
    assert (tasks[1].status, queue.is_full()) == (CANCELLED, False)
    assert [(await queue.dequeue()).task_id for _ in "ac"] == ["a", "c"]
    queue.complete_task(tasks[0])
    assert not queue.cancel(tasks[0])  # it is over
    assert tasks[0].status is PROCESSING


class Workshop:
    """Works on requests, each in its way; its worker is there as long as one is in `open`."""

    def __init__(self, queue: VoiceQueue | None = None) -> None:
        self.queue = queue or VoiceQueue()
        self.at_work = self.most_at_work = 0
        self.begun: list[tuple[str, float]] = []
        self.worker: asyncio.Task[None] | None = None
        self.complaints: list[dict[str, object]] = []

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Its opening hours. When they are over, nobody is at work any longer."""
        asyncio.get_running_loop().set_exception_handler(lambda _, about: self.complaints.append(about))
        async with asyncio.TaskGroup() as group:
            work = process_voice_queue_worker(self.queue, self.work)
            self.worker = group.create_task(work, name="worker")
            yield
            self.worker.cancel()
            done, _ = await asyncio.wait({self.worker}, timeout=600)
            assert done, "the worker goes on"
        assert (self.at_work, self.complaints) == (0, [])

    async def work(self, task: VoiceTask) -> None:
        """Note it, and do it."""
        self.begun.append((task.task_id, asyncio.get_running_loop().time()))
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await self.do(task)
        finally:
            self.at_work -= 1
            if task.text == "says it was cancelled" and task.status is PROCESSING:
                task.status = CANCELLED

    async def do(self, task: VoiceTask) -> None:
        """A minute of work, or something worse."""
        if task.text.startswith("cancels itself"):
            assert self.queue.cancel(task)
        if task.text in {"cancels itself and is done", "nothing"}:
            return
        if task.text == "waits for one that is cancelled":
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(30, waiting.cancel)
            await waiting
        if task.text == "cleans up for long":
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(20)
        if task.text == "fails instead":
            try:
                await asyncio.sleep(60)
            finally:
                raise ValueError("a fault")
        swallows = task.text in {"swallows it", "is done nevertheless"}
        with suppress(asyncio.CancelledError if swallows else KeyError):
            await asyncio.sleep(60)
        if task.text == "is done nevertheless":
            task.status = COMPLETED
        if task.text == "fails":
            raise ValueError("a fault")
        if task.text == "later" or (task.text == "once more" and not task.retries):
            raise TransientError("Not now.")

    async def check_three_still_work_at_once(self) -> None:
        """Nobody has left, and nobody is held up."""
        await asyncio.sleep(600)
        assert (self.at_work, self.queue.size()) == (0, 0)
        tasks = [request(f"check {number}") for number in range(4)]
        for task in tasks:
            self.queue.enqueue(task)
        await asyncio.sleep(30)
        assert (self.at_work, self.queue.size()) == (3, 1)
        await asyncio.sleep(600)
        assert {task.status for task in tasks} == {COMPLETED}


KINDS = [
    "a minute", "nothing", "cancels itself and waits", "cancels itself and is done", "swallows it",
    "is done nevertheless", "fails instead", "fails", "says it was cancelled", "cleans up for long",
    "waits for one that is cancelled", "later", "once more",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after_s", [0, 30, 60, 60.5, 65])
async def test_cancelling_at_any_time_loses_no_worker(kind: str, after_s: float) -> None:
    workshop = Workshop()
    async with workshop.open():
        for _ in range(4):  # so often that every worker would be lost
            tasks = [request(str(number), kind=kind) for number in range(5)]
            for task in tasks:
                workshop.queue.enqueue(task)
            await asyncio.sleep(after_s)
            for task in tasks:
                workshop.queue.cancel(task)
            assert not any(workshop.queue.cancel(task) for task in tasks)  # twice is once
            await workshop.check_three_still_work_at_once()
            assert not any(workshop.queue.called_off(task) for task in tasks)  # that is forgotten by now
            assert not {task.status for task in tasks} & {PENDING, PROCESSING}
    assert workshop.most_at_work == 3


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after_s", [0, 30, 60, 60.5])
@pytest.mark.parametrize("order", ["stop", "cancel, stop", "stop, cancel"])
async def test_a_worker_told_to_stop_stops_whatever_else_happens(
    kind: str, after_s: float, order: str
) -> None:
    workshop = Workshop()
    tasks = [request(str(number), kind=kind) for number in range(5)]
    async with workshop.open():
        for task in tasks:
            workshop.queue.enqueue(task)
        await asyncio.sleep(after_s)
        for step in order.split(", "):
            if step == "stop" and workshop.worker is not None:
                workshop.worker.cancel()
                if after_s == 30:
                    await asyncio.sleep(0)
            else:
                for task in tasks:
                    workshop.queue.cancel(task)
    assert PROCESSING not in {task.status for task in tasks}
    async with workshop.open():  # and tomorrow there is another one
        await workshop.check_three_still_work_at_once()
    assert not {task.status for task in tasks} & {PENDING, PROCESSING}


async def test_what_is_cancelled_while_it_is_worked_on_ends_at_once() -> None:
    workshop = Workshop(filled(cancelled := request("a"), other := request("b")))
    async with workshop.open():
        await asyncio.sleep(30)
        assert workshop.queue.cancel(cancelled)
        await asyncio.sleep(1)
        assert (workshop.at_work, cancelled.status, other.status) == (1, CANCELLED, PROCESSING)
        await asyncio.sleep(60)
    assert other.status is COMPLETED


async def test_what_did_not_work_just_now_is_tried_again_after_one_two_and_four_seconds() -> None:
    workshop = Workshop(filled(task := request("a", kind="later"), once := request("b", kind="once more")))
    async with workshop.open():
        began_s = asyncio.get_running_loop().time()
        await asyncio.sleep(1_000)
    begun_s = [at_s - began_s for name, at_s in workshop.begun if name == "a"]
    assert begun_s == [0, 61, 123, 187]  # each try takes a minute
    assert (task.status, task.error, task.retries) == (FAILED, "TransientError", 3)
    assert (once.status, once.error, once.retries) == (COMPLETED, None, 1)


@pytest.mark.parametrize(
    ("kind", "max_retries", "tries"), [("fails", 3, 1), ("later", 0, 1), ("later", 1, 2)]
)
async def test_it_is_tried_no_more_often_than_allowed(kind: str, max_retries: int, tries: int) -> None:
    task = request("a", kind=kind)
    task.max_retries = max_retries
    workshop = Workshop(filled(task))
    async with workshop.open():
        await asyncio.sleep(1_000)
    assert (len(workshop.begun), task.status) == (tries, FAILED)


async def test_a_request_that_rests_keeps_its_room_until_it_is_cancelled() -> None:
    workshop = Workshop(filled(task := request("a", kind="later")))
    async with workshop.open():
        await asyncio.sleep(60.5)
        assert (workshop.at_work, task.status, workshop.queue.size()) == (0, PENDING, 1)
        with pytest.raises(QueueFullError):
            workshop.queue.enqueue(request("b", CRITICAL))
        assert workshop.queue.cancel(task)
        assert not workshop.queue.cancel(task)
        workshop.queue.enqueue(other := request("b"))
        await asyncio.sleep(600)
    assert (task.status, other.status) == (CANCELLED, COMPLETED)
    assert [name for name, _ in workshop.begun] == ["a", "b"]


async def test_three_at_most_are_worked_on_at_once_and_one_that_fails_ends_only_itself() -> None:
    tasks = [request(str(number), kind="fails" if number < 3 else "a minute") for number in range(7)]
    workshop = Workshop(filled(*tasks))
    async with workshop.open():
        await asyncio.sleep(121)
    assert workshop.most_at_work == 3
    assert [task.status for task in tasks] == [FAILED] * 3 + [COMPLETED] * 3 + [CANCELLED]
    assert [task.error for task in tasks] == ["ValueError"] * 3 + [None] * 4


async def test_a_worker_told_to_stop_leaves_nothing_running_and_nothing_forgotten() -> None:
    tasks = [request(str(number)) for number in range(4)]
    workshop = Workshop(filled(*tasks))
    async with workshop.open():
        await asyncio.sleep(30)
    assert [task.status for task in tasks] == [CANCELLED] * 3 + [PENDING]
    async with workshop.open():
        await asyncio.sleep(61)
    assert tasks[3].status is COMPLETED


DAY = st.lists(st.tuples(st.sampled_from(["ask", "ask", "cancel", "wait"]), st.integers(0, 99)), max_size=20)


async def whole_life(days: list[list[tuple[str, int]]]) -> None:
    """Ask for all kinds of things, cancel some, and begin a new day now and then."""
    workshop = Workshop(VoiceQueue(maxsize=8))
    asked: list[VoiceTask] = []
    for day in days:
        async with workshop.open():
            for step, choice in day:
                if step == "ask" and not workshop.queue.is_full():
                    kind = KINDS[choice % len(KINDS)]
                    asked.append(request(str(len(asked)), Priority(choice % 3), kind))
                    workshop.queue.enqueue(asked[-1])
                elif step == "cancel" and asked:
                    workshop.queue.cancel(asked[choice % len(asked)])
                elif step == "wait":
                    await asyncio.sleep((0, 0.5, 30, 60)[choice % 4])
    async with workshop.open():
        await workshop.check_three_still_work_at_once()
    begun = [name for name, _ in workshop.begun]
    assert workshop.most_at_work == 3
    for task in asked:
        assert task.status in {COMPLETED, FAILED, CANCELLED}
        assert begun.count(task.task_id) <= 1 + task.retries
        assert begun.count(task.task_id) >= task.retries + (task.status is not CANCELLED)


@settings(deadline=None, max_examples=200)
@given(st.lists(DAY, max_size=3))
def test_nothing_that_was_asked_is_lost_or_done_twice(days: list[list[tuple[str, int]]]) -> None:
    testing.run(whole_life(days))


async def test_the_worker_keeps_a_status_that_was_set() -> None:
    async def refuse(task: VoiceTask) -> None:
        task.status = FAILED

    queue = filled(refused := request("a"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process_voice_queue_worker(queue, refuse), 1)
    assert refused.status is FAILED


def test_ids_of_one_millisecond_differ() -> None:
    ids = {new_task_id(1_700_000_000.123) for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"voice_1700000000123_\d+", one) for one in ids)


def test_a_request_is_what_was_agreed() -> None:
    assert [field.name for field in fields(VoiceTask)] == [
        "task_id", "text", "confidence", "timestamp", "status", "result", "error", "priority", "retries",
        "max_retries",
    ]  # fmt: skip
    assert [status.value for status in Status] == STATUSES
    assert [priority.value for priority in Priority] == [0, 1, 2]
    assert (request("a").status, request("a").max_retries) == (PENDING, 3)
    assert VoiceQueue().maxsize == 100
