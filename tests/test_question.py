"""When a yes answers a question: in time, once, and only after all of it was heard."""

import asyncio

import pytest

from jarvis.bus import EventBus
from jarvis.events import ListeningStarted, TaskFinished, TaskQueued
from jarvis.question import ASKED_S, Asked, Question

BURN = Asked("burn it", "asking")


def finished(turn: str = "asking", status: str = "completed", *, cut: bool = False) -> TaskFinished:
    return TaskFinished(turn=turn, status=status, answer="Shall I?", did={}, pieces=1, cut=cut)


class Asking:
    """A question on a bus, and a clock that the test moves."""

    def __init__(self, bus: EventBus) -> None:
        self.bus, self.now_s = bus, 100.0
        self.question = Question(lambda: self.now_s)
        self.question.follow(bus)
        self.question.ask(BURN)

    async def hears(self, *events: TaskFinished | TaskQueued | ListeningStarted) -> None:
        """What happens on the bus."""
        for event in events:
            await self.bus.publish(event)


async def test_it_can_be_answered_once_when_it_was_heard() -> None:
    async with EventBus() as bus:
        at = Asking(bus)
        assert at.question.asked_in("asking")
        assert at.question.take("yes") is None, "it is still being asked"
        await at.hears(finished())
        at.now_s += ASKED_S - 0.1
        assert at.question.take("yes") == BURN
        assert at.question.take("yes") is None


@pytest.mark.parametrize(
    "end", [finished(cut=True), finished(status="cancelled"), finished(status="failed"), finished("another")]
)
async def test_what_was_not_heard_to_its_end_cannot_be_answered(end: TaskFinished) -> None:
    async with EventBus() as bus:
        at = Asking(bus)
        await at.hears(end)
        assert at.question.take("yes") is None


async def test_it_waits_for_a_while_only_however_often_its_end_is_told() -> None:
    async with EventBus() as bus:
        at = Asking(bus)
        await at.hears(finished())
        at.now_s += ASKED_S
        await at.hears(finished())
        assert at.question.take("yes") is None


async def test_whoever_began_before_its_end_does_not_answer_it() -> None:
    async with EventBus() as bus:
        at = Asking(bus)
        await at.hears(
            TaskQueued(turn="typed", priority=0, waiting=0), ListeningStarted(turn="spoken", trigger="asked")
        )
        await at.hears(finished())
        assert at.question.take("typed") is None
        assert at.question.take("spoken") is None
        await at.hears(ListeningStarted(turn="after", trigger="follow-up"))
        assert at.question.take("after") == BURN


async def test_a_new_question_takes_the_place_of_the_old_one() -> None:
    async with EventBus() as bus:
        at = Asking(bus)
        await at.hears(finished())
        at.question.ask(Asked("sing", "other"))
        assert at.question.take("yes") is None
        await at.hears(finished(), finished("other"))
        assert at.question.take("yes") == Asked("sing", "other")


async def test_what_asks_outside_of_a_turn_is_never_answered_and_changes_nothing() -> None:
    async with EventBus() as bus:
        at = Asking(bus)
        at.question.ask(Asked("sing", ""))
        await at.hears(finished(""), finished())
        assert at.question.take("yes") == BURN


async def test_nobody_can_answer_what_nobody_follows() -> None:
    question = Question(lambda: 0.0)
    question.ask(BURN)
    await asyncio.sleep(0)
    assert question.take("yes") is None
