"""The recognizers behind their circuit breakers."""

import asyncio

from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.hearers import guarded
from jarvis.residency import ModelResidency
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
