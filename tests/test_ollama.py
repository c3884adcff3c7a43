"""Ollama, and every way in which it can fail."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import aclosing

import pytest

from jarvis.errors import EngineError
from jarvis.mind import http, ollama
from jarvis.mind.ollama import Ollama
from jarvis.mind.seam import EngineAbsentError, Message, NoRoomError, Piece, Rank, Tool, ToolCall
from jarvis.mind_config import MindConfig
from jarvis.residency import ModelResidency
from tests.engines.ollama_server import Act, Fail, OllamaServer, call, serving, tag
from tests.sound import until

pytestmark = pytest.mark.real_time
HELLO = [Message("system", "You are Jarvis."), Message("user", "Hello?")]
LAMP = Tool("lamp", "Switch a lamp.", {"type": "object", "properties": {"on": {}}, "required": ["on"]})


def ollama_at(url: str, **settings: object) -> Ollama:
    values = {"engine": "ollama", "url": url, **settings}
    return Ollama(MindConfig.model_validate(values), asyncio.get_running_loop().time)


async def said(engine: Ollama, tools: Sequence[Tool] = ()) -> list[Piece]:
    async with asyncio.timeout(20), aclosing(engine.chat(HELLO, tools)) as pieces:
        return [piece async for piece in pieces]


async def test_an_answer_comes_in_pieces_and_the_model_does_not_think_first() -> None:
    async with serving(OllamaServer("Hel", "lo.")) as server:
        assert await said(ollama_at(server.url)) == ["Hel", "lo."]
    asked = server.asked[0]
    assert (asked["model"], asked["think"], asked["stream"]) == ("qwen3:4b", False, True)
    assert asked["messages"][0]["content"] == "You are Jarvis."
    assert asked["keep_alive"] == 600
    assert asked["options"] == {"num_ctx": 2048, "num_predict": 256}


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ((Fail.DROP,), "broke off"),
        (("Well, ", Fail.DROP), "broke off"),
        ((Fail.NO_DONE,), "in the middle"),
        (("Well, ", Fail.NO_DONE), "in the middle"),
        ((Fail.ERROR,), "failed"),
        (("Well, ", Fail.ERROR), "failed"),
        ((Fail.NO_JSON,), "cannot be read"),
        ((call("lamp", "on"),), "cannot be read"),
    ],
)
async def test_every_way_to_fail_is_one_error_after_what_was_said(script: tuple[Act, ...], told: str) -> None:
    async with serving(OllamaServer(*script)) as server:
        heard: list[Piece] = []
        with pytest.raises(EngineError, match=told) as failed:  # noqa: PT012
            async with aclosing(ollama_at(server.url).chat(HELLO, [LAMP])) as pieces:
                async for piece in pieces:
                    heard.append(piece)  # noqa: PERF401 - what came before the failure counts
        assert heard == [act for act in script if isinstance(act, str)]
        assert "out of memory" not in str(failed.value)


@pytest.mark.parametrize("status", [302, 400, 404, 499, 503])
async def test_a_refusal_before_the_first_byte_is_told_with_its_status(status: int) -> None:
    async with serving(OllamaServer(refuse=status)) as server:
        with pytest.raises(EngineError, match=str(status)):
            await said(ollama_at(server.url))


async def test_a_tool_is_called_by_its_name() -> None:
    async with serving(OllamaServer(call("lamp", {"on": True}))) as server:
        assert await said(ollama_at(server.url), [LAMP]) == [ToolCall("lamp", {"on": True})]
    assert server.asked[0]["tools"][0]["function"]["name"] == "lamp"


async def test_a_wrong_call_is_handed_on_for_whoever_runs_tools_to_answer() -> None:
    async with serving(OllamaServer(call("door", {}), call("lamp", {"colour": 1}))) as server:
        assert await said(ollama_at(server.url), [LAMP]) == [
            ToolCall("door"), ToolCall("lamp", {"colour": 1}),
        ]  # fmt: skip


async def test_a_server_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    async with serving(OllamaServer("Well, ", Fail.HANG)) as server:
        with pytest.raises(EngineError, match="hangs"):
            await said(ollama_at(server.url))


async def test_whoever_stops_listening_stops_the_server() -> None:
    async with serving(OllamaServer("Once ", "upon ", Fail.HANG)) as server:
        pieces = ollama_at(server.url).chat(HELLO)
        assert await anext(pieces) == "Once "
        await pieces.aclose()
        await until(lambda: server.left == 1)


def nobodys_url() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


async def test_where_none_was_ever_seen_it_is_absent_and_one_that_was_chosen_is_broken() -> None:
    url = nobodys_url()
    with pytest.raises(EngineError, match="ollama serve") as broken:
        await said(ollama_at(url))
    assert not isinstance(broken.value, EngineAbsentError)
    with pytest.raises(EngineAbsentError, match="ollama serve"):
        await said(ollama_at(url, engine="auto"))


async def test_one_that_went_away_is_broken_and_one_that_came_back_is_found() -> None:
    async with serving(OllamaServer("Hi.")) as server:
        engine = ollama_at(server.url, engine="auto")
        await said(engine)
        server.refuse = 503
        with pytest.raises(EngineError):
            await said(engine)
        server.refuse = 0
        assert await said(engine) == ["Hi."]


async def test_nothing_is_sent_to_another_computer_unless_it_is_named() -> None:
    health = await ollama_at("http://192.0.2.7:11434").health()
    assert "mind.allow_network" in health.problem
    assert health.absent
    assert http.permitted("http://192.0.2.7:11434/", ["192.0.2.7"]) == "http://192.0.2.7:11434"


async def test_a_model_in_the_cloud_is_not_used_unless_that_is_allowed() -> None:
    async with serving(OllamaServer("Hi.")) as server:
        server.tags = [tag("big:120b-cloud"), tag("far", remote_host="https://example.org")]
        assert "ollama pull" in (await ollama_at(server.url).health()).problem
        assert "allow_cloud" in (await ollama_at(server.url, model="far").health()).problem
        assert (await ollama_at(server.url, model="far", allow_cloud=True).health()).problem == ""


@pytest.mark.parametrize("tags", ["<html>", "[]", '{"models": 3}', '{"models": [3, {}]}'])
async def test_nonsense_for_a_list_of_models_is_no_model(tags: str) -> None:
    async with serving(OllamaServer()) as server:
        server.tags = tags
        assert (await ollama_at(server.url).health()).problem


async def test_the_key_goes_there_only_if_it_was_set_and_never_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret-of-the-environment")
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.7:1")
    async with serving(OllamaServer("Hi.")) as server:
        await said(ollama_at(server.url))
        assert "secret-of-the-environment" not in "".join(server.headers)
        await said(ollama_at(server.url, key="mine"))
        assert "Bearer mine" in server.headers[-1]


async def test_its_size_says_how_far_it_is_trusted() -> None:
    async with serving(OllamaServer("Hi.")) as server:
        for size, rank in (("135M", Rank.SMALL_TALK), ("1.7B", Rank.GROUNDED), ("3.2B", Rank.CAPABLE)):
            server.tags = [tag("some", size)]
            engine = ollama_at(server.url)
            await engine.health()
            assert engine.rank is rank


async def test_a_beginning_is_worked_out_ahead() -> None:
    async with serving(OllamaServer("x")) as server:
        engine = ollama_at(server.url)
        await engine.warm(HELLO[:1])
        assert server.asked[0]["options"]["num_predict"] == 1
        await engine.close()


def machine(free_mb: int, *, card_mb: int = 0, clock: Callable[[], float] = lambda: 0.0) -> ModelResidency:
    """The ledger of a computer with so much free memory."""

    async def card() -> int:
        return card_mb

    return ModelResidency(clock, 16_000, lambda: free_mb, card)


def in_ledger(url: str, ledger: ModelResidency, **settings: object) -> Ollama:
    config = MindConfig.model_validate({"engine": "ollama", "url": url, **settings})
    return Ollama(config, asyncio.get_running_loop().time, ledger)


async def test_what_does_not_fit_is_refused_before_ollama_is_asked_to_load_it() -> None:
    async with serving(OllamaServer("Hello.")) as server:
        with pytest.raises(NoRoomError) as refused:
            await said(in_ledger(server.url, machine(1_000)))
        told = "The language model qwen3:4b needs 3.1 GB, 0.7 GB are free. "
        assert str(refused.value) == f"{told}Close other programs, or set `mind.model` to a smaller one."
        server.loaded = ["gemma3:12b"]
        with pytest.raises(NoRoomError, match=r"Unload gemma3:12b with `ollama stop gemma3:12b`, or close"):
            await said(in_ledger(server.url, machine(1_000)))
        assert server.asked == []
        server.loaded = ["qwen3:4b"]
        assert await said(in_ledger(server.url, machine(1_000))) == ["Hello."], "it is there already"
        server.loaded = []
        ledger = machine(3_000, card_mb=2_000)
        assert await said(in_ledger(server.url, ledger)) == ["Hello."], "part of it fits on the card"
        (told_of,) = ledger.status()["models"]
        assert (told_of["gpu_mb"], told_of["ram_mb"]) == (2_000, 1_057)


async def test_a_model_that_nobody_asks_is_unloaded_and_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [0.0]
    ledger = machine(8_000, clock=lambda: now_s[0])
    async with serving(OllamaServer("Hello.")) as server:
        engine = in_ledger(server.url, ledger, idle_s=60)
        await said(engine)
        assert ledger.status()["sentence"] == "ollama qwen3:4b (3.1 GB)"
        now_s[0] = 59.0
        assert (await ledger.unload_idle(), server.loaded) == ([], ["qwen3:4b"])
        now_s[0] = 60.0
        assert (await ledger.unload_idle(), server.loaded) == (["ollama qwen3:4b"], [])
        assert await said(engine) == ["Hello."]
        assert (len(ledger.status()["models"]), server.loaded) == (1, ["qwen3:4b"])
        monkeypatch.setattr(ollama, "_UNLOAD_S", 0.05)
        now_s[0], server.hangs = 200.0, True
        assert await ledger.unload_idle() == ["ollama qwen3:4b"], "nobody waits for one that hangs"
        server.hangs = False
        await said(engine)
    now_s[0] = 400.0
    assert await ledger.unload_idle() == ["ollama qwen3:4b"], "Ollama is gone, and nothing breaks"


async def test_what_runs_elsewhere_takes_nothing_here() -> None:
    cloud = tag("big:cloud", remote_host="https://ollama.com")
    async with serving(OllamaServer("Hello.")) as server:
        server.tags = [cloud]
        ledger = machine(400)
        engine = in_ledger(server.url, ledger, model="big:cloud", allow_cloud=True)
        assert await said(engine) == ["Hello."]
        assert ledger.status()["models"] == []


async def test_what_is_still_being_said_is_not_sent_to_somebody_elses_computer() -> None:
    async with serving(OllamaServer("Hi.")) as server:
        server.tags = [tag("big-cloud", remote_host="https://example.com")]
        engine = ollama_at(server.url, model="big-cloud", allow_cloud=True)
        await engine.warm(HELLO)
        assert server.asked == []
        assert await said(engine) == ["Hi."]
    elsewhere = ollama_at("http://box.invalid:11434", allow_network=["box.invalid"])
    await elsewhere.warm(HELLO)
    assert (await elsewhere.health()).problem
