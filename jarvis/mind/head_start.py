"""An answer that is begun before it is asked for: whoever asks then reads what is there, and what follows."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

from jarvis.errors import EngineError, contain
from jarvis.mind.seam import LanguageModel, Message

MOST_PIECES = 1_024
"""A model that is further ahead than that waits for the reader."""


async def text_of(model: LanguageModel, shown: Sequence[Message]) -> AsyncGenerator[str]:
    """What a model goes on with, without the tools it would like to use."""
    async with aclosing(model.chat(shown)) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                yield piece


class HeadStart:
    """`run` has the model write; `pieces` may be read once, then or later."""

    def __init__(self, model: LanguageModel, shown: Sequence[Message]) -> None:
        self._model, self._shown = model, shown
        self._pieces = asyncio.Queue[str | Exception | None](MOST_PIECES)
        self.taken = False
        """Whether somebody reads it: then it is no more to be thrown away."""
        self._left = self._sound = False

    def fits(self, model: LanguageModel, shown: Sequence[Message]) -> bool:
        """Whether this is what is asked for now, and nobody has it yet."""
        return self._model is model and self._shown == shown and not self.taken and self._sound

    async def run(self) -> None:
        """Write all of it, or until the reader has left."""
        self._sound = True
        try:
            failure = await contain(self._write())
        except asyncio.CancelledError:
            self._sound = False
            with suppress(asyncio.QueueFull):
                self._pieces.put_nowait(EngineError("The answer was cut off."))
            raise
        self._sound = failure is None
        if not self._left:
            await self._pieces.put(failure)

    async def pieces(self) -> AsyncGenerator[str]:
        """All of it, from its beginning. Raises what the model raised."""
        self.taken = True
        try:
            while isinstance(piece := await self._pieces.get(), str):
                yield piece
            if piece is not None:
                raise piece
        finally:
            self._left = True
            with suppress(asyncio.QueueEmpty):  # who waits for room may go
                self._pieces.get_nowait()

    async def _write(self) -> None:
        async with aclosing(text_of(self._model, self._shown)) as pieces:
            async for piece in pieces:
                if self._left:
                    return
                await self._pieces.put(piece)
