"""The list of promises: numbers, cancelling and wanting it back, more time, a pause, a full disk."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jarvis import promises
from jarvis.errors import BadInputError, StoreError
from jarvis.household import Wanted
from tests.promised import SATURDAY, World, life

TEA, EGGS = Wanted("timer", length_s=180, name="tea"), Wanted("timer", length_s=600, name="egg")


async def test_numbers_are_small_and_free_ones_are_given_again() -> None:
    async with life() as jarvis:
        keys = [(await jarvis.reminders.add(TEA)).key for _ in range(3)]
        assert [one.number for one in await jarvis.reminders.all("timer")] == [1, 2, 3]
        assert (await jarvis.reminders.add(Wanted("alarm", length_s=60))).number == 1
        await jarvis.reminders.cancel([keys[1], keys[1], 99])
        again = await jarvis.reminders.add(EGGS)
        assert (again.number, again.key) == (2, 5)
        (back,) = await jarvis.reminders.restore("timer", 2)
        assert (back.key, back.number) == (keys[1], 4), "its number is another's now"


async def test_what_was_cancelled_together_comes_back_together_even_after_a_restart() -> None:
    world = World()
    async with life(world) as jarvis:
        one, two, three = [await jarvis.reminders.add(EGGS) for _ in range(3)]
        await jarvis.reminders.cancel([one.key])
        await jarvis.reminders.cancel([two.key, three.key])
    async with life(world) as jarvis:
        assert {back.key for back in await jarvis.reminders.restore("timer")} == {two.key, three.key}
        assert [back.key for back in await jarvis.reminders.restore("timer")] == [one.key]
        assert await jarvis.reminders.restore("timer") == []
        await asyncio.sleep(700)
        assert len(jarvis.texts) == 1
        assert jarvis.texts[0].count("egg timer is done") == 3


async def test_what_is_over_by_now_does_not_come_back_but_what_rings_daily_does() -> None:
    world = World()
    daily = Wanted("alarm", at=datetime(2026, 11, 21, 15, 5), days="0123456")  # noqa: DTZ001 - on the wall
    async with life(world) as jarvis:
        for wanted in (TEA, daily):
            await jarvis.reminders.cancel([(await jarvis.reminders.add(wanted)).key])
        await asyncio.sleep(600)
        assert await jarvis.reminders.restore("timer") == []
        (alarm,) = await jarvis.reminders.restore("alarm")
        assert alarm.at == datetime(2026, 11, 22, 15, 5, tzinfo=world.zone)


async def test_more_time_less_time_and_a_pause_survive_a_restart() -> None:
    world = World()
    async with life(world) as jarvis:
        tea = await jarvis.reminders.add(TEA)
        assert (await jarvis.reminders.extend(tea.key, 120)).left_s == 300
        assert (await jarvis.reminders.extend(tea.key, -60)).left_s == 240
        with pytest.raises(BadInputError, match="not so much time"):
            await jarvis.reminders.extend(tea.key, -240)
        await jarvis.reminders.pause(tea.key, paused=True)
    await asyncio.sleep(1_000)
    async with life(world) as jarvis:
        (tea,) = await jarvis.reminders.all("timer")
        assert (tea.left_s, tea.paused) == (240, True)
        assert (await jarvis.reminders.extend(tea.key, 60)).left_s == 300
        await jarvis.reminders.pause(tea.key, paused=False)
    async with life(world) as jarvis:
        await asyncio.sleep(298)
        assert jarvis.texts == []
        await asyncio.sleep(10)
        assert jarvis.texts == ["Your tea timer is done."]
        with pytest.raises(BadInputError, match="over already"):
            await jarvis.reminders.extend(tea.key, 60)


async def test_an_alarm_is_moved_on_the_wall_and_cannot_be_paused() -> None:
    async with life() as jarvis:
        seven = await jarvis.reminders.add(Wanted("alarm", at=datetime(2026, 11, 22, 7)))  # noqa: DTZ001
        moved = await jarvis.reminders.extend(seven.key, 1_800)
        assert (moved.at.hour, moved.at.minute, moved.length_s) == (7, 30, 0)
        with pytest.raises(BadInputError, match="cancel the alarm instead"):
            await jarvis.reminders.pause(seven.key, paused=True)


async def test_after_a_journey_seven_is_seven_there() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(Wanted("alarm", at=datetime(2026, 11, 22, 7)))  # noqa: DTZ001
        world.zone = ZoneInfo("America/New_York")
        await asyncio.sleep(2)
        (alarm,) = await jarvis.reminders.all("alarm")
        assert (alarm.at.hour, alarm.at.utcoffset()) == (7, timedelta(hours=-5))


async def test_the_stopwatch_runs_up_and_never_rings() -> None:
    world = World()
    async with life(world) as jarvis:
        watch = await jarvis.reminders.add(Wanted("stopwatch"))
        await asyncio.sleep(100)
    async with life(world) as jarvis:
        await asyncio.sleep(1)
        world.set_s = 900
        await asyncio.sleep(99)
        await jarvis.reminders.note(watch.key, "[1]")
        (found,) = await jarvis.reminders.all("stopwatch")
        assert (round(-found.left_s), found.text) == (200, "[1]")
        assert jarvis.texts == []


async def test_what_cannot_be_promised_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with life() as jarvis:
        for wanted in (
            Wanted("timer"),
            Wanted("timer", length_s=1e12),
            Wanted("alarm", at=SATURDAY.replace(tzinfo=None)),
        ):
            with pytest.raises(BadInputError, match="over already, or too far"):
                await jarvis.reminders.add(wanted)
        monkeypatch.setattr(promises, "MOST", 1)
        await jarvis.reminders.add(TEA)
        with pytest.raises(BadInputError, match="Cancel some"):
            await jarvis.reminders.add(TEA)


async def test_what_could_not_be_written_stays_as_it_was() -> None:
    async with life() as jarvis:
        tea = await jarvis.reminders.add(TEA)
        await jarvis.store.write("PRAGMA query_only = ON")
        for change in (
            jarvis.reminders.add(EGGS),
            jarvis.reminders.extend(tea.key, 60),
            jarvis.reminders.cancel([tea.key]),
        ):
            with pytest.raises(StoreError):
                await change
        assert [one.left_s for one in await jarvis.reminders.all("timer")] == [180]


async def test_a_promise_that_was_interrupted_is_made_or_not_but_not_half() -> None:
    async with life() as jarvis, asyncio.TaskGroup() as group:
        adding = group.create_task(jarvis.reminders.add(EGGS), name="interrupted")
        await asyncio.sleep(0)
        adding.cancel()  # somebody says "stop" in the moment in which it is written down
        await asyncio.wait({adding})
        await asyncio.sleep(700)
        rows = await jarvis.store.read("SELECT id FROM reminders")
        assert len(jarvis.texts) == len(rows)
