"""A server that speaks Ollama's wire, for tests: it says what its script says, or what a real model says.

Failures are part of the script: see `Fail`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from enum import Enum
from typing import Any

from jarvis.mind.seam import LanguageModel, Message


class Fail(Enum):
    """What can go wrong in a stream."""

    DROP = "the connection breaks"
    HANG = "nothing more comes"
    NO_DONE = "the stream ends as if it were whole, but without its last line"
    NO_JSON = "a line that is no JSON"
    ERROR = "an error line, at status 200"


Act = str | dict[str, Any] | Fail
HEAD = "HTTP/1.1 {} x\r\nContent-Type: {}\r\nConnection: close\r\n"
DONE = {"done": True, "done_reason": "stop", "total_duration": 5_000_000, "eval_count": 3}


def tag(name: str, size: str = "4.0B", family: str = "qwen3", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """One model of /api/tags."""
    details = {"family": family, "parameter_size": size, "format": "gguf"}
    return {"name": name, "model": name, "size": 2_500_000_000, "details": details, **more}


def call(name: str, arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A message with a tool call."""
    function = {"function": {"name": name, "arguments": arguments}}
    return {"message": {"role": "assistant", "content": "", "tool_calls": [function]}, "done": False}


class OllamaServer:
    """`script` is what /api/chat answers; `refuse` a status instead; `model` says it itself."""

    def __init__(self, *script: Act, refuse: int = 0, model: LanguageModel | None = None) -> None:
        self.script: Sequence[Act] = script
        self.then: list[Sequence[Act]] = []
        """What it answers to the next requests, after `script`."""
        self.refuse, self.model = refuse, model
        self.tags: Any = [tag("qwen3:4b")]
        self.asked: list[dict[str, Any]] = []
        """The requests to /api/chat."""
        self.loaded: list[str] = []
        """The models that it has in memory."""
        self.headers: list[str] = []
        self.paths: list[str] = []
        self.hangs = False
        """Whether it takes what it is told and says nothing."""
        self.left = 0
        """So often somebody went away before the end."""
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ")[1]
            self.paths.append(path)
            self.headers.append(head)
            sizes = [line for line in head.lower().splitlines() if line.startswith("content-length:")]
            length = int(sizes[0].partition(":")[2]) if sizes else 0
            asked = json.loads(await reader.readexactly(length) or b"{}")
            async with asyncio.TaskGroup() as group:
                answering = group.create_task(self._answer(path, asked, writer), name="answer")
                leaving = group.create_task(reader.read(), name="leaving")
                await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
                self.left += not answering.done()
                answering.cancel()
                leaving.cancel()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        if path == "/api/tags":
            return await _whole(
                writer, 200, self.tags if isinstance(self.tags, str) else {"models": self.tags}
            )
        if path in ("/api/ps", "/api/version", "/api/generate"):
            if self.hangs:
                await asyncio.Event().wait()
            return await _whole(writer, 200, self._told(path, asked))
        if path == "/api/pull":
            parts = [{"status": "pulling", "digest": "sha256:1", "total": 9, "completed": n} for n in (3, 9)]
            return await _stream(writer, [*parts, {"status": "success"}])
        self.asked.append(asked)
        self.loaded = [*self.loaded, *({asked["model"]} - {*self.loaded})]
        if self.refuse:
            return await _whole(writer, self.refuse, {"error": "no"})
        if self.model is None:
            lines = [*map(_line, self.script), *([] if self._fails else [DONE_LINE])]
            self.script = self.then.pop(0) if self.then else self.script
            return await _stream(writer, lines)
        messages = [Message(one["role"], one["content"]) for one in asked["messages"]]
        _begin(writer)
        async with aclosing(self.model.chat(messages)) as pieces:
            async for piece in pieces:
                await _put(writer, {"message": {"role": "assistant", "content": str(piece)}, "done": False})
        await _put(writer, DONE_LINE)
        writer.write(b"0\r\n\r\n")
        return None

    def _told(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if path == "/api/generate":
            self.loaded = [name for name in self.loaded if asked["keep_alive"] or name != asked["model"]]
            return {"response": "", "done": True, "done_reason": "unload"}
        return {"models": [tag(name) for name in self.loaded], "version": "0.99.0"}

    @property
    def _fails(self) -> bool:
        return any(isinstance(act, Fail) for act in self.script)


DONE_LINE = {"model": "m", "created_at": "t", "message": {"role": "assistant", "content": ""}, **DONE}


def _line(act: Act) -> dict[str, Any] | Fail:
    if isinstance(act, str):
        message = {"role": "assistant", "content": act}
        return {"model": "m", "created_at": "t", "message": message, "done": False}
    return act


def _begin(writer: asyncio.StreamWriter) -> None:
    head = HEAD.format(200, "application/x-ndjson") + "Transfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode())


async def _put(writer: asyncio.StreamWriter, line: dict[str, Any] | str) -> None:
    data = (line if isinstance(line, str) else json.dumps(line)).encode() + b"\n"
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()


async def _stream(writer: asyncio.StreamWriter, lines: Sequence[dict[str, Any] | Fail]) -> None:
    _begin(writer)
    for line in lines:
        match line:
            case Fail.DROP:
                return writer.close()
            case Fail.HANG:
                await asyncio.Event().wait()
            case Fail.NO_DONE:
                pass
            case Fail.NO_JSON:
                await _put(writer, "<html>")
            case Fail.ERROR:
                await _put(writer, {"error": "out of memory"})
            case dict():
                await _put(writer, line)
    writer.write(b"0\r\n\r\n")
    return await writer.drain()


async def _whole(writer: asyncio.StreamWriter, status: int, values: Any) -> None:  # noqa: ANN401 - JSON
    body = json.dumps(values).encode() if not isinstance(values, str) else values.encode()
    head = HEAD.format(status, "application/json") + f"Content-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


@asynccontextmanager
async def serving(server: OllamaServer) -> AsyncIterator[OllamaServer]:
    """The server on a free port of this computer; gone when the block is left."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        if hasattr(listening, "close_clients"):  # Python 3.13
            with suppress(Exception):
                listening.close_clients()
