"""The recognizers behind their circuit breakers."""

import asyncio
from typing import cast

import pytest

from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.errors import RecognitionError
from jarvis.hearers import PAUSE_S, Grammars, guarded
from jarvis.residency import ModelResidency
from tests.sound import until
from voice.recognize.engine import Setup
from voice.recognize.remote import RemoteRecognizer


async def test_each_engine_has_a_breaker_of_its_own_and_the_first_one_is_asr() -> None:
    async with EventBus() as bus:
        breakers = Breakers(bus.post, asyncio.get_running_loop().time)
        names = ("moonshine", "vosk", "sphinx")
        engines = [RemoteRecognizer(name, lambda: Setup(None), bus.post) for name in names]
        ledger = ModelResidency(asyncio.get_running_loop().time)
        assert guarded(engines, breakers, ledger).name == "moonshine"
        assert ledger.status()["models"] == [], "none of them is loaded"
        assert {one.name for one in breakers} == {"asr", "asr_vosk", "asr_sphinx"}


class Engine:
    """A recognizer that counts how often it was loaded."""

    name = "sphinx"

    def __init__(self, *, ready: bool = True) -> None:
        self.ready, self.loaded = ready, 0

    async def reload(self) -> None:
        """Load; that can fail."""
        self.loaded += 1
        raise RecognitionError("The model is gone.")


@pytest.mark.real_time
async def test_an_engine_of_known_phrases_learns_new_ones_in_a_pause() -> None:
    phrases, busy = ["stop"], [True]
    engine, resting = Engine(), Engine(ready=False)
    engines = cast("list[RemoteRecognizer]", [engine, resting])
    asked: list[int] = []

    def known() -> tuple[str, ...]:
        asked.append(len(phrases))
        return tuple(phrases)

    grammars = Grammars(engines, known, lambda: bool(busy))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(grammars.run(), name="grammars")
        await until(lambda: bool(asked), "the phrases of the start are known")
        await asyncio.sleep(0)
        phrases.append("make tea")
        grammars.changed()
        await asyncio.sleep(3 * PAUSE_S)
        assert engine.loaded == 0, "somebody is speaking"
        busy.clear()
        await until(lambda: engine.loaded == 1, "it learned them")
        count = len(asked)
        grammars.changed()
        await until(lambda: len(asked) > count, "it looked again")
        await asyncio.sleep(PAUSE_S)
        assert (engine.loaded, resting.loaded) == (1, 0), "the phrases are the same"
        running.cancel()
