"""A turn in Jarvis where hearing, thinking and speaking take no time: the way is the daemon's own.

Orchestrator, queue, guards with their breakers, answering, sentence splitting, latency watch and bus are
real; only the engines and the loudspeaker are stubs, and they answer at once.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from jarvis.answering import Answer
from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options
from jarvis.bus import EventBus
from jarvis.events import SpeakingEnded, SpeakingStarted
from jarvis.guarded import GuardedAnswerer, GuardedRecognizer, GuardedSynthesizer
from jarvis.interruption import Policy
from jarvis.latency import LatencyMonitor
from jarvis.pipeline import PipelineOrchestrator
from jarvis.ports import (
    CHUNK_BYTES,
    CHUNK_MS,
    RATE_HZ,
    Draft,
    Ended,
    Pcm,
    Told,
    Transcript,
    Utterance,
    unheeded,
)
from jarvis.sessions import PipelineStateManager, ServiceCoordinator
from jarvis.speech import Heard, Progress, Sound
from jarvis.tasks import Priority, VoiceTask
from jarvis.testing import TimedLoudspeaker
from jarvis.worker import Parts
from voice.mouth import Mouth

CHUNK, CHUNKS = bytes(CHUNK_BYTES), 25
SPEECH = b"\1" * CHUNK_BYTES
ANSWER = CHUNK * 10
WARM_UP, TURNS = 5, 30
REST_S = CHUNK_MS / 1000


class Listening:
    """An utterance is over with its 25th chunk; afterwards, what is not silence is speech."""

    buffered_bytes, quality = 0, 1.0

    def __init__(self, before: Sequence[Pcm], partial: Callable[[str], None]) -> None:
        del before, partial
        self._chunks: list[Pcm] = []

    def feed(self, chunk: Pcm) -> Utterance | None:
        """None, 24 times."""
        self._chunks.append(chunk)
        return Utterance(b"".join(self._chunks), Ended.SILENCE, 0) if len(self._chunks) == CHUNKS else None

    def speech(self, chunk: Pcm) -> float:
        """Whether somebody speaks."""
        return float(chunk[0])

    def hold(self, *, on: bool) -> None:
        """Nobody holds a key."""

    def let_go(self) -> None:
        """Nor lets go of one."""

    def close(self) -> None:
        """Nothing to do."""


class Ears:
    """Knows what was said."""

    name = "stub"

    def draft(self, told: Told) -> Draft | None:
        """It hears an utterance as a whole."""
        del told
        return None

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """At once."""
        del pcm, draft
        return Transcript("what time is it", 0.9)


class Mind:
    """Answers every question with the same sentence."""

    def priority(self, _text: str) -> Priority | None:
        """Nothing is urgent."""

    def answer(self, _task: VoiceTask) -> Answer:
        """At once."""
        return Answer("stub", self._pieces())

    async def _pieces(self) -> AsyncGenerator[str]:
        yield "It is noon."


class Voice:
    """Has the sound of a sentence at once."""

    name, rate_hz = "stub", RATE_HZ

    async def synthesize(self, _text: str) -> AsyncGenerator[Sound]:
        """Silence, 200 ms of it."""
        yield Sound(ANSWER)


class Speaker(TimedLoudspeaker):
    """Takes all sound at once and notes when the first came; plays on for as long as `plays`."""

    def __init__(self, bus: EventBus) -> None:
        super().__init__()
        self._bus = bus
        self.first_s = self.silent_s = 0.0
        self.sounding, self.silent, self.plays = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.plays.set()

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
        """Note the moment; and, cancelled, the moment in which the device would be told to stop."""
        assert rate_hz == RATE_HZ
        self.sounding.clear()
        self.silent.clear()
        try:
            async with aclosing(sound):
                async for _ in sound:
                    if not self.sounding.is_set():
                        self.first_s = time.perf_counter()
                        self.sounding.set()
                        self._bus.post(SpeakingStarted(turn=turn, device="stub"))
                    progress(200)
            await self.plays.wait()
        except asyncio.CancelledError:
            self.silent_s = time.perf_counter()
            self.silent.set()
            raise
        finally:
            self._bus.post(SpeakingEnded(turn=turn, heard_ms=200, cut=self.silent.is_set()))
        return Heard(200, cut=False)


@dataclass
class Desk:
    """Everything in its place, and somebody who asks again and again."""

    pipeline: PipelineOrchestrator
    speaker: Speaker
    took_ms: list[float] = field(default_factory=list)

    async def ask(self) -> str:
        """A question whose last two chunks come at the microphone's pace; gives the turn."""
        turn = self.pipeline.start_pipeline()
        self.pipeline.process_audio_chunk(turn.pipeline_id, CHUNK * (CHUNKS - 2))
        await asyncio.sleep(2 * REST_S)
        self.pipeline.process_audio_chunk(turn.pipeline_id, CHUNK)
        await asyncio.sleep(REST_S)
        self.speaker.sounding.clear()
        began_s = time.perf_counter()
        self.pipeline.process_audio_chunk(turn.pipeline_id, CHUNK)
        await self.speaker.sounding.wait()
        self.took_ms.append((self.speaker.first_s - began_s) * 1000)
        await asyncio.sleep(REST_S)  # whatever is still to be told about that turn
        return turn.pipeline_id


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """A pipeline as the daemon builds it, and the watch that reads along."""
    clock = asyncio.get_running_loop().time
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        breakers, speaker = Breakers(bus.post, clock), Speaker(bus)
        parts = Parts(
            Listening,
            GuardedRecognizer(Ears(), breakers.get("asr", Options(limit_s=8))),
            [GuardedAnswerer(Mind(), breakers.get("llm"), 8.0)],
            Mouth(bus, GuardedSynthesizer(Voice(), breakers.get("tts"), 3.0), speaker),
        )
        sessions = PipelineStateManager(clock, Policy(), ServiceCoordinator(frozenset))
        pipeline = PipelineOrchestrator(bus, parts, sessions)
        tasks = [group.create_task(pipeline.run(), name="pipeline")]
        tasks.append(group.create_task(_watch(bus, LatencyMonitor()), name="watch"))
        await asyncio.sleep(REST_S)
        yield Desk(pipeline, speaker)
        for task in tasks:
            task.cancel()


async def _watch(bus: EventBus, monitor: LatencyMonitor) -> None:
    with bus.read() as reader:
        async for record in reader:
            for event in monitor.feed(record):
                bus.post(event)


async def answered() -> dict[str, Any]:
    """Milliseconds from the last chunk of a question to the first sound of the answer."""
    async with desk() as here:
        for _ in range(WARM_UP + TURNS):
            await here.ask()
        took_ms = here.took_ms[WARM_UP:]
        return {"value": median(took_ms), "p95": quantiles(took_ms, n=20)[-1]}


async def interrupted() -> dict[str, Any]:
    """Milliseconds from the chunk that makes an interruption sure to the loudspeaker's being told."""
    took_ms, too_early = [], 0
    async with desk() as here:
        here.speaker.plays.clear()
        for _ in range(WARM_UP + TURNS):
            turn = await here.ask()
            here.pipeline.process_audio_chunk(turn, CHUNK * 50 + SPEECH * 7)
            await asyncio.sleep(0)
            too_early += here.speaker.silent.is_set()
            began_s = time.perf_counter()
            here.pipeline.process_audio_chunk(turn, SPEECH)
            await here.speaker.silent.wait()
            took_ms.append((here.speaker.silent_s - began_s) * 1000)
    error_rate = too_early / len(took_ms)
    return {"value": median(took_ms[WARM_UP:]), "error_rate": error_rate}
