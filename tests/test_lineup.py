"""Which engines there are, and that none is loaded too early."""

import asyncio

import pytest

from jarvis.mind.lineup import engines
from jarvis.mind.seam import EngineAbsentError
from jarvis.mind_config import MindConfig
from tests.engines.ollama_server import OllamaServer, serving

pytestmark = pytest.mark.real_time


@pytest.mark.parametrize(
    ("engine", "names"),
    [
        ("auto", ["ollama", "embedded"]), ("ollama", ["ollama", "embedded"]),
        ("openai", ["openai", "embedded"]),
        ("embedded", ["embedded"]), ("none", []),
    ],
)  # fmt: skip
async def test_the_chosen_one_comes_first_and_ours_helps_out(engine: str, names: list[str]) -> None:
    config = MindConfig.model_validate({"engine": engine})
    found, embedded = engines(config, asyncio.get_running_loop().time)
    assert [one.name for one in found] == names
    assert (embedded is not None) == ("embedded" in names)
    assert all(one.model is None for one in found if one.name != "embedded")


async def test_ollama_is_not_even_loaded_where_nobody_serves_it() -> None:
    found, _ = engines(MindConfig(url="http://127.0.0.1:9"), asyncio.get_running_loop().time)
    with pytest.raises(EngineAbsentError):
        await found[0].get()
    assert found[0].model is None
    async with serving(OllamaServer("Hi.")) as server:
        found, _ = engines(MindConfig(url=server.url), asyncio.get_running_loop().time)
        assert (await found[0].get()).name == "ollama"
        assert await found[0].get() is found[0].model
        await found[0].close()
