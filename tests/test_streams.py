"""Pieces that come one after the other, and what becomes of those that come too late."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.errors import TooSlowError
from jarvis.streams import once, paced, resumed
from jarvis.testing import run


class Source:
    """Gives numbers, each after its pause in seconds; knows whether it was closed."""

    def __init__(self, *pauses_s: float) -> None:
        self._pauses_s = pauses_s
        self.closed = False

    async def pieces(self) -> AsyncGenerator[int]:
        """The numbers."""
        try:
            for number, pause_s in enumerate(self._pauses_s):
                await asyncio.sleep(pause_s)
                yield number
        finally:
            self.closed = True


async def take(stream: AsyncGenerator[int], rest_s: float = 0.0, into: list[int] | None = None) -> list[int]:
    taken = [] if into is None else into
    async with aclosing(stream):
        async for piece in stream:
            taken.append(piece)
            await asyncio.sleep(rest_s)
    return taken


async def test_one_piece_and_a_piece_that_was_looked_at() -> None:
    assert await take(once(7)) == [7]
    source = Source(0, 0).pieces()
    first = await anext(source)
    assert await take(resumed(first, source)) == [0, 1]


async def test_whoever_is_in_time_is_heard_to_the_end() -> None:
    source = Source(1.9, 0.9, 0.9)
    assert await take(paced(source.pieces(), 2, 1)) == [0, 1, 2]
    assert source.closed


@pytest.mark.parametrize(("pauses_s", "heard"), [((2.1,), []), ((1, 1.1), [0]), ((0, 0, 5), [0, 1])])
async def test_whoever_is_too_late_is_let_go(pauses_s: tuple[float, ...], heard: list[int]) -> None:
    source, taken = Source(*pauses_s), list[int]()
    with pytest.raises(TooSlowError, match="takes too long"):
        await take(paced(source.pieces(), 2, 1), into=taken)
    assert (taken, source.closed) == (heard, True)


async def test_the_slowness_of_whoever_takes_the_pieces_does_not_count() -> None:
    assert await take(paced(Source(0.5, 0.5, 0.5).pieces(), 1, 1), rest_s=60) == [0, 1, 2]


async def test_what_is_ready_is_taken_even_when_no_time_is_left() -> None:
    assert await take(paced(once(7), 0, 0)) == [7]


@pytest.mark.parametrize("after_s", [0.5, 1.5])
async def test_who_leaves_early_closes_the_source(after_s: float) -> None:
    source = Source(1, 1, 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(take(paced(source.pieces(), 5, 5)), after_s)
    assert source.closed
    other = Source(0, 0)
    stream = paced(other.pieces(), 5, 5)
    assert await anext(stream) == 0
    await stream.aclose()
    assert other.closed


async def test_what_a_source_raises_passes_through() -> None:
    async def broken() -> AsyncGenerator[int]:
        yield 0
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await take(paced(broken(), 1, 1))


async def test_a_source_that_gives_up_waiting_is_too_slow_too() -> None:
    async def impatient() -> AsyncGenerator[int]:
        yield 0
        raise TimeoutError

    with pytest.raises(TooSlowError):
        await take(paced(impatient(), 1, 1))


async def test_who_leaves_a_stream_that_was_taken_up_again_can_take_it_up_once_more() -> None:
    source = Source(0, 0, 0)
    pieces = source.pieces()
    async with aclosing(resumed(await anext(pieces), pieces)) as stream:
        assert [await anext(stream), await anext(stream)] == [0, 1]
    assert not source.closed
    assert await take(pieces) == [2]


async def test_a_source_that_is_let_go_may_still_say_why_it_failed() -> None:
    async def stubborn() -> AsyncGenerator[int]:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            raise ValueError("the line broke") from None
        yield 0

    with pytest.raises(ValueError, match="the line broke"):
        await take(paced(stubborn(), 1, 1))


async def test_a_stream_that_came_to_its_end_in_time_is_no_longer_watched() -> None:
    assert await take(paced(Source(0, 0).pieces(), 1, 1)) == [0, 1]
    await asyncio.sleep(5)


async def test_a_stream_that_gives_all_but_does_not_end_is_too_slow() -> None:
    async def endless() -> AsyncGenerator[int]:
        yield 0
        await asyncio.Event().wait()

    taken = list[int]()
    with pytest.raises(TooSlowError):
        await take(paced(endless(), 1, 1), into=taken)
    assert taken == [0]


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.5, 1.5, 2.5]), max_size=6), st.sampled_from([0.0, 0.7, 9.0]))
def test_exactly_what_came_before_the_first_late_piece_is_heard(pauses_s: list[float], rest_s: float) -> None:
    late = [pause_s > (1 if number else 2) for number, pause_s in enumerate(pauses_s)]
    heard = late.index(True) if True in late else len(late)

    async def listen() -> None:
        source, taken, clock = Source(*pauses_s), list[int](), asyncio.get_running_loop().time
        began_s, too_slow = clock(), False
        try:
            await take(paced(source.pieces(), 2, 1), rest_s, taken)
        except TooSlowError:
            too_slow = True
        waited_s = sum(pauses_s[:heard]) + heard * rest_s + too_slow * (1 if heard else 2)
        assert (taken, too_slow, source.closed) == (list(range(heard)), True in late, True)
        assert clock() - began_s == pytest.approx(waited_s)

    run(listen())
