"""What rings is put off, or ended, with the mouse: heard already or not."""

import asyncio

from jarvis.due_buttons import SNOOZE_S, DueButtons
from jarvis.events import NoticeClicked, ReminderDue, ReminderTold
from jarvis.household import Wanted
from tests.promised import Life, clock, life

MINUTE = Wanted("timer", length_s=60, name="tea")


async def due(jarvis: Life) -> int:
    """Set a timer for a minute; gives its number."""
    buttons = DueButtons(jarvis.bus, jarvis.reminders, jarvis.stop)
    buttons.follow()
    return (await jarvis.reminders.add(MINUTE)).key


async def click(jarvis: Life, key: int, action: str) -> None:
    await jarvis.bus.publish(NoticeClicked(notice=f"reminder {key}", action=action))


def events(jarvis: Life, kind: type) -> int:
    return sum(isinstance(record.event, kind) for record in jarvis.bus.history())


async def until(seconds: float) -> None:
    await asyncio.sleep(seconds - clock())


async def test_snoozed_by_hand_it_rings_again_ten_minutes_later() -> None:
    async with life() as jarvis:
        key, began_s = await due(jarvis), clock()
        await until(began_s + 61.5)  # it is being said
        assert jarvis.texts == ["Your tea timer is done."]
        await click(jarvis, key, "snooze")
        left = await jarvis.reminders.all("timer")
        assert [round(one.left_s) for one in left] == [SNOOZE_S]
        await until(began_s + 61.5 + SNOOZE_S + 5)
        assert jarvis.texts == ["Your tea timer is done."] * 2


async def test_ended_by_hand_before_it_was_heard_it_is_over() -> None:
    async with life() as jarvis:
        jarvis.deaf = True
        key, began_s = await due(jarvis), clock()
        await until(began_s + 60.2)  # its sound: no word was said
        assert events(jarvis, ReminderDue) == 1
        await click(jarvis, key, "stop")
        await until(began_s + 300)
        assert jarvis.texts == []
        assert events(jarvis, ReminderTold) == 1


async def test_snoozed_before_it_was_heard_it_is_not_said_now() -> None:
    async with life() as jarvis:
        key, began_s = await due(jarvis), clock()
        await until(began_s + 60.2)
        await click(jarvis, key, "snooze")
        await until(began_s + 120)
        assert jarvis.texts == []
        await until(began_s + 61 + SNOOZE_S + 5)
        assert jarvis.texts == ["Your tea timer is done."]


async def test_an_alarm_is_stopped_by_hand_between_two_rounds() -> None:
    async with life() as jarvis:
        DueButtons(jarvis.bus, jarvis.reminders, jarvis.stop).follow()
        began_s = clock()
        key = (await jarvis.reminders.add(Wanted("alarm", length_s=60))).key
        await until(began_s + 64)
        await click(jarvis, key, "stop")
        said = len(jarvis.texts)
        assert said >= 1
        await until(began_s + 300)
        assert len(jarvis.texts) == said


async def test_other_clicks_and_what_is_over_do_nothing() -> None:
    async with life() as jarvis:
        key, began_s = await due(jarvis), clock()
        await until(began_s + 30)
        for notice in ("reminder x", "reminder ", "skill tea", f"reminder {key + 7}", f"reminder {key}"):
            await jarvis.bus.publish(NoticeClicked(notice=notice, action="default"))
            await jarvis.bus.publish(NoticeClicked(notice=notice, action="why"))
        await click(jarvis, key, "stop")  # it does not ring yet
        await until(began_s + 70)
        assert jarvis.texts == ["Your tea timer is done."]
