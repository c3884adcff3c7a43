"""The model beside the loop: loaded once, by whoever asks first."""

import asyncio
import threading
from collections.abc import Sequence

import numpy as np
import pytest

from jarvis.mind.embedding import Vectors
from jarvis.mind.thinking import Thinking

pytestmark = pytest.mark.real_time


class Slow:
    """Holds up whoever brings files until it is let go."""

    def __init__(self) -> None:
        self.loaded = 0
        self.go = threading.Event()

    def load(self) -> "Slow":
        """Count."""
        self.loaded += 1
        return self

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Ones."""
        if texts[0].startswith("file"):
            assert self.go.wait(10)
        return np.ones((len(texts), 384), np.float32)


async def test_a_question_does_not_wait_behind_files() -> None:
    model = Slow()
    thinking = Thinking(model.load)
    async with asyncio.TaskGroup() as group:
        files = group.create_task(thinking.texts([f"file {n}" for n in range(20)]), name="files")
        assert (await thinking.question("who?")).shape == (384,)
        assert not files.done()
        model.go.set()
    assert len(files.result()) == 20
    assert model.loaded == 1
    thinking.close()


async def test_whoever_is_cancelled_stops_after_a_few() -> None:
    model = Slow()
    thinking = Thinking(model.load)
    async with asyncio.TaskGroup() as group:
        files = group.create_task(thinking.texts(["file"] * 1_000), name="files")
        await thinking.question("who?")
        files.cancel()
        model.go.set()
    assert files.cancelled()
    thinking.close()
