"""T43: nobody can make Jarvis leave a part alone by asking it for nonsense."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from jarvis.breaker import AdaptiveCircuitBreaker, Breakers
from jarvis.breaker_rules import Options, State
from jarvis.errors import BadInputError, PartRestingError
from jarvis.events import Event


def breaker(told: list[Event], limit_s: float | None = None) -> AdaptiveCircuitBreaker:
    return Breakers(told.append, asyncio.get_running_loop().time, Options(limit_s=limit_s)).get("asr")


async def refuse() -> str:
    raise BadInputError("That is no sound file.")


async def work() -> str:
    return "an answer"


async def fail() -> str:
    raise OSError("broken")


async def hang() -> str:
    await asyncio.sleep(1_000)
    return "too late"


@pytest.mark.parametrize("limit_s", [None, 5.0])
async def test_a_hundred_invalid_requests_leave_the_breaker_closed(limit_s: float | None) -> None:
    told: list[Event] = []
    part = breaker(told, limit_s)
    for number in range(100):
        with pytest.raises(BadInputError):
            await (part.call(refuse) if number % 2 else part.execute(refuse, work))
    assert (part.state, told, part.rules.threshold) == (State.CLOSED, [], 5)
    assert await part.call(work) == "an answer"


async def test_a_hundred_requests_that_are_given_up_leave_it_closed_too() -> None:
    told: list[Event] = []
    part = breaker(told, 500.0)
    for _ in range(100):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(part.call(hang), 1)
    assert (part.state, told) == (State.CLOSED, [])


@pytest.mark.parametrize("nonsense", [refuse, hang])
async def test_nonsense_cannot_keep_a_part_out_that_works_again(
    nonsense: Callable[[], Awaitable[str]],
) -> None:
    part = breaker([])
    for _ in range(5):
        with pytest.raises(OSError, match="broken"):
            await part.call(fail)
    with pytest.raises(PartRestingError):
        await part.call(work)
    await asyncio.sleep(30)
    for _ in range(100):
        with pytest.raises((BadInputError, TimeoutError)):
            await asyncio.wait_for(part.call(nonsense), 1)
    assert part.state is State.HALF_OPEN  # nonsense does not close it either
    assert [await part.call(work) for _ in range(2)] == ["an answer"] * 2
    assert str(part.state) == "closed"
