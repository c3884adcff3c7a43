"""Ollama, by its own client: what it says is passed on while it comes, and every way to fail is one error."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import ollama

from jarvis.errors import EngineError
from jarvis.mind import http, ollama_models, room
from jarvis.mind.ollama_models import Installed, choose, installed
from jarvis.mind.ranks import rank_of
from jarvis.mind.seam import EngineAbsentError, Health, Message, Piece, Rank, Tool
from jarvis.mind.tool_calls import described, read
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency

USUAL = "http://127.0.0.1:11434"
FRESH_S = 10.0
"""So long it is not asked again which models it has."""
_UNLOAD_S = 3.0
"""Other models wait to be loaded meanwhile."""
_NO_KEY = "Bearer none"
"""Else the client sends what it finds in the environment."""
_FAILED = (ollama.ResponseError, ConnectionError, http.HttpError, ValueError, TypeError, AttributeError)
"""The last three: what it sent cannot be read."""


class Ollama:
    """A server on this computer, or one that the settings allow. `clock` counts seconds."""

    name = "ollama"

    def __init__(
        self, config: MindConfig, clock: Callable[[], float], residency: ModelResidency | None = None
    ) -> None:
        self._config, self._clock, self._ledger = config, clock, residency or ModelResidency(clock)
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
        tokens = self._config.answer_tokens
        async with self._in_memory(), aclosing(self._parts(messages, tools, tokens)) as parts:
            async for part in parts:
                for call in part.message.tool_calls or ():
                    yield read(call.function.name, call.function.arguments)
                if part.message.content:
                    yield part.message.content

    async def warm(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:
        """See `LanguageModel.warm`: loads the model too, which can take long. Nothing for one elsewhere.

        What is still being said may be meant for a skill: it does not leave this computer ahead.
        """
        if not http.is_here(urlsplit(self._url).hostname or ""):
            return
        if (await self.health()).problem or self._model is None or self._model.remote:
            return
        async with self._in_memory(), aclosing(self._parts(messages, tools, 1)) as parts:
            async for _ in parts:
                pass

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()  # type: ignore[no-untyped-call]

    @asynccontextmanager
    async def _in_memory(self) -> AsyncGenerator[None]:
        """Whether there is room is asked first: Ollama would rather swap. Raises EngineError, NoRoomError."""
        health = await self.health()
        if health.problem or (model := self._model) is None:
            raise (EngineAbsentError if health.absent else EngineError)(health.problem)
        if model.remote or not http.is_here(urlsplit(self._url).hostname or ""):
            yield
            return
        name, loaded, card_mb = f"ollama {model.name}", list[str](), 0
        if not self._ledger.holds(name):
            with suppress(EngineError, *_FAILED):
                loaded = ollama_models.in_memory(await http.get(f"{self._url}/api/ps"))
            card_mb = await self._ledger.card_mb()
        need = ollama_models.need(model, loaded, card_mb, self._config)
        async with room.in_memory(self._ledger, name, need, self._loads_itself, lambda: self._unload(model)):
            yield

    async def _loads_itself(self) -> None:
        """Ollama loads what it is asked for."""

    async def _unload(self, model: Installed) -> None:
        with suppress(TimeoutError, *_FAILED):  # then it leaves by itself after `keep_alive`
            async with asyncio.timeout(_UNLOAD_S):
                await self._client.generate(model=model.name, keep_alive=0)

    async def _parts(
        self, messages: Sequence[Message], tools: Sequence[Tool], most_tokens: int
    ) -> AsyncGenerator[ollama.ChatResponse]:
        size = 0
        try:
            parts: Any = await self._client.chat(
                model=self._health.model,
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
