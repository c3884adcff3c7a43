"""The embedding model beside the event loop: loaded when it is first needed, questions never behind files."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from jarvis.mind.embedding import Vectors

_AT_ONCE = 8


class Model(Protocol):
    """What makes vectors of texts."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each."""
        ...


class Thinking:
    """One thread for questions, one for files; numpy lets the others run while it multiplies."""

    def __init__(self, load: Callable[[], Model]) -> None:
        self._load = load
        self._model: Model | None = None
        self._loading = asyncio.Lock()
        self._questions = ThreadPoolExecutor(1, "question")
        self._files = ThreadPoolExecutor(1, "documents")

    async def question(self, text: str) -> Vectors:
        """Its vector, `[384]`. Raises ModelError."""
        model = await self.load()
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._questions, model.encode, [text])
        vector: Vectors = found[0]
        return vector

    async def texts(self, texts: Sequence[str]) -> list[Vectors]:
        """Their vectors, made a few at a time so that this can be cancelled. Raises ModelError."""
        model, loop = await self.load(), asyncio.get_running_loop()
        found: list[Vectors] = []
        for first in range(0, len(texts), _AT_ONCE):
            part = list(texts[first : first + _AT_ONCE])
            found.extend(await loop.run_in_executor(self._files, model.encode, part))
        return found

    async def load(self) -> Model:
        """The model; the first who asks loads it. Raises ModelError."""
        async with self._loading:
            if self._model is None:
                loop = asyncio.get_running_loop()
                self._model = await loop.run_in_executor(self._questions, self._load)
        return self._model

    def close(self) -> None:
        """End the threads when what they do is done."""
        self._questions.shutdown(wait=False, cancel_futures=True)
        self._files.shutdown(wait=False, cancel_futures=True)
