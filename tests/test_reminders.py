"""A promise is kept: at its time, once, whatever happens to Jarvis, the machine and its clocks."""

import asyncio
from datetime import datetime, timedelta
from typing import Literal
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jarvis import due_words, paths, testing
from jarvis.events import ReminderCancelled, ReminderDue, ReminderSet, ReminderTold
from jarvis.household import Wanted
from tests.promised import SATURDAY, Life, World, clock, life

EGGS = Wanted("timer", length_s=600, name="egg")
TEA = Wanted("timer", length_s=180, name="tea")
MORNING = datetime(2026, 11, 22, 6, 50, tzinfo=SATURDAY.tzinfo)
SEVEN = datetime(2026, 11, 22, 7)  # noqa: DTZ001 - on the wall
AT_SEVEN = Wanted("alarm", at=SEVEN)
DAILY = Wanted("alarm", at=SEVEN, days="0123456")


def told(jarvis: Life) -> list[int]:
    return [one.event.reminder for one in jarvis.bus.history() if isinstance(one.event, ReminderTold)]


async def test_it_is_said_at_its_time_and_then_over() -> None:
    async with life() as jarvis:
        began_s = clock()
        one = await jarvis.reminders.add(EGGS)
        assert (one.number, one.left_s, one.at) == (1, 600, SATURDAY + timedelta(seconds=600))
        await asyncio.sleep(610)
        assert jarvis.texts == ["Your egg timer is done."]
        assert jarvis.said[0][0] == pytest.approx(began_s + 600, abs=1), "after its sound"
        assert await jarvis.reminders.all("timer") == []
        events = [record.event for record in jarvis.bus.history()]
        assert ReminderSet(reminder=1, due_in_s=600) in events
        due = next(event for event in events if isinstance(event, ReminderDue))
        assert (due.reminder, due.text, round(due.late_s, 3)) == (1, "Your egg timer is done.", 0)
        assert told(jarvis) == [1]


async def test_what_a_skill_says_later_is_said_as_it_is() -> None:
    async with life() as jarvis:
        await jarvis.reminders.later(60, "The soup is hot.")
        await asyncio.sleep(70)
        assert jarvis.texts == ["The soup is hot."]


async def test_they_are_said_in_the_order_in_which_they_come_due() -> None:
    async with life() as jarvis:
        began_s = clock()
        for wanted in (EGGS, TEA):
            await jarvis.reminders.add(wanted)
        assert [one.name for one in await jarvis.reminders.all("timer")] == ["tea", "egg"]
        await asyncio.sleep(700)
        assert [round(at_s - began_s) for at_s, _ in jarvis.said] == [181, 601]


async def test_several_of_the_same_moment_are_one_announcement() -> None:
    async with life() as jarvis:
        for name in ("a", "b", "c", "d", "e", "f", "g"):
            await jarvis.reminders.add(Wanted("timer", length_s=60, name=name))
        await asyncio.sleep(100)
        assert len(jarvis.said) <= 7
        assert sorted(told(jarvis)) == [1, 2, 3, 4, 5, 6, 7]


async def test_a_timer_survives_a_restart_and_rings_at_its_time() -> None:
    world = World()
    due_s = clock() + 600
    async with life(world) as jarvis:
        await jarvis.reminders.add(EGGS)
    await asyncio.sleep(300)
    async with life(world) as jarvis:
        assert round((await jarvis.reminders.all("timer"))[0].left_s) == 300
        await asyncio.sleep(310)
        assert jarvis.said[0][0] == pytest.approx(due_s, abs=1)


async def test_what_was_missed_while_jarvis_was_off_is_told_once_and_when_it_was() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(AT_SEVEN)
    await world.until(datetime(2026, 11, 22, 9, tzinfo=world.zone))
    async with life(world) as jarvis:
        await asyncio.sleep(5)
        assert jarvis.texts == ["While I was off, at 7 AM, your alarm was due."]
    async with life(world) as jarvis:
        await asyncio.sleep(3600)
        assert jarvis.texts == []


async def test_several_that_were_missed_are_one_sentence() -> None:
    world = World()
    async with life(world) as jarvis:
        for wanted in (
            AT_SEVEN,
            TEA,
            Wanted("reminder", at=SEVEN - timedelta(hours=12.5), text="to call mum"),
        ):
            await jarvis.reminders.add(wanted)
        await jarvis.reminders.later(50, "The soup is hot.")
    await world.until(datetime(2026, 11, 22, 9, tzinfo=world.zone))
    async with life(world) as jarvis:
        await asyncio.sleep(60)
        assert jarvis.texts == [
            (
                "While I was off, 4 things came due: this came due: The soup is hot; yesterday at 3:03 PM, "
                "your tea timer ended; yesterday at 6:30 PM, your reminder to call mum was due; "
                "at 7 AM, your alarm was due."
            )
        ]
        assert sorted(told(jarvis)) == [1, 2, 3, 4]


async def test_a_few_seconds_late_is_on_time() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(EGGS)
    await asyncio.sleep(604)
    async with life(world) as jarvis:
        await asyncio.sleep(3)
        assert jarvis.texts == ["Your egg timer is done."]


async def test_killed_before_it_could_be_heard_it_is_told_after_the_start() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(TEA)
        await asyncio.sleep(180.3)  # its sound is out, its sentence is not
        assert jarvis.texts == []
        rows = await jarvis.store.read("SELECT ringing_unix_s, told_unix_s FROM reminders")
        assert [(row[0] is not None, row[1]) for row in rows] == [(True, None)]
    async with life(world) as jarvis:
        await asyncio.sleep(10)
        assert jarvis.texts == ["Your tea timer is done."]


async def test_killed_while_it_was_heard_it_is_not_told_again() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(TEA)
        await asyncio.sleep(181)  # in mid-sentence
        assert len(jarvis.said) == 1
    async with life(world) as jarvis:
        await asyncio.sleep(3600)
        assert jarvis.texts == []


async def test_what_was_silenced_before_it_was_heard_is_said_again() -> None:
    async with life() as jarvis:
        await jarvis.reminders.add(TEA)
        await asyncio.sleep(180.62)
        jarvis.speaking[0].cancel()  # "stop" to a long answer before it
        await asyncio.sleep(10)
        assert (jarvis.texts, told(jarvis)) == (["Your tea timer is done."], [1])


async def test_without_a_loudspeaker_it_counts_when_it_was_shown() -> None:
    async with life() as jarvis:
        jarvis.deaf = True
        await jarvis.reminders.add(TEA)
        await asyncio.sleep(200)
        found = [r.event for r in jarvis.bus.history() if isinstance(r.event, ReminderTold)]
        assert found == [ReminderTold(reminder=1, heard=False)]


@pytest.mark.parametrize("set_s", [-3600.0, -30.0, 30.0, 3600.0])
async def test_a_clock_that_is_set_does_not_move_a_timer_even_across_a_kill(set_s: float) -> None:
    world = World()
    began_s = clock()
    async with life(world) as jarvis:
        await jarvis.reminders.add(EGGS)
        await asyncio.sleep(100)
        world.set_s = set_s
        await asyncio.sleep(100)
    async with life(world) as jarvis:
        await asyncio.sleep(410)
        assert [round(at_s - began_s) for at_s, _ in jarvis.said] == [601]


async def test_a_clock_that_is_set_moves_an_alarm_which_goes_by_the_wall() -> None:
    world = World(MORNING)
    async with life(world) as jarvis:
        await jarvis.reminders.add(AT_SEVEN)
        world.set_s += 300
        await asyncio.sleep(290)
        assert jarvis.texts == []
        await asyncio.sleep(20)
        assert jarvis.texts[0] == "It is 7 AM. This is your alarm."


async def test_a_clock_set_back_an_hour_rings_a_daily_alarm_no_second_time() -> None:
    world = World(MORNING)
    async with life(world) as jarvis:
        await jarvis.reminders.add(DAILY)
        await world.until(datetime(2026, 11, 22, 7, 2, tzinfo=world.zone))
        rounds = len(jarvis.said)
        assert rounds > 5, "an alarm rings for a minute"
        world.set_s -= 3600
        await asyncio.sleep(7200)
        assert len(jarvis.said) == rounds
        assert (await jarvis.reminders.all("alarm"))[0].at.day == 23


async def test_while_the_machine_sleeps_the_time_passes_and_what_was_missed_is_told() -> None:
    world = World()
    async with life(world) as jarvis:
        for wanted in (TEA, EGGS):
            await jarvis.reminders.add(wanted)
        await asyncio.sleep(60)
        world.slept_s = 300  # the lid was closed for five minutes: tea is over, eggs go on
        await asyncio.sleep(3)
        assert jarvis.texts == ["While the computer slept, at 3:03 PM, your tea timer ended."]
        assert round((await jarvis.reminders.all("timer"))[0].left_s) == 237
        await asyncio.sleep(240)
        assert len(jarvis.said) == 2


async def test_an_alarm_rings_for_a_minute_or_until_somebody_stops_it() -> None:
    world = World(MORNING)
    async with life(world) as jarvis:
        await jarvis.reminders.add(DAILY)
        await world.until(datetime(2026, 11, 22, 7, 0, 10, tzinfo=world.zone))
        assert jarvis.stop()
        rounds = len(jarvis.said)
        assert rounds == 2
        await asyncio.sleep(3600)
        assert (len(jarvis.said), jarvis.stop()) == (rounds, False)
        world.slept_s += 23 * 3600 - 120  # it sleeps until a minute before seven
        await asyncio.sleep(300)
        assert 10 < len(jarvis.said) - rounds <= 15, "the next day it rings again, for a minute"


async def test_a_snoozed_alarm_rings_again_once() -> None:
    world = World(MORNING)
    async with life(world) as jarvis:
        await jarvis.reminders.add(AT_SEVEN)
        await world.until(datetime(2026, 11, 22, 7, 0, 10, tzinfo=world.zone))
        (again,) = await jarvis.reminders.snooze(600)
        assert again.at == datetime(2026, 11, 22, 7, 10, 10, tzinfo=world.zone)
        assert await jarvis.reminders.snooze(600) == [], "it was snoozed already"
        await asyncio.sleep(500)
        assert len(jarvis.said) == 2
        await asyncio.sleep(200)
        assert jarvis.texts[-1] == "It is 7:10 AM. This is your alarm."


async def test_a_disk_that_is_full_for_a_while_rings_everything_once() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(TEA)
        await jarvis.store.write("PRAGMA query_only = ON")  # SQLite refuses to write, as on a full disk
        await asyncio.sleep(300)
        assert jarvis.texts == ["Your tea timer is done."]
        await jarvis.store.write("PRAGMA query_only = OFF")
        await asyncio.sleep(5)
    async with life(world) as jarvis:
        await asyncio.sleep(300)
        assert jarvis.texts == []


async def test_a_thousand_timers_ring_once_each() -> None:
    world = World()
    async with life(world, tells=False) as jarvis:
        for number in range(1000):
            await jarvis.reminders.add(Wanted("timer", length_s=20 + number % 10, name=f"t{number}"))
    heard = set()
    async with life(world) as jarvis:
        jarvis.bus.subscribe(ReminderTold, lambda event: heard.add(event.reminder))
        await asyncio.sleep(60)
        rows = await jarvis.store.read("SELECT count(*) FROM reminders WHERE told_unix_s IS NULL")
        assert (rows[0][0], heard) == (0, set(range(1, 1001)))


async def test_cancelled_it_is_not_told() -> None:
    async with life() as jarvis:
        one = await jarvis.reminders.add(TEA)
        await jarvis.reminders.cancel([one.key])
        await asyncio.sleep(300)
        assert jarvis.texts == []
        assert jarvis.bus.history()[-1].event == ReminderCancelled(reminder=1)


Act = tuple[Literal["set", "alarm", "cancel", "restore", "extend", "kill", "wait", "clock", "sleep"], int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["set", "alarm", "cancel", "restore", "extend", "kill", "wait", "clock", "sleep"]),
        st.integers(1, 200),
    ),
    min_size=3,
    max_size=25,
)


async def _story(acts: list[Act]) -> tuple[set[str], dict[str, int]]:
    """What was to be heard, and how often each was."""
    world, wanted, heard = World(), set[str](), dict[str, int]()
    todo = iter(acts)
    going = True
    while going:
        async with life(world) as jarvis:
            going = False
            for act, number in todo:
                if act == "kill":
                    going = True
                    break
                await _do(jarvis, act, number, wanted)
            else:
                set_back_s = sum(max(0, 100 - number) * 20 for act, number in acts if act == "clock")
                await asyncio.sleep(2000 + set_back_s)  # what goes by the wall comes so much later
        for text in jarvis.texts:
            for name in {word.strip(".,;") for word in text.split()} & {f"n{i}" for i in range(1, 99)}:
                heard[name] = heard.get(name, 0) + 1
        if going:
            await asyncio.sleep(len(acts))
    return wanted, heard


async def _do(jarvis: Life, act: str, number: int, wanted: set[str]) -> None:
    reminders, world = jarvis.reminders, jarvis.world
    due = [one for one in await reminders.all("timer") if one.left_s > 1]
    match act:
        case "set" | "alarm":
            name = f"n{max((int(one.rpartition('n')[2]) for one in wanted), default=0) + 1}"
            wanted.add(name)
            text = f"to {name}"
            at = (world.now + timedelta(seconds=number)).replace(tzinfo=None)
            timer = Wanted("timer", length_s=number, name=name)
            await reminders.add(timer if act == "set" else Wanted("reminder", at=at, text=text))
        case "cancel" if due:
            (gone,) = await reminders.cancel([due[number % len(due)].key])
            wanted.discard(gone.name)
            wanted.add(f"not {gone.name}")
        case "restore":
            for one in await reminders.restore("timer"):
                wanted.add(one.name)
        case "extend" if due:
            await reminders.extend(due[number % len(due)].key, number)
        case "clock":
            world.set_s += (number - 100) * 20
            await asyncio.sleep(1.5)
        case "sleep":
            world.slept_s += number
        case "wait":
            await asyncio.sleep(number)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
@example(acts=[("set", 1), ("alarm", 22), ("clock", 1)])
def test_whatever_happens_nothing_is_lost_and_nothing_is_told_twice(acts: list[Act]) -> None:
    for file in paths.database().parent.glob("jarvis.db*"):
        file.unlink()
    with patch.object(due_words, "LISTED", 99):  # each is named, however many come due at once
        wanted, heard = testing.run(_story(acts))
    names = {name for name in wanted if not name.startswith("not ")}
    assert heard == dict.fromkeys(names, 1)


@pytest.mark.parametrize(
    ("said", "answer", "due"),
    [
        ("Remind me to call mum tomorrow at nine.", "to call mum, tomorrow at 9 AM", "2026-11-22T09:00"),
        (
            "remind me in ten minutes to take the cake out",
            "to take the cake out, in 10 minutes",
            "2026-11-21T15:10",
        ),
        (
            "remind me to buy my wife flowers on friday",
            "to buy your wife flowers, on Friday at 9 AM",
            "2026-11-27T09:00",
        ),
        (
            "remind me tomorrow morning about the meeting",
            "about the meeting, tomorrow at 9 AM",
            "2026-11-22T09:00",
        ),
        (
            "set a reminder to drink water in half an hour",
            "to drink water, in 30 minutes",
            "2026-11-21T15:30",
        ),
        (
            "remind me tomorrow to feed the cat at 6 pm",
            "to feed the cat, tomorrow at 6 PM",
            "2026-11-22T18:00",
        ),
        ("remind me of the soup at four", "of the soup, at 4 PM", "2026-11-21T16:00"),
    ],
)
async def test_a_reminder_is_set_as_one_says_it(said: str, answer: str, due: str) -> None:
    async with life() as jarvis:
        assert await jarvis.ask(said) == f"I will remind you {answer}."
        assert jarvis.did == {
            "what": "reminder set",
            "on": "reminder 1",
            "id": "1",
            "after": f"{due}:00+01:00",
        }


async def test_a_reminder_says_what_it_is_for_and_can_be_listed_cancelled_and_restored() -> None:
    async with life() as jarvis:
        assert await jarvis.ask("what reminders do I have") == "There is no reminder."
        await jarvis.ask("remind me to call my mum at four")
        await jarvis.ask("remind me in ten minutes to take the cake out")
        assert await jarvis.ask("what are my reminders") == (
            "There are 2 reminders: number 2, to take the cake out, at 3:10 PM; and number 1, "
            "to call your mum, at 4 PM."
        )
        assert await jarvis.ask("cancel the reminder to call your mum") == (
            "The reminder to call your mum is cancelled."
        )
        assert (
            await jarvis.ask("restore reminder number 1") == "The reminder to call your mum is back: at 4 PM."
        )
        await asyncio.sleep(3610)
        assert jarvis.texts == [
            "This is your reminder to take the cake out.",
            "This is your reminder to call your mum.",
        ]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("remind me to sleep", "When? Say for example: remind me to call mum tomorrow at nine."),
        ("remind me at nine", "Of what? Say for example: remind me in ten minutes to take the cake out."),
        ("remind me to wake up today at 2 pm", "That time is over already."),
    ],
)
async def test_what_is_missing_of_a_reminder_is_asked_for(said: str, answer: str) -> None:
    async with life() as jarvis:
        assert await jarvis.ask(said) == answer
        assert (jarvis.did, await jarvis.reminders.all("reminder")) == ({}, [])


async def test_told_that_the_machine_is_awake_the_clocks_are_compared_at_once() -> None:
    world = World()
    async with life(world) as jarvis:
        await jarvis.reminders.add(TEA)
        await asyncio.sleep(60.5)
        world.slept_s = 3_600
        jarvis.reminders.look()
        await asyncio.sleep(0.1)
        assert jarvis.texts == ["While the computer slept, at 3:03 PM, your tea timer ended."]
