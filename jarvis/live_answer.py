"""The answer of one turn while it comes: for who reads along."""

import asyncio
from collections.abc import AsyncGenerator

from jarvis.bus import EventBus
from jarvis.events import AnswerContinued, TaskFinished
from jarvis.turn import Turn


class LiveAnswer:
    """Made as soon as the turn is: from then on no piece is missed.

    Pieces that come while nobody asks for them are put together: what waits is never more than the answer.
    """

    def __init__(self, bus: EventBus, turn: Turn) -> None:
        self._turn, self._waiting, self._over = turn.pipeline_id, "", False
        self._news = asyncio.Event()
        turn.leave += [
            bus.subscribe(AnswerContinued, self._continued),
            bus.subscribe(TaskFinished, self._finished),
        ]

    async def pieces(self) -> AsyncGenerator[str]:
        """What came since the last piece, until the turn is over."""
        while self._waiting or not self._over:
            await self._news.wait()
            self._news.clear()
            text, self._waiting = self._waiting, ""
            if text:
                yield text

    def _continued(self, event: AnswerContinued) -> None:
        if event.turn == self._turn:
            self._waiting += event.text
            self._news.set()

    def _finished(self, event: TaskFinished) -> None:
        if event.turn == self._turn:
            self._over = True
            self._news.set()
