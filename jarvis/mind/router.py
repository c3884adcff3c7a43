"""Which engine is asked: the first that may be trusted with it and works; then the next one.

Each has a circuit breaker. One that is not there, or too small, is stepped over and has not failed.
"""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Any, TypeVar

from jarvis.breaker import AdaptiveCircuitBreaker, Breakers
from jarvis.breaker_rules import Options, State
from jarvis.errors import BadInputError, EngineError, NotMineError, PartRestingError, TooSlowError, contain
from jarvis.log import frames
from jarvis.mind.lineup import Later
from jarvis.mind.seam import EngineAbsentError, LanguageModel, NoModelError, NoRoomError, Rank
from jarvis.streams import paced

log = logging.getLogger(__name__)
T = TypeVar("T")
PAUSE_S = 15.0
"""An engine that falls silent for so long in the middle of an answer hangs."""


class _TooSmallError(EngineError):
    """It may not be asked that."""


_OPTIONS = Options(not_counted=(BadInputError, EngineAbsentError, _TooSmallError, NotMineError))


class Router:
    """Asks the engines in their order. An engine must begin within `first_s`."""

    def __init__(self, engines: Sequence[Later], breakers: Breakers, first_s: float) -> None:
        self._engines, self._breakers, self._first_s = engines, breakers, first_s
        self._last: dict[str, Any] = {}
        self._problems: dict[str, str] = {}

    async def ask(self, need: Rank, speak: Callable[[LanguageModel], AsyncGenerator[T]]) -> AsyncGenerator[T]:
        """What `speak` makes of the first engine that begins.

        Raises EngineError when whoever might have known is broken, NoModelError when there is nobody.
        """
        broken: EngineError | None = None
        lacks: list[str] = []
        for engine in self._engines:
            begun = False
            try:
                async with aclosing(self._guarded(engine, need, speak)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
            except (EngineAbsentError, _TooSmallError) as error:
                lacks.append(str(error))
                if isinstance(error, NoRoomError):
                    self._problems[engine.name] = str(error)
                    log.warning("%s: %s", engine.name, error)
            except EngineError as error:
                self._problems[engine.name] = str(error)
                if begun:
                    raise
                log.warning("%s cannot answer: %s", engine.name, error)
                broken = error
            else:
                self._problems.pop(engine.name, None)
                return
        if broken is not None:
            raise broken
        raise NoModelError(next(filter(None, lacks), ""))

    async def first(self, need: Rank) -> LanguageModel | None:
        """The engine that would be asked, as far as one can tell; asks and starts none."""
        for engine in self._engines:
            if self._breaker(engine).state is not State.CLOSED:
                continue
            with suppress(EngineError):
                model = await engine.get()
                if not (await model.health()).problem and model.rank >= need:
                    return model
        return None

    async def _guarded(
        self, engine: Later, need: Rank, speak: Callable[[LanguageModel], AsyncGenerator[T]]
    ) -> AsyncGenerator[T]:
        pieces = paced(self._answer(engine, need, speak), self._first_s, PAUSE_S)
        try:
            with self._breaker(engine).guard() as answered:
                async with aclosing(pieces):
                    while not isinstance(piece := await contain(anext(pieces)), Exception):
                        answered()
                        yield piece
                if isinstance(piece, TooSlowError):
                    raise EngineError(f"{engine.name} does not answer in time.")
                if isinstance(piece, EngineError | NotMineError | BadInputError):
                    raise piece
                if not isinstance(piece, StopAsyncIteration):
                    log.warning("%s failed: %s", engine.name, frames(piece))
                    raise EngineError(f"{engine.name} failed: {type(piece).__name__}.")
        except PartRestingError as error:
            raise EngineError(str(error)) from None

    async def _answer(
        self, engine: Later, need: Rank, speak: Callable[[LanguageModel], AsyncGenerator[T]]
    ) -> AsyncGenerator[T]:
        model = await engine.get()
        health = await model.health()
        if health.problem:
            raise (EngineAbsentError if health.absent else EngineError)(health.problem)
        self._last = {"engine": model.name, "model": health.model, "rank": model.rank.shown}
        if model.rank < need:
            raise _TooSmallError
        async with aclosing(speak(model)) as pieces:
            async for piece in pieces:
                yield piece

    def _breaker(self, engine: Later) -> AdaptiveCircuitBreaker:
        first = engine is self._engines[0]
        return self._breakers.get("llm" if first else f"llm_{engine.name}", _OPTIONS)

    def status(self) -> dict[str, Any]:
        """The engine that was asked last, its model and rank, and what is wrong with any; asks nothing."""
        problem = " ".join(self._problems.values())
        engines = [one.name for one in self._engines]
        return {"engine": "", "model": "", "rank": "", **self._last, "problem": problem, "engines": engines}

    async def close(self) -> None:
        """Close all engines."""
        for engine in self._engines:
            await engine.close()
