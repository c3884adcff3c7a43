"""Calls through a breaker: both ways through it obey the same rules."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis import testing
from jarvis.breaker import AdaptiveCircuitBreaker, Breakers
from jarvis.breaker_rules import Options, State
from jarvis.errors import BadInputError, PartRestingError, TransientError
from jarvis.events import Event, wire_name

CLOSED, OPEN, HALF_OPEN = State
LIMIT_S = 20.0
either_way = pytest.mark.parametrize("limit_s", [None, LIMIT_S], ids=["direct", "careful"])
BROKEN, MISTAKE = OSError("broken"), BadInputError("What?")
END = {"good": None, "bad": BROKEN, "wrong": MISTAKE, "cancelled": None}


class Part:
    """Something that works or fails as it is told, and the breaker in front of it."""

    def __init__(self, limit_s: float | None = None, not_counted: type[Exception] = BadInputError) -> None:
        self.told: list[Event] = []
        clock = asyncio.get_running_loop().time
        options = Options(limit_s=limit_s, not_counted=(not_counted,))
        self.breaker = Breakers(self.told.append, clock, options).get("llm")
        self.asked = 0
        self.failure: Exception | None = None
        self.takes_s = 0.0

    async def work(self) -> str:
        """An answer, after a while."""
        self.asked += 1
        failure = self.failure
        await asyncio.sleep(self.takes_s)
        if failure:
            raise failure.with_traceback(None)
        return "an answer"

    async def fail(self, times: int = 5, failure: Exception = BROKEN) -> None:
        """Fail so often, then work."""
        self.failure = failure
        for _ in range(times):
            with pytest.raises(type(failure)):
                await self.breaker.call(self.work)
        self.failure = None

    async def half_open(self) -> None:
        """Fail, and rest until a trial is due."""
        await self.fail()
        await asyncio.sleep(30)

    def events(self) -> list[str]:
        """What was told, in short."""
        return [wire_name(type(event)).removeprefix("circuit_breaker_") for event in self.told]


async def cancelled(work: Awaitable[object], after_s: float = 1) -> None:
    """Somebody calls and does not want it any longer."""
    async with asyncio.TaskGroup() as group:

        async def wait() -> None:
            await work

        calling = group.create_task(wait(), name="caller")
        await asyncio.sleep(after_s)
        assert calling.cancel()
    assert calling.cancelled()


@either_way
async def test_it_breaks_rests_is_tried_and_works_again(limit_s: float | None) -> None:
    part = Part(limit_s)
    assert await part.breaker.call(part.work) == "an answer"
    await part.fail(4)
    assert part.breaker.state is CLOSED
    assert await part.breaker.call(part.work) == "an answer"  # one success does not make up for four failures
    await part.fail(1)
    assert (part.breaker.state, part.asked) == (OPEN, 7)
    await asyncio.sleep(18)
    with pytest.raises(PartRestingError, match=r"The llm part .* is tried again in 12 seconds"):
        await part.breaker.call(part.work)
    assert part.asked == 7  # it was left alone
    await asyncio.sleep(12)
    assert await part.breaker.call(part.work) == "an answer"
    assert part.breaker.state is HALF_OPEN
    assert await part.breaker.call(part.work) == "an answer"
    assert part.breaker.state is CLOSED
    assert part.events() == ["strained", "open", "half_open", "closed"]
    await part.fail(3)
    assert part.breaker.state is CLOSED  # the four from before are forgiven


@either_way
async def test_a_failed_trial_opens_it_again(limit_s: float | None) -> None:
    part = Part(limit_s)
    await part.half_open()
    await part.breaker.call(part.work)
    await part.fail(1)
    assert part.events() == ["strained", "open", "half_open", "open"]
    with pytest.raises(PartRestingError, match="30 seconds"):
        await part.breaker.call(part.work)


@either_way
async def test_of_a_crowd_one_at_a_time_is_let_through_when_half_open(limit_s: float | None) -> None:
    part = Part(limit_s)
    await part.half_open()
    part.asked, part.takes_s = 0, 5.0
    for round_ in (1, 2):
        found = await asyncio.gather(
            *(part.breaker.call(part.work) for _ in range(10)), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in found) == ["PartRestingError"] * 9 + ["str"]
        assert part.asked == round_
    assert part.breaker.state is CLOSED


@either_way
async def test_a_crowd_that_fails_together_opens_it_once(limit_s: float | None) -> None:
    part = Part(limit_s)
    part.failure, part.takes_s = BROKEN, 5.0
    await asyncio.gather(*(part.breaker.call(part.work) for _ in range(20)), return_exceptions=True)
    assert part.events() == ["strained", "open"]
    assert part.breaker.rules.threshold == 4


@either_way
@pytest.mark.parametrize("failure", [None, BROKEN])
async def test_a_call_from_before_it_opened_says_nothing_about_the_trial(
    limit_s: float | None, failure: Exception | None
) -> None:
    part = Part(limit_s and 1_000)
    part.failure, part.takes_s = failure, 31.0
    async with asyncio.TaskGroup() as group:
        early = group.create_task(cancelled_or_done(part), name="early")
        await asyncio.sleep(0.5)
        part.takes_s = 0.0
        await part.half_open()
        await part.breaker.call(part.work)
    assert early.done()
    assert (part.breaker.state, part.events()[-1]) == (HALF_OPEN, "half_open")
    assert part.breaker.rules.calls == 1  # the trial


async def cancelled_or_done(part: Part) -> None:
    """A call whose end does not matter."""
    await asyncio.gather(part.breaker.call(part.work), return_exceptions=True)


@either_way
async def test_what_its_callers_do_wrong_does_not_count(limit_s: float | None) -> None:
    class EmptyTextError(BadInputError):
        pass

    part = Part(limit_s)
    await part.fail(100, EmptyTextError("What?"))
    assert (part.breaker.state, part.told) == (CLOSED, [])
    part = Part(limit_s, not_counted=TransientError)  # and what else is expected, if one says so
    await part.fail(100, TransientError("Later."))
    await part.fail(5, MISTAKE)
    assert part.breaker.state is OPEN


@either_way
async def test_cancelled_calls_count_neither_way(limit_s: float | None) -> None:
    part = Part(limit_s)
    part.takes_s = 10.0
    await part.fail(4)
    for _ in range(10):
        await cancelled(part.breaker.call(part.work))
    assert part.breaker.state is CLOSED
    assert part.breaker.rules.calls == 0


@either_way
@pytest.mark.parametrize("how", ["cancelled", "wrong"])
async def test_a_trial_that_says_nothing_makes_room_for_the_next(limit_s: float | None, how: str) -> None:
    part = Part(limit_s)
    await part.half_open()
    for _ in range(3):
        if how == "wrong":
            await part.fail(1, MISTAKE)
        else:
            part.takes_s = 10.0
            await cancelled(part.breaker.call(part.work))
            part.takes_s = 0.0
        assert part.breaker.state is HALF_OPEN
    await part.breaker.call(part.work)
    await part.breaker.call(part.work)
    assert part.breaker.state is CLOSED


async def test_a_call_that_hangs_is_ended_and_has_failed() -> None:
    part = Part(LIMIT_S)
    part.takes_s = 1_000.0
    before_s = asyncio.get_running_loop().time()
    await asyncio.gather(*(part.breaker.call(part.work) for _ in range(5)), return_exceptions=True)
    assert asyncio.get_running_loop().time() - before_s == LIMIT_S
    assert part.breaker.state is OPEN
    await asyncio.sleep(30)
    with pytest.raises(TimeoutError):  # a trial too
        await part.breaker.call(part.work)
    assert part.breaker.state is OPEN


async def test_a_call_within_its_limit_is_left_in_peace() -> None:
    part = Part(LIMIT_S)
    part.takes_s = LIMIT_S - 1
    assert await part.breaker.call(part.work) == "an answer"


@either_way
async def test_a_call_that_cannot_even_begin_has_failed(limit_s: float | None) -> None:
    def no_coroutine() -> Awaitable[str]:
        raise BROKEN

    part = Part(limit_s)
    for _ in range(5):
        with pytest.raises(OSError, match="broken"):
            await part.breaker.call(no_coroutine)
    assert part.breaker.state is OPEN


@either_way
async def test_the_fallback_takes_over_when_the_part_fails_or_rests(limit_s: float | None) -> None:
    async def apologise() -> str:
        return "I'm experiencing technical difficulties..."

    part = Part(limit_s)
    assert await part.breaker.execute(part.work, apologise) == "an answer"
    part.failure = BROKEN
    said = [await part.breaker.execute(part.work, apologise) for _ in range(7)]
    assert said == [await apologise()] * 7
    assert (part.breaker.state, part.asked) == (OPEN, 6)  # the last two it was not even asked
    with pytest.raises(PartRestingError):
        await part.breaker.execute(part.work)


@either_way
async def test_without_a_fallback_the_failure_is_raised(limit_s: float | None) -> None:
    part = Part(limit_s)
    part.failure = BROKEN
    with pytest.raises(OSError, match="broken"):
        await part.breaker.execute(part.work)


@either_way
async def test_a_fallback_that_fails_is_not_the_fault_of_the_part(limit_s: float | None) -> None:
    async def fail_too() -> str:
        raise ValueError("no apology either")

    part = Part(limit_s)
    part.failure = BROKEN
    for _ in range(4):
        with pytest.raises(ValueError, match="no apology either"):
            await part.breaker.execute(part.work, fail_too)
    assert part.breaker.state is CLOSED  # four failures, not eight


@either_way
async def test_nobody_falls_back_on_anything_after_a_mistake_or_a_cancellation(limit_s: float | None) -> None:
    fallbacks: list[str] = []

    async def note() -> str:
        fallbacks.append("called")
        return ""

    part = Part(limit_s)
    part.failure = MISTAKE
    with pytest.raises(BadInputError):
        await part.breaker.execute(part.work, note)
    part.failure, part.takes_s = None, 10.0
    await cancelled(part.breaker.execute(part.work, note))
    assert fallbacks == []


async def stream(
    breaker: AdaptiveCircuitBreaker, piece_s: float, failure: Exception | None
) -> AsyncGenerator[int]:
    """Three pieces, or two and a failure."""
    with breaker.guard() as answered:
        for piece in range(3):
            await asyncio.sleep(piece_s)
            if failure and piece == 2:
                raise failure.with_traceback(None)
            answered()
            yield piece


async def test_a_stream_that_fails_counts_and_one_that_is_left_early_does_not() -> None:
    part = Part()
    for failure in (None, BROKEN, MISTAKE):
        for _ in range(4):
            async with aclosing(stream(part.breaker, 1, failure)) as pieces:
                async for _ in pieces:
                    break
    assert (part.breaker.rules.calls, part.breaker.rules.failures(0)) == (0, 0)
    for _ in range(5):
        with pytest.raises(OSError, match="broken"):
            _ = [piece async for piece in stream(part.breaker, 1, BROKEN)]
    assert part.breaker.state is OPEN
    with pytest.raises(PartRestingError):
        _ = [piece async for piece in stream(part.breaker, 1, None)]
    await asyncio.sleep(30)
    async with aclosing(stream(part.breaker, 1, None)) as trial:
        assert await anext(trial) == 0
        with pytest.raises(PartRestingError):
            await part.breaker.call(part.work)  # a stream is a trial until its end
    for _ in range(2):
        assert [piece async for piece in stream(part.breaker, 1, None)] == [0, 1, 2]
    assert part.breaker.state is CLOSED


@pytest.mark.parametrize(("piece_s", "slow_taker", "strains"), [(0.1, 3.0, 0), (3.0, 0.0, 1)])
async def test_who_takes_a_stream_slowly_does_not_make_the_part_slow(
    piece_s: float, slow_taker: float, strains: int
) -> None:
    async def take() -> None:
        async for _ in stream(part.breaker, piece_s, None):
            await asyncio.sleep(slow_taker)

    part = Part()
    part.takes_s = 0.1
    for _ in range(20):
        await part.breaker.call(part.work)
    await asyncio.sleep(8.1)
    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(take(), name=f"taker {number}")
    await asyncio.sleep(10)
    await part.breaker.call(part.work)
    assert part.events() == ["strained"] * strains


async def test_there_is_one_breaker_for_each_name() -> None:
    told: list[Event] = []
    breakers = Breakers(told.append, asyncio.get_running_loop().time, Options(threshold=2))
    llm, tts = breakers.get("llm"), breakers.get("tts", Options(threshold=1))
    assert breakers.get("llm", Options(threshold=9)) is llm
    assert (llm.name, llm.rules.threshold, tts.rules.threshold) == ("llm", 2, 1)
    assert list(breakers) == [llm, tts]
    with pytest.raises(OSError, match="broken"), tts.guard():
        raise BROKEN
    assert (llm.state, tts.state) == (CLOSED, OPEN)  # one that is broken does not silence the others
    assert [wire_name(type(event)) for event in told] == ["circuit_breaker_open"]


async def live(way: float | None, steps: list[tuple[str, float]]) -> list[object]:
    """Let a part do all this; what one sees of it."""
    part = Part(way)
    seen: list[object] = []
    began_s = asyncio.get_running_loop().time()
    for how, wait_s in steps:
        part.failure = END[how]
        part.takes_s = 2.0 if how == "cancelled" else 0.25
        try:
            seen.append(await asyncio.wait_for(part.breaker.call(part.work), 1))
        except (OSError, BadInputError, PartRestingError) as error:
            seen.append(str(error))
        await asyncio.sleep(wait_s)
        seen += [part.breaker.state, part.breaker.rules.threshold, part.asked]
    return [*seen, *part.told, asyncio.get_running_loop().time() - began_s]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from([*END, "bad"]), st.sampled_from([0, 0, 1, 12, 31, 61]))))
def test_both_ways_through_a_breaker_obey_the_same_rules(steps: list[tuple[str, float]]) -> None:
    assert testing.run(live(None, steps)) == testing.run(live(LIMIT_S, steps))
