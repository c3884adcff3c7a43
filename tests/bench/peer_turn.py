"""A turn in pipecat, as its own examples build one, where hearing, thinking and speaking take no time.

What is fair about it:
* The pipeline, the base classes and the runner are pipecat's, in the order of its examples. Our stubs
  only answer; each overrides what every service in pipecat must.
* Recognition tells where the utterance ends, as pipecat's Deepgram Flux does, so that nothing waits for
  a timer: no VAD, no smart turn, no pause for late words. Of the two ways that pipecat knows, this one is
  the quicker: an end told by VAD, with recognition of the whole utterance, takes 0.2 ms more.
* The answer is one piece of text and one piece of sound at the rate of the loudspeaker, so that nothing is
  collected, resampled or waited for: the loudspeaker's own block is 40 ms.
* `tuned` leaves out what a desktop has no use for, though pipecat brings it unasked: the protocol for
  clients in a browser, the count of turns, the watch for an idle call.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import fields
from importlib.metadata import version
from statistics import median, quantiles
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    OutputAudioRawFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    StartFrame,
    STTMetadataFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings, STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

RATE, CHUNK_MS = 16_000, 20
CHUNK = bytes(RATE * 2 * CHUNK_MS // 1000)
CHUNKS = 25
ANSWER = CHUNK * 10
WARM_UP, TURNS = 5, 30
PATIENCE_S = 60.0
"""So long a round may take; it takes 4 s."""
TUNED = {"enable_rtvi": False, "enable_turn_tracking": False, "idle_timeout_secs": None}

logger.add(sys.stderr, level="WARNING")


def no(settings: Any) -> Any:  # noqa: ANN401 - pipecat is not here when types are checked
    """Settings of a service that has none."""
    return settings(**{field.name: None for field in fields(settings) if field.name != "extra"})


class Microphone(BaseInputTransport):  # type: ignore[misc]
    """Sound comes in by `push_audio_frame`, as it does from the callback of pipecat's local transport."""

    async def start(self, frame: StartFrame) -> None:
        """Ready at once."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def hear(self, chunks: int) -> None:
        """So much of a question."""
        for _ in range(chunks):
            await self.push_audio_frame(InputAudioRawFrame(CHUNK, RATE, 1))


class Ears(STTService):  # type: ignore[misc]
    """Knows when a turn begins and ends, and what was said, as soon as the chunk is there."""

    def __init__(self) -> None:
        super().__init__(settings=no(STTSettings))
        self._heard = 0

    @property
    def supports_ttfs(self) -> bool:
        """Nothing needs to wait for late words."""
        return False

    def service_metadata_frame(self) -> STTMetadataFrame:
        """Asks, as such services do, that turns be left to it."""
        frame = super().service_metadata_frame()
        frame.user_turn_strategies = ExternalUserTurnStrategies()
        return frame

    async def run_stt(self, audio: bytes) -> AsyncIterator[Frame | None]:
        """First what was said, then that it is over, so that nobody waits for it."""
        self._heard += bool(audio)
        if self._heard % CHUNKS == 1:
            await self.broadcast_frame(ProposedUserStartedSpeakingFrame)
        elif self._heard % CHUNKS == 0:
            yield TranscriptionFrame("what time is it", "", "", finalized=True)
            await self.broadcast_frame(ProposedUserStoppedSpeakingFrame)


class Mind(LLMService):  # type: ignore[misc]
    """Answers every question with the same sentence."""

    def __init__(self) -> None:
        super().__init__(settings=no(LLMSettings))

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """The frames that pipecat's own services send, without their metrics."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        await self._push_llm_text("It is noon.")
        await self.push_frame(LLMFullResponseEndFrame())


class Mouth(TTSService):  # type: ignore[misc]
    """Has the sound of a sentence at once; its flags are those of pipecat's Piper."""

    def __init__(self) -> None:
        super().__init__(push_start_frame=True, push_stop_frames=True, settings=no(TTSSettings))

    async def run_tts(self, _text: str, context_id: str) -> AsyncIterator[Frame]:
        """Silence, 200 ms of it."""
        yield TTSAudioRawFrame(ANSWER, RATE, 1, context_id=context_id)


class Speaker(BaseOutputTransport):  # type: ignore[misc]
    """Notes when the first block of an answer would go to the device; takes all of them at once."""

    def __init__(self, params: TransportParams) -> None:
        super().__init__(params)
        self.first_s = 0.0
        self.sounding = asyncio.Event()

    async def start(self, frame: StartFrame) -> None:
        """Ready at once."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, _frame: OutputAudioRawFrame) -> bool:
        """A block for the device."""
        if not self.sounding.is_set():
            self.first_s = time.perf_counter()
            self.sounding.set()
        return True


class Call:
    """One pipeline with everything in its place, and somebody who asks again and again."""

    def __init__(self, *, tuned: bool) -> None:
        params = TransportParams(audio_in_enabled=True, audio_out_enabled=True)
        self.microphone, self.speaker, self.context = Microphone(params), Speaker(params), LLMContext()
        user, assistant = LLMContextAggregatorPair(self.context)
        self.worker = PipelineWorker(
            Pipeline([self.microphone, Ears(), user, Mind(), Mouth(), self.speaker, assistant]),
            params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
            **(TUNED if tuned else {}),
        )
        self.started, self.answered = asyncio.Event(), asyncio.Event()
        self.worker.add_event_handler("on_pipeline_started", self._on_started)
        assistant.add_event_handler("on_assistant_turn_stopped", self._on_answered)

    async def _on_started(self, *_: object) -> None:
        self.started.set()

    async def _on_answered(self, *_: object) -> None:
        self.answered.set()

    async def turn(self) -> float:
        """Milliseconds from the last chunk of the question to the first block of the answer.

        All chunks but two have passed before; the last two come at the microphone's pace.
        """
        self.speaker.sounding.clear()
        self.answered.clear()
        await self.microphone.hear(CHUNKS - 2)
        await asyncio.sleep(2 * CHUNK_MS / 1000)
        await self.microphone.hear(1)
        await asyncio.sleep(CHUNK_MS / 1000)
        began_s = time.perf_counter()
        await self.microphone.hear(1)
        await self.speaker.sounding.wait()
        await self.answered.wait()
        await asyncio.sleep(CHUNK_MS / 1000)  # whatever is still to be told about that turn
        return (self.speaker.first_s - began_s) * 1000

    async def turns(self) -> list[float]:
        """A round, and the end of the call."""
        async with asyncio.timeout(PATIENCE_S):
            await self.started.wait()
            took_ms = [await self.turn() for _ in range(WARM_UP + TURNS)]
        await self.worker.queue_frame(EndFrame())
        assert len(self.context.messages) == 2 * len(took_ms)  # each question, each answer
        return took_ms[WARM_UP:]


async def a_round(*, tuned: bool) -> dict[str, Any]:
    """The middle turn of a round, and one of the slow ones."""
    call = Call(tuned=tuned)
    runner = WorkerRunner()
    await runner.add_workers(call.worker)
    _, took_ms = await asyncio.gather(runner.run(), call.turns())
    slow = quantiles(took_ms, n=20)[-1]
    return {"value": median(took_ms), "p95": slow, "name": "pipecat", "version": version("pipecat-ai")}
