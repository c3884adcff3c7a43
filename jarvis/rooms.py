"""Every part of the house, made and connected; the only place that knows which part fills which seam."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import skills
from jarvis import paths, plugins
from jarvis.answerers import DaemonHouse, SkillAnswerer
from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options, State
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.errors import ModelError
from jarvis.guarded import GuardedRecognizer, GuardedSynthesizer
from jarvis.interruption import Policy
from jarvis.latency import BUDGETS_MS, LatencyMonitor
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.reactions import Reactions
from jarvis.reminders import Reminders
from jarvis.sessions import PipelineStateManager, ServiceCoordinator
from jarvis.store import Store, open_store
from jarvis.watch import Watch
from jarvis.worker import Parts
from voice.activity import Silero
from voice.ears import Ears
from voice.listener import Listeners
from voice.loudspeaker import ProcessLoudspeaker
from voice.microphone import ProcessMicrophone
from voice.models import Models
from voice.mouth import Mouth
from voice.recognize.moonshine import Moonshine
from voice.slept import Slept
from voice.synthesize.espeak import Espeak
from voice.wake import MicroWake

SPEECH_MODEL = "moonshine-tiny-en"
ASR_LIMIT_S, TTS_LIMIT_S = 8.0, 3.0
"""An utterance that is not recognized, a sentence that has no sound by then: the engine hangs."""


class Rooms:
    """All parts. Made by `open_rooms`, which puts them away again."""

    def __init__(
        self, config: Config, bus: EventBus, store: Store, espeak: Espeak, found: Sequence[Skill]
    ) -> None:
        self.config, self.bus = config, bus
        now = time.time  # noqa: TID251 - the one wall clock; everybody else is handed it
        audio = config.audio
        slept = Slept(now, time.monotonic)
        self.microphone = ProcessMicrophone(bus, paths.mute_mark(), audio.microphone, audio.silent_s, slept)
        self.loudspeaker = ProcessLoudspeaker(bus, config.audio.loudspeaker)
        self.recognizer = Moonshine()
        self.wake = MicroWake(config.wake)
        self.breakers = Breakers(bus.post, asyncio.get_running_loop().time)
        house = DaemonHouse(found, lambda: datetime.now().astimezone())
        self.skills = SkillAnswerer(found, house)
        self.pipeline = house.pipeline = self._pipeline(espeak, now)
        self.reminders = house.reminders = Reminders(bus, store, self.pipeline.tell, now)
        budgets_ms = {stage: float(getattr(config.latency, f"{stage}_ms")) for stage in BUDGETS_MS}
        self.watch = house.watch = Watch(bus, store, LatencyMonitor(budgets_ms))
        self.reactions = Reactions(bus, self.pipeline, self.reload)
        by_voice = config.interruption.by_voice
        self.ears = Ears(bus, self.microphone, self.wake, self.pipeline, by_voice=by_voice)

    def _pipeline(self, espeak: Espeak, now: Callable[[], float]) -> PipelineOrchestrator:
        asr = self.breakers.get("asr", Options(limit_s=ASR_LIMIT_S))
        voice = GuardedSynthesizer(espeak, self.breakers.get("tts"), TTS_LIMIT_S)
        parts = Parts(
            Listeners(self.config.listen, Silero),
            GuardedRecognizer(self.recognizer, asr),
            [self.skills],
            Mouth(self.bus, voice, self.loudspeaker),
        )
        policy = Policy(**self.config.interruption.model_dump(exclude={"by_voice"}))
        sessions = PipelineStateManager(now, policy, ServiceCoordinator(self.resting))
        limit_s = self.config.latency.max_ms / 1000
        return PipelineOrchestrator(self.bus, parts, sessions, limit_s=limit_s)

    async def reload(self) -> None:
        """Load the recognizer. Raises JarvisError."""
        await self.recognizer.load(speech_model)

    def resting(self) -> frozenset[str]:
        """The parts that are left alone just now, because they failed too often."""
        return frozenset(one.name for one in self.breakers if one.state is not State.CLOSED)


@asynccontextmanager
async def open_rooms(config: Config) -> AsyncGenerator[Rooms]:
    """All parts, put away in reverse order at the end. Raises JarvisError."""
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(EventBus())
        store = await stack.enter_async_context(open_store(paths.database()))
        espeak = Espeak(config.speech)
        stack.callback(espeak.close)
        rooms = Rooms(config, bus, store, espeak, plugins.find(skills))
        stack.callback(rooms.recognizer.close)
        stack.push_async_callback(rooms.loudspeaker.close)
        yield rooms


def speech_model() -> Path:
    """The folder of the recognizer's model, every byte checked (40 ms), for a damaged one can crash."""
    models = Models()
    folder = models.path_of(SPEECH_MODEL)
    if not models.verify(SPEECH_MODEL).intact:
        raise ModelError(
            f"The model {SPEECH_MODEL} is damaged. Fetch it again with `jarvis models pull {SPEECH_MODEL}`."
        )
    return folder
