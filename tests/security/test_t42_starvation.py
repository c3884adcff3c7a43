"""T42: whoever floods the queue with urgent requests does not starve the others."""

import asyncio

import pytest

from jarvis.errors import QueueFullError
from jarvis.tasks import PATIENCE, Priority, Status, VoiceQueue, VoiceTask, process_voice_queue_worker


class Flood:
    """A thousand critical requests from one source, each put in as soon as there is room."""

    def __init__(self, queue: VoiceQueue) -> None:
        self.queue, self.left = queue, 1_000
        self.done: list[str] = []

    def pour(self) -> None:
        """Fill the queue to the brim."""
        while self.left and not self.queue.is_full():
            self.queue.enqueue(VoiceTask(f"flood {self.left}", "stop", None, 0.0, priority=Priority.CRITICAL))
            self.left -= 1

    async def work(self, task: VoiceTask) -> None:
        """A second of work; the room it left is taken at once."""
        self.pour()
        await asyncio.sleep(1)
        self.done.append(task.task_id)


@pytest.mark.parametrize("others", [[Priority.NORMAL], [Priority.HIGH], [Priority.NORMAL, Priority.HIGH] * 4])
async def test_others_are_still_served_while_one_source_floods_the_queue(others: list[Priority]) -> None:
    flood = Flood(queue := VoiceQueue())
    waiting = [
        VoiceTask(f"other {n}", "what time is it", None, 0.0, priority=p) for n, p in enumerate(others)
    ]
    for _ in range(90):
        queue.enqueue(VoiceTask("flood", "stop", None, 0.0, priority=Priority.CRITICAL))
    for task in waiting:
        queue.enqueue(task)
    flood.pour()
    with pytest.raises(QueueFullError):
        queue.enqueue(VoiceTask("one too many", "stop", None, 0.0, priority=Priority.CRITICAL))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process_voice_queue_worker(queue, flood.work), 2_000)
    assert {task.status for task in waiting} == {Status.COMPLETED}
    at = [flood.done.index(task.task_id) for task in waiting]
    assert max(at) < len(others) * (PATIENCE + 1) + 3  # in good time, not when the flood was over
    assert len(flood.done) == 1_090 + len(others)  # and the flood was served too


async def test_a_late_one_is_served_long_before_the_flood_is_over() -> None:
    flood = Flood(queue := VoiceQueue(maxsize=2_000))
    flood.pour()
    queue.enqueue(late := VoiceTask("late", "what time is it", None, 0.0))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process_voice_queue_worker(queue, flood.work), (PATIENCE + 1) / 3 + 2)
    assert late.status is Status.COMPLETED
    assert queue.size() > 900
