"""Answers and sound come in pieces: streams of one piece, streams taken up again, and their pace."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TypeVar

from jarvis.errors import TooSlowError

T = TypeVar("T")
TOO_SLOW = "Sorry, that takes too long, so I have stopped it."


async def once(piece: T) -> AsyncGenerator[T]:
    """A stream of one piece."""
    yield piece


async def resumed(first: T, rest: AsyncIterator[T]) -> AsyncGenerator[T]:
    """A stream whose first piece was taken out to look at."""
    yield first
    async for piece in rest:
        yield piece


async def paced(pieces: AsyncGenerator[T], first_s: float, then_s: float) -> AsyncGenerator[T]:
    """The pieces as they come; closes them and raises TooSlowError when one takes too long.

    The first may take `first_s`, each other one `then_s`. The time in which nobody asks for the next
    piece does not count.
    """
    limit_s = first_s
    async with aclosing(pieces):
        while True:
            try:
                async with asyncio.timeout(limit_s):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise TooSlowError(TOO_SLOW) from None
            yield piece
            limit_s = then_s
