"""Every part of the mind, made and connected; nothing heavy before somebody asks."""

import asyncio
import subprocess
import sys
import time

import pytest

import skills
from jarvis import paths, plugins
from jarvis.answerers import DaemonHouse, SkillAnswerer
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.config import load
from jarvis.mind import embedding
from jarvis.minds import Minds
from jarvis.quiet import local_now
from jarvis.store import open_store

HEAVY = ("chromadb", "tokenizers", "xllamacpp", "ollama", "httpx", "pypdf")


async def test_phrases_come_first_then_examples_documents_and_the_model() -> None:
    async with EventBus() as bus, open_store(paths.database()) as store:
        found = plugins.find(skills)
        known = SkillAnswerer(found, DaemonHouse(found, local_now))
        minds = Minds(bus, store, time.monotonic, Breakers(bus.post, asyncio.get_running_loop().time))
        minds.remember(30, lambda _: "")
        ladder = minds.ladder(load({}), known, found)
        assert [type(one).__name__ for one in ladder] == [
            "SkillAnswerer", "ExampleAnswerer", "DocumentAnswerer", "Mind",
        ]  # fmt: skip
        assert known.elsewhere("tell me a joke")
        await minds.memory.close()
        await minds.library.close()


@pytest.mark.real_time
async def test_what_is_loaded_is_in_the_ledger_and_leaves_it_when_idle() -> None:
    now_s = [0.0]
    async with EventBus() as bus, open_store(paths.database()) as store:
        minds = Minds(bus, store, time.monotonic, Breakers(bus.post, asyncio.get_running_loop().time))
        minds.residency._clock = lambda: now_s[0]  # noqa: SLF001 - five minutes are long
        shared, recall = embedding.shared(), minds.library.recall
        await recall.open()
        told = [one["name"] for one in minds.residency.status()["models"]]
        assert told == ["embedding", "documents"]
        now_s[0] = 299.0
        shared.encode(["hello"])
        assert minds.residency.status()["models"][0]["unused_for_s"] == 0
        now_s[0] = 301.0
        assert await minds.residency.unload_idle() == ["documents"]
        now_s[0] = 600.0
        assert await minds.residency.unload_idle() == ["embedding"]
        assert minds.residency.status()["sentence"] == "no large model"
        assert len(shared.encode(["hello"])) == 1
        assert await recall.ids() == set()
        assert len(minds.residency.status()["models"]) == 2
        await minds.library.close()


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = f"import sys, jarvis.rooms; print([one for one in {HEAVY!r} if one in sys.modules])"
    told = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True, timeout=60)
    assert told.stdout.decode().strip() == "[]"
