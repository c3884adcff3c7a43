"""Ollama, by its own client: what it says is passed on while it comes, and every way to fail is one error."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

import ollama

from jarvis.errors import EngineError
from jarvis.mind import http
from jarvis.mind.ollama_models import Installed, choose, installed
from jarvis.mind.ranks import rank_of
from jarvis.mind.seam import EngineAbsentError, Health, Message, Piece, Rank, Tool
from jarvis.mind.tool_calls import checked, described
from jarvis.mind_config import MindConfig

USUAL = "http://127.0.0.1:11434"
FRESH_S = 10.0
"""So long it is not asked again which models it has."""
_NO_KEY = "Bearer none"
"""Else the client sends what it finds in the environment."""
_FAILED = (ollama.ResponseError, ConnectionError, http.HttpError, ValueError, TypeError, AttributeError)
"""The last three: what it sent cannot be read."""


class Ollama:
    """A server on this computer, or one that the settings allow. `clock` counts seconds."""

    name = "ollama"

    def __init__(self, config: MindConfig, clock: Callable[[], float]) -> None:
        self._config, self._clock = config, clock
        self._url = config.url or USUAL
        self._model: Installed | None = None
        self._health, self._fresh_until_s = Health(), -1.0
        self._was_there = config.engine == "ollama"
        """Whether it counts as broken when it is not there."""
        key = config.key.get_secret_value()
        self._client = ollama.AsyncClient(
            host=self._url,
            timeout=http.TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            headers={"Authorization": f"Bearer {key}" if key else _NO_KEY},
        )

    @property
    def rank(self) -> Rank:
        """By the size of the model."""
        return rank_of(self._model.parameters if self._model else 0, self._config)

    async def health(self) -> Health:
        """Asks which models it has, now and then."""
        if self._clock() >= self._fresh_until_s:
            self._health = await self._look()
            self._fresh_until_s = self._clock() + FRESH_S
        return self._health

    async def _look(self) -> Health:
        self._model = None
        try:
            tags = await http.get(f"{http.permitted(self._url, self._config.allow_network)}/api/tags")
        except EngineError as error:
            return Health(problem=str(error), absent=True)
        except _FAILED as error:
            absent = not self._was_there
            return Health(problem=self._sentence(error), absent=absent)
        self._was_there = True
        found = choose(installed(tags), self._config.model, allow_cloud=self._config.allow_cloud)
        if isinstance(found, str):
            return Health(problem=found, absent=True)
        self._model = found
        return Health(found.name)

    async def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:
        """See `LanguageModel.chat`."""
        async with aclosing(self._parts(messages, tools, self._config.answer_tokens)) as parts:
            async for part in parts:
                for call in part.message.tool_calls or ():
                    yield checked(call.function.name, call.function.arguments, tools)
                if part.message.content:
                    yield part.message.content

    async def warm(self, messages: Sequence[Message]) -> None:
        """See `LanguageModel.warm`: loads the model too, which can take long. Nothing for one elsewhere.

        What is still being said may be meant for a skill: it does not leave this computer ahead.
        """
        if not http.is_here(urlsplit(self._url).hostname or ""):
            return
        if (await self.health()).problem or self._model is None or self._model.remote:
            return
        async with aclosing(self._parts(messages, (), 1)) as parts:
            async for _ in parts:
                pass

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _parts(
        self, messages: Sequence[Message], tools: Sequence[Tool], most_tokens: int
    ) -> AsyncGenerator[ollama.ChatResponse]:
        health = await self.health()
        if health.problem:
            raise (EngineAbsentError if health.absent else EngineError)(health.problem)
        size = 0
        try:
            parts: Any = await self._client.chat(
                model=health.model,
                messages=[_shown(one) for one in messages],
                tools=[described(one) for one in tools],
                stream=True,
                think=False,
                keep_alive=float(self._config.idle_s),
                options={"num_ctx": self._config.context_tokens, "num_predict": most_tokens},
            )
            async with aclosing(parts):
                async for part in parts:
                    size += len(part.message.content or "")
                    if size > http.LONGEST_ANSWER:
                        raise EngineError("Ollama does not stop.")
                    yield part
                    if part.done:
                        return
        except _FAILED as error:
            self._fresh_until_s = -1.0  # it may be gone: look again
            raise EngineError(self._sentence(error)) from None
        raise EngineError(
            "Ollama stopped in the middle of the answer. Its log tells why: `journalctl -u ollama`."
        )

    def _sentence(self, error: Exception) -> str:
        """What went wrong, without what was said, and with its remedy."""
        kind = type(error).__name__
        if isinstance(error, ConnectionError) or kind.startswith("Connect"):
            return f"Ollama does not answer at {self._url}. Start it with `ollama serve`."
        if "Timeout" in kind:
            return f"Ollama hangs at {self._url}. Restart it: `systemctl restart ollama`."
        if isinstance(error, ollama.ResponseError):
            status = f" with status {error.status_code}" if error.status_code > 0 else ""
            return f"Ollama failed{status}. Its log tells why: `journalctl -u ollama`."
        if isinstance(error, http.HttpError):
            return f"Ollama broke off ({kind}). Its log tells why: `journalctl -u ollama`."
        return f"Ollama sent what cannot be read ({kind}). Is something else at {self._url}?"


def _shown(one: Message) -> dict[str, Any]:
    shown: dict[str, Any] = {"role": one.role, "content": one.text}
    if one.calls:
        calls = [{"function": {"name": c.name, "arguments": dict(c.arguments)}} for c in one.calls]
        shown["tool_calls"] = calls
    if one.tool:
        shown["tool_name"] = one.tool
    return shown
