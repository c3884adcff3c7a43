"""T41: whoever misuses the event bus hurts nobody but themselves."""

import asyncio
from collections.abc import Callable

import pytest

from jarvis.bus import EventBus, Handler
from jarvis.events import Event, HandlerFailed, MicrophoneLost, MicrophoneMuted, NothingHeard
from jarvis.wire import from_wire

MUTED = MicrophoneMuted()


def posts_again(bus: EventBus, calls: list[Event]) -> Handler[Event]:
    def echo(event: Event) -> None:
        calls.append(event)
        bus.post(event)

    return echo


def publishes_again(bus: EventBus, calls: list[Event]) -> Handler[Event]:
    async def echo(event: Event) -> None:
        calls.append(event)
        await bus.publish(event)

    return echo


@pytest.mark.parametrize("again", [posts_again, publishes_again])
async def test_a_handler_that_calls_itself_is_stopped(
    again: Callable[[EventBus, list[Event]], Handler[Event]],
) -> None:
    calls: list[Event] = []
    heard: list[Event] = []
    async with EventBus() as bus:
        bus.subscribe(MicrophoneMuted, again(bus, calls))
        bus.subscribe(MicrophoneLost, heard.append)
        bus.subscribe(HandlerFailed, heard.append)
        bus.post(MUTED)
        for _ in range(2_000):  # so often it could have gone round
            await asyncio.sleep(0)
        assert len(calls) < 100
        await bus.publish(MicrophoneLost(reason="unplugged"))
        failed = [event for event in heard if isinstance(event, HandlerFailed)]
        assert [event.of_event for event in failed] == ["microphone_muted"]
        assert heard[-1] == MicrophoneLost(reason="unplugged")


async def test_two_handlers_that_answer_each_other_are_stopped() -> None:
    calls: list[Event] = []
    async with EventBus() as bus:

        def ping(event: Event) -> None:
            calls.append(event)
            bus.post(NothingHeard(turn="t", waited_ms=1))

        def pong(event: Event) -> None:
            calls.append(event)
            bus.post(MUTED)

        bus.subscribe(MicrophoneMuted, ping)
        bus.subscribe(NothingHeard, pong)
        bus.post(MUTED)
        for _ in range(2_000):
            await asyncio.sleep(0)
        assert len(calls) < 200


async def test_a_storm_of_events_is_remembered_only_in_part() -> None:
    heard: list[Event] = []
    async with EventBus() as bus:
        bus.subscribe(MicrophoneLost, heard.append)
        with bus.read(size=10) as reader:
            for number in range(10_000):
                bus.post(NothingHeard(turn="t", waited_ms=number))
            await bus.publish(MicrophoneLost(reason="unplugged"))
            assert (len(bus.history(1_000_000)), reader.missed) == (100, 9_991)
    assert heard == [MicrophoneLost(reason="unplugged")]


async def test_a_hundred_hanging_handlers_hold_up_nobody_else() -> None:
    async def hang(_: Event) -> None:
        await asyncio.Event().wait()

    heard: list[Event] = []
    async with EventBus(limit_s=5) as bus:
        for _ in range(100):
            bus.subscribe(MicrophoneMuted, hang)
        bus.subscribe(MicrophoneMuted, heard.append)
        before_s = asyncio.get_running_loop().time()
        bus.post(MUTED)
        await asyncio.sleep(0)
        assert (heard, asyncio.get_running_loop().time()) == ([MUTED], before_s)
        await bus.publish(MUTED)
        assert asyncio.get_running_loop().time() == before_s + 5


async def test_a_failing_failure_handler_does_not_go_round_in_circles() -> None:
    def fail(_: Event) -> None:
        raise RuntimeError("again")

    async with EventBus() as bus:
        bus.subscribe(Event, fail)
        await bus.publish(MUTED)
        await asyncio.sleep(60)
        assert [type(record.event) for record in bus.history()] == [MicrophoneMuted, HandlerFailed]


async def test_a_handler_that_subscribes_and_unsubscribes_others_confuses_nobody() -> None:
    heard: list[str] = []
    async with EventBus() as bus:

        def meddle(_: Event) -> None:
            heard.append("meddler")
            leave()
            bus.subscribe(Event, lambda _: heard.append("newcomer"))

        leave = bus.subscribe(Event, meddle)
        bus.subscribe(Event, lambda _: heard.append("neighbour"))
        await bus.publish(MUTED)
        assert heard == ["meddler", "neighbour"]
        await bus.publish(MUTED)
        assert heard == ["meddler", "neighbour", "neighbour", "newcomer"]


@pytest.mark.parametrize("name", ["__class__", "Event", "HandlerFailed", "handler_failed ", "\0", ""])
def test_an_event_that_nobody_thought_of_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="There is no event called"):
        from_wire({"event": name})


async def test_a_handler_that_will_not_end_is_ended_with_the_bus() -> None:
    ended: list[str] = []

    async def stubborn(_: Event) -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            ended.append("stubborn")

    async with EventBus(limit_s=10_000) as bus:
        bus.subscribe(Event, stubborn)
        bus.post(MUTED)
        await asyncio.sleep(1)
    assert ended == ["stubborn"]
