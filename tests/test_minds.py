"""Every part of the mind, made and connected; nothing heavy before somebody asks."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

import skills
from jarvis import paths, plugins
from jarvis.answerers import SkillAnswerer
from jarvis.answering import DIFFICULTIES, REMEMBERED, Answering, Remembered
from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.config import load
from jarvis.errors import EngineError, ModelError
from jarvis.events import DocumentIndexed, DocumentRemoved, DocumentsRebuilt, TaskFinished, TaskStarted
from jarvis.mind import embedding, mind
from jarvis.mind.cache import EXPIRY_S
from jarvis.mind.embedding import Minilm, Shared
from jarvis.mind.lineup import Now
from jarvis.mind.seam import Message, Piece, Rank, Tool
from jarvis.minds import Minds
from jarvis.ports import Said
from jarvis.question import Asked
from jarvis.quiet import local_now
from jarvis.state import Session
from jarvis.store import open_store
from jarvis.tasks import VoiceTask
from jarvis.testing import NotingHouse
from jarvis.turn import Turn
from tests.test_router import Engine

pytestmark = pytest.mark.real_time
HEAVY = ("chromadb", "tokenizers", "xllamacpp", "ollama", "httpx", "pypdf")


async def test_phrases_come_first_then_examples_documents_and_the_model() -> None:
    async with EventBus() as bus, open_store(paths.database()) as store:
        found = plugins.find(skills)
        known = SkillAnswerer(found, NotingHouse(local_now()))
        minds = Minds(bus, store, time.monotonic, Breakers(bus.post, asyncio.get_running_loop().time))
        minds.remember(30, lambda _: "")
        ladder = minds.ladder(load({}), known, found)
        assert [type(one).__name__ for one in ladder] == [
            "SkillAnswerer", "ExampleAnswerer", "ToldAnswerer", "DocumentAnswerer", "Perhaps",
            "CachedAnswerer",
        ]  # fmt: skip
        assert known.elsewhere("tell me a joke")
        assert minds.mind.tools is not None
        assert len(minds.mind.tools.skills) == len(found), "every skill is a tool"
        assert minds.mind.tools.meant("set a timer for an hour", "timer.set_timer")
        known.question.ask(Asked("help", "t"))
        await bus.publish(TaskFinished(turn="t", status="completed", answer="?", did={}, pieces=1))
        assert known.question.take("u") == Asked("help", "t"), "it hears when a question was heard"
        whole = [known.said(text) for text in ("How are you?", "Good morning.", "what time is it")]
        assert whole == [Said.COMPLETE] * 3, "nobody waits for more"
        assert known.said("hello") is Said.OPEN
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


class Telling(Engine):
    """A big model that can be broken, and notes what it is shown."""

    def __init__(self) -> None:
        super().__init__("big", Rank.CAPABLE, "Shakespeare did.")
        self.shown: list[str] = []

    async def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:
        """The script."""
        self.shown = [one.text for one in messages[1:]]
        async for piece in super().chat(messages, tools):
            yield piece


@dataclass
class Home:
    """The whole mind with a scripted model, and somebody who asks, `later_s` than the clock says."""

    minds: Minds
    bus: EventBus
    model: Telling
    answering: Answering
    number: int = 0
    later_s: float = 0.0

    async def ask(self, text: str, session: str = "desk") -> str:
        """One turn; gives the answer."""
        self.number += 1
        name = f"{session}_{self.number}"
        turn = Turn(VoiceTask(name, text, None, 0.0), Session("session_1_a", 0.0), aloud=False)
        self.bus.post(TaskStarted(turn=name, text=text))
        deadline_s = asyncio.get_running_loop().time() + 10
        said = "".join([piece async for piece in self.answering.answer(turn, deadline_s)])
        self.bus.post(TaskFinished(turn=name, status="completed", answer=said, did={}, pieces=1))
        await asyncio.sleep(0.01)
        return said


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Telling:
    """The only engine there is."""
    one = Telling()
    monkeypatch.setattr(mind, "engines", lambda *_: ((Now(one),), None))

    def missing() -> Minilm:
        raise ModelError("It is not installed.")

    monkeypatch.setattr(embedding, "shared", missing)
    monkeypatch.setattr(embedding, "the_shared", Shared)
    return one


@asynccontextmanager
async def home(model: Telling) -> AsyncIterator[Home]:
    async with EventBus() as bus, open_store(paths.database()) as store:
        found = plugins.find(skills)
        known = SkillAnswerer(found, NotingHouse(local_now()))
        clock = asyncio.get_running_loop().time
        minds = Minds(bus, store, time.monotonic, Breakers(bus.post, clock))
        minds.remembered = Remembered(lambda: clock() + here.later_s)
        minds.remember(30, lambda turn: turn.split("_")[0])
        ladder = minds.ladder(load({}), known, found)
        here = Home(minds, bus, model, Answering(bus, ladder, 10, minds.remembered))
        yield here
        await minds.memory.close()
        await minds.library.close()


WHO = "who wrote hamlet"
SAID = "Shakespeare did."


async def test_when_the_model_breaks_what_it_answered_before_is_answered_again(model: Telling) -> None:
    async with home(model) as here:
        assert [await here.ask(WHO), await here.ask("Who wrote Hamlet?")] == [SAID, SAID]
        assert model.asked == 1, "the second time at once"
        model.script = (EngineError("It broke."),)
        assert await here.ask(WHO) == SAID
        assert await here.ask(f"fresh: {WHO}") == REMEMBERED + SAID
        here.later_s += EXPIRY_S + 1
        assert await here.ask(WHO) == REMEMBERED + SAID, "it is old now, and is said to be"
        assert (await here.ask("what time is it")).startswith("It"), "skills are not concerned"
        assert await here.ask("who wrote faust") == DIFFICULTIES
        here.later_s += 3_600
        assert await here.ask(WHO) == DIFFICULTIES


async def test_after_a_document_has_changed_it_is_asked_anew(model: Telling) -> None:
    async with home(model) as here:
        await here.ask(WHO)
        for changed in (
            DocumentIndexed(path="/a.md", chunks=1, done=1, total=1),
            DocumentRemoved(path="/a.md"),
            DocumentsRebuilt(reason="Damaged.", passages=1),
        ):
            asked = model.asked
            await here.ask(WHO)
            assert model.asked == asked
            here.bus.post(changed)
            await asyncio.sleep(0.01)
            await here.ask(WHO)
            assert model.asked == asked + 1


async def test_what_is_forgotten_is_neither_answered_again_nor_shown_to_the_model(model: Telling) -> None:
    async with home(model) as here:
        await here.ask(WHO)
        await here.minds.notes.forget_everything()
        await here.ask(WHO)
        assert (model.asked, model.shown) == (2, [WHO])
        await here.minds.notes.remember("the key is under the mat")
        await here.minds.notes.forget([(await here.minds.notes.listed("fact"))[0]["number"]])
        await here.ask(WHO)
        assert (model.asked, model.shown) == (3, [WHO])


async def test_a_model_is_shown_what_was_said_in_the_same_session_only(model: Telling) -> None:
    async with home(model) as here:
        await here.ask(WHO, "desk")
        await here.ask("is it a long play", "desk")
        assert model.shown == [WHO, SAID, "is it a long play"]
        await here.ask("is it a long play", "phone")
        assert model.shown == ["is it a long play"]
