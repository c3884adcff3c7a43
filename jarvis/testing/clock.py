"""A clock that jumps: an hour of a story takes no time."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Where the loop would wait for a timer, the clock moves on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout:
            self.now_s += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop on which `asyncio.sleep(600)` returns at once and 600 seconds have passed."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds on the clock that jumps."""
        return self._jumping.now_s

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Wait for threads without a time-out: on this clock it would be over at once."""
        await super().shutdown_default_executor()


def run(story: Coroutine[Any, Any, T], *, real_time: bool = False) -> T:
    """Run a coroutine to its end, on the clock that jumps unless `real_time`."""
    with asyncio.Runner(loop_factory=None if real_time else JumpingLoop) as runner:
        return runner.run(story)
