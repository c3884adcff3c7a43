"""A server that speaks OpenAI's protocol, chosen by the user."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress

import pytest

from jarvis.errors import EngineError
from jarvis.mind import http
from jarvis.mind.openai_server import OpenAiServer
from jarvis.mind.seam import Message, Piece, Rank, Tool, ToolCall
from jarvis.mind_config import MindConfig

pytestmark = pytest.mark.real_time
HELLO = [Message("user", "Hello?")]
LAMP = Tool("lamp", "Switch a lamp.")
CALL = {"index": 0, "function": {"name": "lamp", "arguments": "{}"}}
Heads = list[str]


def said(**delta: object) -> bytes:
    return b"data: " + json.dumps({"choices": [{"delta": delta}]}).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


@asynccontextmanager
async def server(
    *lines: bytes, status: int = 200, hang: bool = False
) -> AsyncIterator[tuple[Callable[..., OpenAiServer], Heads]]:
    heads: Heads = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        heads.append(head)
        models = b'{"data": [{"id": "some-7b"}]}'
        body = models if "/models" in head else b"".join(lines)
        with suppress(ConnectionError), closing(writer):  # whoever is asked for too much goes away
            writer.write(f"HTTP/1.1 {status} x\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()
            if hang and "/models" not in head:
                await reader.read()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]

    def engine(**settings: object) -> OpenAiServer:
        values = {"engine": "openai", "url": f"http://127.0.0.1:{port}", **settings}
        return OpenAiServer(MindConfig.model_validate(values), asyncio.get_running_loop().time)

    try:
        yield engine, heads
    finally:
        listening.close()


async def answer(engine: OpenAiServer) -> list[Piece]:
    async with asyncio.timeout(20):
        return [piece async for piece in engine.chat(HELLO, [LAMP])]


async def test_text_and_calls_come_as_they_are_said_and_the_key_is_shown_and_never_told() -> None:
    async with server(said(content="Hi"), b": ping\n\n", said(tool_calls=[CALL]), DONE) as (make, heads):
        engine = make(key="sk-secret")
        assert await answer(engine) == ["Hi", ToolCall("lamp", {})]
        assert engine.rank is Rank.CAPABLE
        assert all("Bearer sk-secret" in head for head in heads)
        assert "/v1/chat/completions" in heads[-1]
        assert "sk-secret" not in repr(MindConfig.model_validate({"key": "sk-secret"}))
        await engine.close()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((said(content="Hi"),), "in the middle"),
        ((b"<html>\n",), "protocol"),
        ((b"data: {\n\n",), "cannot be used"),
        ((b'data: {"error": "secret"}\n\n',), "failed in the middle"),
        ((b"x" * (http.LONGEST_LINE + 100_000),), "without an end"),
    ],
)
async def test_every_way_to_fail_is_one_error(lines: tuple[bytes, ...], told: str) -> None:
    async with server(*lines) as (make, _):
        with pytest.raises(EngineError, match=told) as failed:
            await answer(make())
        assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "mind.key"), (404, "mind.model"), (500, "log"), (302, "log")]
)
async def test_a_refusal_names_its_remedy(status: int, remedy: str) -> None:
    async with server(status=status) as (make, _):
        with pytest.raises(EngineError, match=remedy):
            await answer(make(model="m"))


async def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    async with server(said(content="Hi"), hang=True) as (make, _):
        with pytest.raises(EngineError, match="ReadTimeout"):
            await answer(make())


async def test_nothing_is_sent_where_the_user_did_not_allow_it() -> None:
    async with server() as (make, heads):
        assert "mind.allow_network" in (await make(url="https://192.0.2.7").health()).problem
        assert "mind.url" in (await make(url="").health()).problem
        assert not heads


async def test_results_of_tools_name_the_call_they_belong_to() -> None:
    from jarvis.mind.openai_server import _shown  # noqa: PLC0415 - what is sent

    shown = _shown([Message("assistant", "", (ToolCall("lamp"),)), Message("tool", "on", tool="lamp")])
    assert shown[0]["tool_calls"][0]["id"] == shown[1]["tool_call_id"]
