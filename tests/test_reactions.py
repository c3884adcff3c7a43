"""What the daemon does by itself when something happens."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from jarvis.bus import EventBus
from jarvis.errors import ModelError
from jarvis.events import CircuitBreakerOpen, Event, RecognizerLost, VoiceFailed, VoiceRecognized, WakeHeard
from jarvis.reactions import Reactions
from jarvis.testing import NotingVoice, orchestrator, scripted

WOKEN = WakeHeard(turn="voice_1_0", phrase="hey jarvis", score=0.99)
UNDERSTOOD = VoiceRecognized(turn="t", text="my secret", confidence=None, engine="moonshine", took_ms=1)
FAILED = VoiceFailed(turn="t", reason="Sorry, I did not catch that.")


@dataclass
class House:
    """The daemon's reactions, its voice, and how often the recognizer was loaded."""

    bus: EventBus
    reactions: Reactions
    voice: NotingVoice
    loaded: list[str] = field(default_factory=list)
    problem: str = ""

    async def reload(self) -> None:
        """Load, or fail."""
        self.loaded.append(self.problem)
        if self.problem:
            raise ModelError(self.problem)

    def told(self, kind: type[Event]) -> list[Event]:
        """What was told of this kind."""
        return [record.event for record in self.bus.history() if isinstance(record.event, kind)]


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        voice = NotingVoice()
        pipeline = orchestrator(bus, scripted(voice, []))
        running = group.create_task(pipeline.run(), name="pipeline")
        here: House

        async def reload() -> None:
            await here.reload()

        here = House(bus, Reactions(bus, pipeline, reload), voice)
        await asyncio.sleep(0)
        speaking = pipeline.announce("Dinner is ready. " * 100)
        await asyncio.sleep(1)
        yield here
        speaking.cancel()
        running.cancel()


async def test_whoever_says_the_wake_word_is_met_with_silence() -> None:
    async with house() as here:
        assert here.voice.cut == []
        await here.bus.publish(WOKEN)
        await asyncio.sleep(0)
        assert len(here.voice.cut) == 1


async def test_what_nobody_understands_again_and_again_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with house() as here:
        for _ in range(2):
            await here.bus.publish(FAILED)
        await here.bus.publish(UNDERSTOOD)
        assert here.reactions.not_understood == 0
        for _ in range(2):
            await here.bus.publish(FAILED)
        assert "were not understood" not in caplog.text
        for _ in range(5):
            await here.bus.publish(FAILED)
        assert here.reactions.not_understood == 7
    assert caplog.text.count("were not understood") == 1
    assert "secret" not in caplog.text


async def test_a_recognizer_that_keeps_failing_is_loaded_anew() -> None:
    async with house() as here:
        for name in ("tts", "llm"):
            await here.bus.publish(CircuitBreakerOpen(name=name, failures=5, retry_in_s=30))
        assert here.loaded == []
        await here.bus.publish(CircuitBreakerOpen(name="asr", failures=5, retry_in_s=30))
        assert (len(here.loaded), here.told(RecognizerLost)) == (1, [])


async def test_a_recognizer_that_cannot_be_loaded_is_told() -> None:
    async with house() as here:
        here.problem = "The speech model is damaged."
        await here.bus.publish(CircuitBreakerOpen(name="asr", failures=5, retry_in_s=30))
        assert here.told(RecognizerLost) == [
            RecognizerLost(engine="asr", reason="The speech model is damaged.")
        ]
