"""Everybody hears what happened; nobody can hurt or hold up anybody else."""

import asyncio
from threading import Thread
from typing import Any

import pytest

from jarvis.bus import EventBus
from jarvis.events import (
    DaemonStopping,
    Event,
    HandlerFailed,
    MicrophoneLevel,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneUnmuted,
    NothingHeard,
)
from jarvis.records import Reader

MUTED, UNMUTED = MicrophoneMuted(), MicrophoneUnmuted()
LEVEL = MicrophoneLevel(peak_dbfs=-3.0, rms_dbfs=-12.5)


def waited(ms: int) -> NothingHeard:
    return NothingHeard(turn="voice_1_0", waited_ms=ms)


async def hang(_: Event) -> None:
    await asyncio.Event().wait()


def fail(_: Event) -> None:
    raise RuntimeError("a fault")


async def take(reader: Reader, number: int) -> list[Event]:
    """The next events of a reader."""
    taken: list[Event] = []
    async for record in reader:
        taken.append(record.event)
        if len(taken) == number:
            break
    return taken


async def test_fleeting_events_reach_only_those_who_ask_for_them() -> None:
    heard: list[tuple[str, Event]] = []
    async with EventBus() as bus:
        bus.post(LEVEL)
        bus.subscribe(Event, lambda event: heard.append(("everything", event)))
        leave = bus.subscribe(MicrophoneLevel, lambda event: heard.append(("levels", event)))
        with bus.read() as plain, bus.read(fleeting=True) as curious:
            await bus.publish(LEVEL)
            await bus.publish(MUTED)
            assert await take(plain, 1) == [MUTED]
            assert await take(curious, 2) == [LEVEL, MUTED]
        leave()
        await bus.publish(LEVEL)
        assert [(record.number, record.event) for record in bus.history()] == [(2, MUTED)]
    assert heard == [("levels", LEVEL), ("everything", MUTED)]


async def test_everybody_hears_what_they_asked_for() -> None:
    heard: list[tuple[str, Event]] = []

    async def later(event: Event) -> None:
        await asyncio.sleep(1)
        heard.append(("later", event))

    async with EventBus() as bus:
        bus.subscribe(Event, lambda event: heard.append(("everything", event)))
        bus.subscribe(MicrophoneMuted, lambda event: heard.append(("muted", event)))
        bus.subscribe(MicrophoneMuted, later)
        await bus.publish(MUTED)
        await bus.publish(UNMUTED)
    assert heard == [("everything", MUTED), ("muted", MUTED), ("later", MUTED), ("everything", UNMUTED)]


async def test_who_unsubscribed_hears_nothing_more() -> None:
    heard: list[Event] = []
    async with EventBus() as bus:
        unsubscribe = bus.subscribe(Event, heard.append)
        await bus.publish(MUTED)
        unsubscribe()
        await bus.publish(UNMUTED)
    assert heard == [MUTED]


@pytest.mark.parametrize(("bad", "error"), [(fail, "RuntimeError"), (hang, "ran out of time")])
async def test_a_bad_handler_hurts_nobody_else(bad: Any, error: str) -> None:  # noqa: ANN401 - sync or not
    heard: list[Event] = []
    async with EventBus(limit_s=5) as bus:
        bus.subscribe(MicrophoneMuted, heard.append)
        bus.subscribe(MicrophoneMuted, bad)
        bus.subscribe(Event, heard.append)
        await bus.publish(MUTED)
    assert heard == [
        MUTED,
        MUTED,
        HandlerFailed(handler=bad.__name__, of_event="microphone_muted", error=error),
    ]


async def test_a_hanging_handler_holds_nobody_up_and_is_ended_in_time() -> None:
    clock = asyncio.get_running_loop().time
    began_s = clock()
    heard_s: list[float] = []
    async with EventBus(limit_s=5) as bus:
        bus.subscribe(MicrophoneMuted, hang)
        bus.subscribe(MicrophoneMuted, lambda _: heard_s.append(clock() - began_s))
        await bus.publish(MUTED)
        assert clock() - began_s == 5
    assert heard_s == [0]


async def test_who_only_posts_waits_for_nobody() -> None:
    async with EventBus() as bus:
        bus.subscribe(Event, hang)
        before_s = asyncio.get_running_loop().time()
        bus.post(MUTED)
        await asyncio.sleep(0)
    assert asyncio.get_running_loop().time() == before_s


async def test_a_publisher_that_gives_up_does_not_end_the_handlers() -> None:
    heard: list[Event] = []

    async def slow(event: Event) -> None:
        await asyncio.sleep(2)
        heard.append(event)

    async with EventBus() as bus:
        bus.subscribe(Event, slow)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bus.publish(MUTED), 1)
        await asyncio.sleep(2)
    assert heard == [MUTED]


async def test_the_history_holds_the_last_hundred_in_order() -> None:
    began_s = asyncio.get_running_loop().time()
    async with EventBus() as bus:
        for ms in range(120):
            bus.post(waited(ms))
            await asyncio.sleep(1)
        assert [(r.number, r.at_s - began_s, r.event) for r in bus.history(1_000)] == [
            (ms + 1, ms, waited(ms)) for ms in range(20, 120)
        ]
        assert [record.event for record in bus.history(2)] == [waited(118), waited(119)]
        assert bus.history(0) == bus.history(-1) == []


async def test_what_threads_post_is_heard_completely_and_in_their_order() -> None:
    async with EventBus() as bus:

        def speak(thread: int) -> None:
            for ms in range(100):
                bus.post_from_thread(NothingHeard(turn=str(thread), waited_ms=ms))

        with bus.read() as reader:
            async with asyncio.TaskGroup() as group:
                for thread in range(4):
                    group.create_task(asyncio.to_thread(speak, thread), name=f"thread {thread}")
            heard = await take(reader, 400)
    for thread in range(4):
        mine = [e.waited_ms for e in heard if isinstance(e, NothingHeard) and e.turn == str(thread)]
        assert mine == list(range(100))


async def test_what_a_thread_posts_while_the_bus_closes_is_dropped_in_silence() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: complaints.append(about))
    heard: list[Event] = []
    async with EventBus() as bus:
        bus.subscribe(Event, heard.append)
        thread = Thread(target=bus.post_from_thread, args=(MicrophoneLost(reason="unplugged"),))
        thread.start()
        thread.join()
    bus.post_from_thread(DaemonStopping(reason="SIGTERM"))
    await asyncio.sleep(1)
    assert (heard, complaints) == ([], [])


async def test_a_handler_that_resists_being_ended_holds_up_nobody() -> None:
    resisted = asyncio.Event()

    async def resist(_: Event) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            resisted.set()
            await asyncio.sleep(60)

    clock = asyncio.get_running_loop().time
    began_s = clock()
    async with EventBus(limit_s=5) as bus:
        bus.subscribe(MicrophoneMuted, resist)
        await bus.publish(MUTED)
        assert resisted.is_set()
        assert clock() - began_s == pytest.approx(5.1)
    assert clock() - began_s == pytest.approx(5.1)  # and it ended with the bus


async def test_handlers_that_are_slow_in_turn_are_each_given_their_own_time() -> None:
    finished: list[int] = []

    async def slow(event: Event) -> None:
        await asyncio.sleep(4)
        finished.append(event.waited_ms if isinstance(event, NothingHeard) else -1)

    async with EventBus(limit_s=5) as bus:
        bus.subscribe(NothingHeard, slow)
        for ms in range(5):
            bus.post(waited(ms))
            await asyncio.sleep(2)
        await asyncio.sleep(5)
        assert finished == [0, 1, 2, 3, 4]
        assert not [record for record in bus.history() if isinstance(record.event, HandlerFailed)]


async def test_what_is_told_last_is_still_heard() -> None:
    heard: list[Event] = []
    async with EventBus() as bus:
        bus.subscribe(DaemonStopping, heard.append)
        bus.post(DaemonStopping(reason="SIGTERM"))
    assert heard == [DaemonStopping(reason="SIGTERM")]


async def test_a_closed_bus_notes_what_it_is_told_and_starts_nothing() -> None:
    heard: list[Event] = []
    async with EventBus() as bus:
        bus.subscribe(Event, heard.append)
    await bus.publish(MUTED)
    assert (heard, [record.event for record in bus.history()]) == ([], [MUTED])
