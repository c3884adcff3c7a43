"""A language model in memory while it is used; where there is no room for it, a sentence instead."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from jarvis.errors import ModelError
from jarvis.mind.seam import NoRoomError
from jarvis.residency import ModelResidency, Need, Unload

REMEDY = "close other programs, or set `mind.model` to a smaller one"


@asynccontextmanager
async def in_memory(
    ledger: ModelResidency, name: str, need: Need, load: Callable[[], Awaitable[None]], unload: Unload
) -> AsyncGenerator[None]:
    """`ModelResidency.load`. Raises NoRoomError before anything was loaded."""
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(ledger.load(name, need, load, unload))
        except ModelError as error:
            raise NoRoomError(str(error)) from None
        yield
