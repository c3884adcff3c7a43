"""A sentence is heard when it is on disk."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing

import pytest

from jarvis import paths
from jarvis.events import SentenceReady, TaskStarted
from jarvis.mind.kept_first import KeptFirst
from jarvis.mind.memory import Memory
from jarvis.ports import Pcm, unheeded
from jarvis.speech import Heard, Progress
from jarvis.testing import TimedLoudspeaker
from tests.test_memory import TURNS, house

pytestmark = pytest.mark.real_time


class Patient:
    """A memory that waits for a busy machine's disk."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def kept(self, turn: str) -> bool:
        """For ever, nearly."""
        return await self._memory.kept(turn, 10)


class Ear(TimedLoudspeaker):
    """A loudspeaker that looks at the disk whenever there is something to hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[tuple[str, ...]]] = []

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
        """Look, with another connection."""
        assert turn == "t1"
        async with aclosing(sound):
            async for _ in sound:
                with closing(sqlite3.connect(paths.database())) as other:
                    self.found.append([tuple(row) for row in other.execute(TURNS)])
        progress(rate_hz)
        return Heard(40, cut=False)


async def test_a_sentence_is_heard_only_when_it_is_on_disk() -> None:
    closed = False
    async with house() as at:

        async def sound() -> AsyncGenerator[Pcm]:
            nonlocal closed
            try:
                for sentence in ("Hello.", "How are you?"):
                    at.bus.post(SentenceReady(turn="t1", text=sentence))
                    yield bytes(640)
            finally:
                closed = True

        at.bus.post(TaskStarted(turn="t1", text="hello"))
        ear, progress = Ear(), list[int]()
        heard = await KeptFirst(ear, Patient(at.memory)).play("t1", sound(), 16_000, progress.append)
    assert [rows[0][1] for rows in ear.found] == ["Hello.", "Hello. How are you?"]
    assert (heard, progress, closed) == (Heard(40, cut=False), [16_000], True)
