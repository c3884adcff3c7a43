"""Every part of the mind, made and connected; nothing heavy before somebody asks."""

import asyncio
import subprocess
import sys
import time

import skills
from jarvis import paths, plugins
from jarvis.answerers import DaemonHouse, SkillAnswerer
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.config import load
from jarvis.minds import Minds
from jarvis.ports import Said
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
        whole = [known.said(text) for text in ("How are you?", "Good morning.", "what time is it")]
        assert whole == [Said.COMPLETE] * 3, "nobody waits for more"
        assert known.said("hello") is Said.OPEN
        await minds.memory.close()
        await minds.library.close()


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = f"import sys, jarvis.rooms; print([one for one in {HEAVY!r} if one in sys.modules])"
    told = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True, timeout=60)
    assert told.stdout.decode().strip() == "[]"
