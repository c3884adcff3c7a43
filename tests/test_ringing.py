"""Ringing until it was heard: a bell, a sentence, and who ends it."""

import asyncio

from jarvis.bus import EventBus
from jarvis.events import Event, ListeningStarted, ReminderRang, SentenceStarted, WakeHeard
from jarvis.ringing import RINGS_S, Ringing
from tests.promised import clock


class Room:
    """What was said and told; `hears` is when the loudspeaker tells that it sounds."""

    def __init__(self, bus: EventBus, group: asyncio.TaskGroup, pieces: tuple[str, ...] = ("Tea.",)) -> None:
        self.bus, self.group, self.pieces = bus, group, pieces
        self.ringing = Ringing(bus, self._announce)
        self.said: list[asyncio.Task[None]] = []
        self.told: list[tuple[bool, float]] = []

    def _announce(self, text: str, turn: str) -> asyncio.Task[None]:
        self.said.append(self.group.create_task(self._say(turn), name=text))
        return self.said[-1]

    async def _say(self, turn: str) -> None:
        for piece in self.pieces:
            await asyncio.sleep(1)
            self.bus.post(SentenceStarted(turn=turn, text=piece))
        await asyncio.sleep(1)

    async def note(self, heard: bool) -> None:  # noqa: FBT001 - see ringing.Told
        """It was told."""
        self.told.append((heard, clock()))

    def ring(self, *, repeats: bool, sound: bool = True) -> asyncio.Task[None]:
        """Ring for tea."""
        ringing = self.ringing.ring(7, "Tea.", self.note, sound=sound, repeats=repeats)
        return self.group.create_task(ringing, name="ring")


def bells(bus: EventBus) -> int:
    return [record.event for record in bus.history()].count(ReminderRang(reminder=7))


async def test_a_timer_has_a_bell_and_one_sentence() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        room = Room(bus, group)
        await room.ring(repeats=False)
        assert (bells(bus), len(room.said), [heard for heard, _ in room.told]) == (1, 1, [True])
        assert not room.ringing.hush(), "nothing rings any more"


async def test_an_alarm_that_nobody_stops_rings_for_a_minute() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        room, began_s = Room(bus, group), clock()
        await room.ring(repeats=True)
        assert RINGS_S <= clock() - began_s < RINGS_S + 10
        assert (len(room.told), len(room.said)) == (1, bells(bus))
        assert bells(bus) > 5


async def test_whoever_speaks_to_jarvis_has_heard_the_alarm() -> None:
    events: list[Event] = [
        WakeHeard(turn="t", phrase="hey jarvis", score=0.99),
        ListeningStarted(turn="t", trigger="asked"),
    ]
    for event in events:
        async with EventBus() as bus, asyncio.TaskGroup() as group:
            room = Room(bus, group)
            ring = room.ring(repeats=True)
            await asyncio.sleep(4)
            bus.post(event)
            await asyncio.wait_for(ring, 5)
            assert len(room.said) == 1


async def test_the_opening_of_a_sentence_is_not_yet_what_it_tells() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        room, began_s = Room(bus, group, ("While I was off,", "at 7 AM, your alarm was due.")), clock()
        await room.ring(repeats=False, sound=False)
        assert room.told == [(True, began_s + 2)]
        assert bells(bus) == 0


async def test_cut_before_it_was_heard_it_is_said_again_and_afterwards_not() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        room = Room(bus, group)
        ring = room.ring(repeats=True, sound=False)
        await asyncio.sleep(0.5)
        room.said[0].cancel()
        await asyncio.sleep(2.7)
        assert [heard for heard, _ in room.told] == [True]
        room.said[1].cancel()
        await ring
        assert len(room.said) == 2


async def test_where_nothing_can_be_heard_it_is_told_when_it_was_shown() -> None:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        room = Room(bus, group, ())
        await room.ring(repeats=False)
        assert [heard for heard, _ in room.told] == [False]
