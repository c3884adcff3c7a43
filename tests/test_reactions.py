"""What the daemon does by itself when something happens."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from jarvis.breaker import Breakers
from jarvis.bus import EventBus
from jarvis.errors import ModelError, RecognitionError
from jarvis.events import (
    CircuitBreakerOpen,
    Event,
    HandlerFailed,
    RecognizerLost,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
)
from jarvis.guarded import GuardedRecognizer
from jarvis.pipeline import PipelineOrchestrator
from jarvis.reactions import Reactions
from jarvis.testing import NotingVoice, ScriptedRecognizer, orchestrator, scripted

WOKEN = WakeHeard(turn="voice_1_0", phrase="hey jarvis", score=0.99)
UNDERSTOOD = VoiceRecognized(turn="t", text="my secret", confidence=None, engine="moonshine", took_ms=1)
FAILED = VoiceFailed(turn="t", reason="Sorry, I did not catch that.")


@dataclass
class House:
    """The daemon's reactions, its voice, and how often the recognizer was loaded."""

    bus: EventBus
    pipeline: PipelineOrchestrator
    voice: NotingVoice
    reactions: Reactions = field(init=False)
    loaded: int = 0
    takes_s: float = 0.0
    problem: Exception | None = None

    async def reload(self) -> None:
        """Load, or fail."""
        self.loaded += 1
        await asyncio.sleep(self.takes_s)
        if self.problem:
            raise self.problem

    def told(self, kind: type[Event]) -> list[Event]:
        """What was told of this kind."""
        return [record.event for record in self.bus.history() if isinstance(record.event, kind)]


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        voice = NotingVoice()
        pipeline = orchestrator(bus, scripted(voice, []))
        running = group.create_task(pipeline.run(), name="pipeline")
        here = House(bus, pipeline, voice)
        here.reactions = Reactions(bus, pipeline, here.reload)
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
        assert here.pipeline.sessions.interruptions().statistics.manual == 1


async def test_whoever_says_it_in_silence_is_listened_to() -> None:
    async with house() as here:
        await here.bus.publish(WOKEN)
        turn = here.pipeline.start_pipeline(trigger="wake")
        await here.bus.publish(WOKEN)
        assert (turn.listening, turn.interrupted_by, len(here.voice.cut)) == (True, "", 1)
        assert here.pipeline.sessions.interruptions().statistics.manual == 1


async def test_what_nobody_understands_again_and_again_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with house() as here:
        for round_ in (1, 2):
            assert here.reactions.not_understood == 0
            for often, told in ((2, round_ - 1), (1, round_), (4, round_)):
                for _ in range(often):
                    await here.bus.publish(FAILED)
                assert caplog.text.count("3 utterances in a row were not understood") == told
            assert here.reactions.not_understood == 7
            await here.bus.publish(UNDERSTOOD)
        await here.bus.publish(FAILED)
        await here.bus.publish(UNDERSTOOD)
        assert here.reactions.not_understood == 0
    for said in ("secret", "did not catch", "Dinner"):
        assert said not in caplog.text


async def test_only_a_recognizer_is_loaded_anew(caplog: pytest.LogCaptureFixture) -> None:
    async with house() as here:
        for name in ("tts", "llm", "rag", ""):
            await here.bus.publish(CircuitBreakerOpen(name=name, failures=5, retry_in_s=30))
        assert "tts failed 5 times and rests" in caplog.text
        assert here.loaded == 0
        await here.bus.publish(CircuitBreakerOpen(name="asr", failures=5, retry_in_s=30))
        assert (here.loaded, here.told(RecognizerLost)) == (1, [])


async def test_a_recognizer_that_keeps_failing_is_loaded_once_each_time_it_rests() -> None:
    async with house() as here:
        asr = Breakers(here.bus.post, asyncio.get_running_loop().time).get("asr")
        broken = RecognitionError("It is broken.")
        recognizer = GuardedRecognizer(ScriptedRecognizer(*[broken] * 6), asr)
        for failures, pause_s, loaded in ((4, 0, 0), (4, 0, 1), (1, 30, 2), (3, 0, 2)):
            await asyncio.sleep(pause_s)
            for _ in range(failures):
                with pytest.raises(RecognitionError):
                    await recognizer.recognize(b"12")
            await asyncio.sleep(0.1)
            assert here.loaded == loaded


@pytest.mark.parametrize(
    ("problem", "takes_s", "reason"),
    [
        (ModelError("The speech model is damaged."), 1, "The speech model is damaged."),
        (None, 60, "Loading speech recognition takes too long. Restart Jarvis."),
        (TimeoutError(), 0, "Loading speech recognition takes too long. Restart Jarvis."),
        (KeyError("a secret"), 0, "KeyError"),
    ],
)
async def test_a_recognizer_that_cannot_be_loaded_is_told(
    problem: Exception | None, takes_s: float, reason: str
) -> None:
    async with house() as here:
        here.problem, here.takes_s = problem, takes_s
        await here.bus.publish(CircuitBreakerOpen(name="asr", failures=5, retry_in_s=30))
        assert here.told(RecognizerLost) == [RecognizerLost(engine="asr", reason=reason)]
        assert here.told(HandlerFailed) == []
