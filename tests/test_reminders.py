"""A promise is kept: at its time, once, and after a restart too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.errors import StoreError
from jarvis.events import ReminderDue, ReminderSet
from jarvis.reminders import Reminders
from jarvis.store import Store, open_store

BEGAN_S = 1_700_000_000.0


class Life:
    """Jarvis from a start to the next stop. `said` holds what was said and when on the clock."""

    def __init__(self, bus: EventBus, store: Store) -> None:
        self.bus, self.store = bus, store
        self.said: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
        self.takes_s = 0.0
        self.reminders = Reminders(bus, store, self._say, lambda: clock() + BEGAN_S)

    async def _say(self, text: str) -> None:
        self.said.put_nowait((clock(), text))
        if self.takes_s:
            await asyncio.sleep(self.takes_s)

    async def kept(self) -> list[str]:
        """What is still promised."""
        return [text for (text,) in await self.store.read("SELECT text FROM reminders ORDER BY id")]


def clock() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def life() -> AsyncIterator[Life]:
    async with EventBus() as bus, open_store(paths.database()) as store:
        yield Life(bus, store)


@asynccontextmanager
async def running(jarvis: Life) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(jarvis.reminders.run(), name="reminders")
        yield
        task.cancel()


async def test_it_is_said_at_its_time_and_then_forgotten() -> None:
    async with life() as jarvis:
        due_s = clock() + 600
        async with running(jarvis):
            assert await jarvis.reminders.add(600, "The eggs are done.") == 1
            assert await jarvis.kept() == ["The eggs are done."]
            assert await jarvis.said.get() == (due_s, "The eggs are done.")
        assert await jarvis.kept() == []
        assert [record.event for record in jarvis.bus.history()] == [
            ReminderSet(reminder=1, due_in_s=600),
            ReminderDue(reminder=1, text="The eggs are done.", late_s=0),
        ]


async def test_they_are_said_in_the_order_in_which_they_come_due() -> None:
    async with life() as jarvis:
        began_s = clock()
        await jarvis.reminders.add(600, "eggs")
        await jarvis.reminders.add(180, "tea")
        await jarvis.reminders.add(600, "toast")
        async with running(jarvis):
            said = [await jarvis.said.get() for _ in range(3)]
    assert said == [(began_s + 180, "tea"), (began_s + 600, "eggs"), (began_s + 600, "toast")]


async def test_one_that_comes_while_another_is_being_said_is_not_late() -> None:
    async with life() as jarvis:
        began_s, jarvis.takes_s = clock(), 60
        await jarvis.reminders.add(10, "tea")
        await jarvis.reminders.add(20, "eggs")
        async with running(jarvis):
            assert [await jarvis.said.get() for _ in range(2)] == [
                (began_s + 10, "tea"),
                (began_s + 20, "eggs"),
            ]


async def test_a_promise_survives_a_restart() -> None:
    async with life() as jarvis:
        due_s = clock() + 600
        await jarvis.reminders.add(600, "The eggs are done.")
    await asyncio.sleep(300)
    async with life() as jarvis, running(jarvis):
        assert await jarvis.said.get() == (due_s, "The eggs are done.")


async def test_what_came_due_while_jarvis_was_off_is_told_once_as_missed() -> None:
    async with life() as jarvis:
        await jarvis.reminders.add(600, "eggs")
        await jarvis.reminders.add(180, "tea")
    await asyncio.sleep(3600)
    async with life() as jarvis:
        async with running(jarvis):
            said = [(await jarvis.said.get())[1] for _ in range(2)]
            # Who is stopped before that is written tells it again.
            while await jarvis.kept():  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.01)
        due = [record.event for record in jarvis.bus.history()]
    assert said == ["While I was off, this came due: tea", "While I was off, this came due: eggs"]
    assert due == [
        ReminderDue(reminder=2, text="tea", late_s=3420),
        ReminderDue(reminder=1, text="eggs", late_s=3000),
    ]
    async with life() as jarvis, running(jarvis):
        await asyncio.sleep(3600)
        assert jarvis.said.empty()


async def test_a_few_seconds_late_is_on_time() -> None:
    async with life() as jarvis:
        await jarvis.reminders.add(600, "eggs")
    await asyncio.sleep(605)
    async with life() as jarvis, running(jarvis):
        assert await jarvis.said.get() == (clock(), "eggs")


async def test_killed_while_it_was_said_it_is_said_again() -> None:
    async with life() as jarvis:
        jarvis.takes_s = 60
        async with running(jarvis):
            await jarvis.reminders.add(1, "eggs")
            await jarvis.said.get()
        assert await jarvis.kept() == ["eggs"]
    async with life() as jarvis, running(jarvis):
        assert (await jarvis.said.get())[1] == "eggs"


async def test_a_number_is_never_given_twice() -> None:
    async with life() as jarvis, running(jarvis):
        assert await jarvis.reminders.add(1, "tea") == 1
        await jarvis.said.get()
    async with life() as jarvis:
        assert await jarvis.reminders.add(1, "eggs") == 2


async def test_what_could_not_be_written_was_not_promised() -> None:
    async with life() as jarvis:
        await jarvis.store.write("PRAGMA query_only = ON")
        async with running(jarvis):
            with pytest.raises(StoreError, match="could not be written"):
                await jarvis.reminders.add(1, "eggs")
            await asyncio.sleep(60)
            assert jarvis.said.empty()
        assert jarvis.bus.history() == []


async def test_a_promise_that_was_interrupted_is_made_or_not_but_not_half() -> None:
    async with life() as jarvis, running(jarvis), asyncio.TaskGroup() as group:
        adding = group.create_task(jarvis.reminders.add(600, "eggs"), name="interrupted")
        await asyncio.sleep(0)
        adding.cancel()  # somebody says "stop" in the moment in which it is written down
        await asyncio.wait({adding})
        if await jarvis.kept():
            assert (await asyncio.wait_for(jarvis.said.get(), 3600))[1] == "eggs"


async def test_a_disk_that_is_full_for_a_while_does_not_end_the_reminders() -> None:
    async with life() as jarvis, running(jarvis):
        await jarvis.reminders.add(180, "tea")
        await jarvis.store.write("PRAGMA query_only = ON")  # SQLite refuses to write, as on a full disk
        assert (await jarvis.said.get())[1] == "tea"
        assert await jarvis.kept() == ["tea"]  # it was said, but could not be erased
        await jarvis.store.write("PRAGMA query_only = OFF")
        await jarvis.reminders.add(60, "eggs")
        assert (await jarvis.said.get())[1] == "eggs"
