"""Any server that speaks OpenAI's protocol, by explicit choice: `mind.engine: openai` and `mind.url`."""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from jarvis.errors import EngineError
from jarvis.mind import http
from jarvis.mind.ranks import parameters_in, rank_of
from jarvis.mind.seam import Health, Message, Piece, Rank, Tool
from jarvis.mind.sse import Calls, delta_of
from jarvis.mind.tool_calls import described, read
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency

FRESH_S = 10.0
_FAILED = (http.HttpError, ValueError)


class OpenAiServer:
    """Sends what is said to `mind.url`, and the key with it, and to nowhere else. `clock` counts seconds.

    What it has in memory is its own affair.
    """

    name = "openai"

    def __init__(
        self, config: MindConfig, clock: Callable[[], float], _: ModelResidency | None = None
    ) -> None:
        self._config, self._clock = config, clock
        base = config.url.rstrip("/")
        self._url = base if base.endswith("/v1") else f"{base}/v1"
        self._http = http.client(config.key.get_secret_value())
        self._health, self._fresh_until_s = Health(), -1.0

    @property
    def rank(self) -> Rank:
        """By the size in its name; one that tells none was chosen by name, and is trusted."""
        size = parameters_in(self._health.model)
        return rank_of(size, self._config) if size or self._config.rank != "auto" else Rank.CAPABLE

    async def health(self) -> Health:
        """Asks which models it has, now and then."""
        if self._clock() >= self._fresh_until_s:
            self._health = await self._look()
            self._fresh_until_s = self._clock() + FRESH_S
        return self._health

    async def _look(self) -> Health:
        if not self._config.url:
            return Health(
                problem="No server is named. Set `mind.url`, such as http://127.0.0.1:8080.", absent=True
            )
        try:
            http.permitted(self._url, self._config.allow_network)
            if self._config.model:
                return Health(self._config.model)
            found = await http.get(f"{self._url}/models", self._config.key.get_secret_value())
            return Health(str(found["data"][0]["id"]))
        except EngineError as error:
            return Health(problem=str(error), absent=True)
        except (*_FAILED, LookupError, TypeError) as error:
            return Health(problem=self._sentence(error))

    async def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:
        """See `LanguageModel.chat`."""
        if (health := await self.health()).problem:
            raise EngineError(health.problem)
        request: dict[str, Any] = {
            "model": health.model,
            "messages": _shown(messages),
            "stream": True,
            "max_tokens": self._config.answer_tokens,
        }
        if tools:
            request["tools"] = [described(one) for one in tools]
        try:
            async with aclosing(self._pieces(request)) as pieces:
                async for piece in pieces:
                    yield piece
        except _FAILED as error:
            raise EngineError(self._sentence(error)) from None

    async def _pieces(self, request: dict[str, Any]) -> AsyncGenerator[Piece]:
        calls, done = Calls(), False
        async with aclosing(http.lines(self._http, f"{self._url}/chat/completions", request)) as lines:
            async for line in lines:
                delta = delta_of(line)
                if delta is None:
                    continue
                calls.add(delta.calls)
                if delta.text:
                    yield delta.text
                if done := done or delta.done:
                    break
        if not done:
            raise EngineError("The model server stopped in the middle of the answer.")
        for name, arguments in calls.whole():
            yield read(name, arguments)

    async def warm(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:
        """Nothing: a server of this kind may be paid by the word."""

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    def _sentence(self, error: Exception) -> str:
        return (
            f"The model server at {self._url} cannot be used ({type(error).__name__}). "
            "Check that it runs, and `mind.url` and `mind.key`."
        )


def _shown(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """As this protocol wants it: calls have numbers, and answers to them name theirs."""
    shown: list[dict[str, Any]] = []
    waiting: list[str] = []
    for i, one in enumerate(messages):
        told: dict[str, Any] = {"role": one.role, "content": one.text}
        if one.calls:
            waiting = [f"call_{i}_{j}" for j in range(len(one.calls))]
            told["tool_calls"] = [
                {
                    "id": name,
                    "type": "function",
                    "function": {"name": c.name, "arguments": json.dumps(dict(c.arguments))},
                }
                for name, c in zip(waiting, one.calls, strict=True)
            ]
        if one.role == "tool" and waiting:
            told["tool_call_id"] = waiting.pop(0)
        shown.append(told)
    return shown
