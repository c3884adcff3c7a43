"""Readers read along at their own pace; who is too slow knows what was missed."""

import asyncio

from jarvis.bus import EventBus
from jarvis.events import Event, NothingHeard
from jarvis.records import Reader


def waited(ms: int) -> NothingHeard:
    return NothingHeard(turn="voice_1_0", waited_ms=ms)


async def take(reader: Reader, number: int) -> list[Event]:
    """The next events of a reader."""
    taken: list[Event] = []
    async for record in reader:
        taken.append(record.event)
        if len(taken) == number:
            break
    return taken


async def test_a_slow_reader_misses_the_oldest_and_knows_how_many() -> None:
    async with EventBus() as bus:
        with bus.read(size=3) as slow, bus.read(size=10) as quick:
            for ms in range(5):
                bus.post(waited(ms))
            assert await take(slow, 3) == [waited(2), waited(3), waited(4)]
            assert slow.missed == 2
            assert await take(quick, 5) == [waited(ms) for ms in range(5)]
            assert quick.missed == 0


async def test_a_reader_reads_from_now_on_until_it_leaves() -> None:
    async with EventBus() as bus:
        bus.post(waited(0))
        with bus.read(size=1) as reader:
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(take(reader, 2), name="reader")
                for ms in (1, 2):
                    await asyncio.sleep(1)  # it waits each time until there is news
                    bus.post(waited(ms))
        bus.post(waited(3))
        bus.post(waited(4))
    assert reading.result() == [waited(1), waited(2)]
    assert reader.missed == 0
