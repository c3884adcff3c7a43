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
from jarvis.events import TaskFinished
from jarvis.minds import Minds
from jarvis.question import Asked
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
        assert minds.mind.tools is not None
        assert len(minds.mind.tools.shown) == len(found), "every skill is a tool"
        assert minds.mind.tools.meant("set a timer for an hour", "timer.set_timer")
        known.question.ask(Asked("help", "t"))
        await bus.publish(TaskFinished(turn="t", status="completed", answer="?", did={}, pieces=1))
        assert known.question.take("u") == Asked("help", "t"), "it hears when a question was heard"
        await minds.memory.close()
        await minds.library.close()


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = f"import sys, jarvis.rooms; print([one for one in {HEAVY!r} if one in sys.modules])"
    told = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True, timeout=60)
    assert told.stdout.decode().strip() == "[]"
