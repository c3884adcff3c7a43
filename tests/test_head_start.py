"""An answer that is begun before it is asked for is the same as one that was not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from jarvis.errors import EngineError
from jarvis.mind.head_start import HeadStart
from jarvis.mind.seam import Message, Rank
from tests.test_router import Act, Engine

HELLO = [Message("user", "good morning")]


@asynccontextmanager
async def begun(*script: Act) -> AsyncIterator[tuple[HeadStart, Engine, asyncio.Task[None]]]:
    """A model that has had a second to write."""
    engine = Engine("small", Rank.SMALL_TALK, *script)
    async with asyncio.TaskGroup() as group:
        head = HeadStart(engine, HELLO)
        assert not head.fits(engine, HELLO), "nobody writes yet"
        writing = group.create_task(head.run(), name="head start")
        await asyncio.sleep(1)
        yield head, engine, writing
        writing.cancel()


async def read(head: HeadStart) -> list[str]:
    return [piece async for piece in head.pieces()]


async def test_what_was_written_and_what_is_still_to_come_are_one_answer() -> None:
    async with begun("Good ", 3.0, "morning", "!") as (head, engine, _):
        assert head.fits(engine, list(HELLO))
        assert await read(head) == ["Good ", "morning", "!"]
        assert (engine.asked, head.fits(engine, HELLO)) == (1, False), "it was said once"
    async with begun("Hi.") as (head, *_):
        assert await read(head) == ["Hi."], "it was whole already"


async def test_it_answers_nothing_else_and_for_nobody_else() -> None:
    async with begun("Hi.") as (head, engine, _):
        assert not head.fits(engine, [Message("user", "good night")])
        assert not head.fits(Engine("other", Rank.SMALL_TALK), HELLO)


async def test_a_model_that_failed_before_anybody_read_it_is_asked_anew() -> None:
    async with begun("Go", EngineError("It broke.")) as (head, engine, _):
        assert not head.fits(engine, HELLO)


async def test_a_model_that_fails_while_it_is_read_has_failed() -> None:
    async with begun("Go", 3.0, EngineError("It broke.")) as (head, *_):
        with pytest.raises(EngineError, match="It broke"):
            await read(head)


async def test_what_was_given_up_is_no_whole_answer() -> None:
    async with begun("Go", 60.0, "od") as (head, engine, writing):
        writing.cancel()
        await asyncio.wait({writing})
        assert not head.fits(engine, HELLO)
    async with begun("Go", 60.0, "od") as (head, _, writing), aclosing(head.pieces()) as pieces:
        assert await anext(pieces) == "Go"
        writing.cancel()
        with pytest.raises(EngineError, match="cut off"):
            await anext(pieces)


async def test_when_the_reader_leaves_the_model_stops() -> None:
    async with begun("Well. ", 3.0, *["and "] * 5_000) as (head, _, writing):
        async with aclosing(head.pieces()) as pieces:
            await anext(pieces)
        async with asyncio.timeout(10):
            await asyncio.wait({writing})
        assert not writing.cancelled()
