"""Every part of the house, made and connected; the only place that knows which part fills which seam."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

import skills
from jarvis import paths, plugins
from jarvis.answerers import DaemonHouse, SkillAnswerer
from jarvis.answering import Remembered
from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options, State
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.errors import QueueFullError
from jarvis.events import QuestionAsked
from jarvis.guarded import GuardedRecognizer, GuardedSynthesizer
from jarvis.interruption import Policy
from jarvis.latency import BUDGETS_MS, LatencyMonitor
from jarvis.mind.kept_first import KeptFirst
from jarvis.mind.memory import Memory
from jarvis.mind.remembered import Notes
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.reactions import Reactions
from jarvis.reminders import Reminders
from jarvis.residency import ModelResidency
from jarvis.sessions import PipelineStateManager, ServiceCoordinator
from jarvis.store import Store, open_store
from jarvis.watch import Watch
from jarvis.worker import Parts
from voice.activity import Silero
from voice.calls import Calls
from voice.draft import Understanding
from voice.ears import Ears
from voice.filemic import FileMicrophone, file_microphone
from voice.keepsake import Keepsakes
from voice.ledger import Ledger
from voice.listener import Listeners
from voice.loudspeaker import ProcessLoudspeaker
from voice.microphone import ProcessMicrophone
from voice.mouth import Mouth
from voice.recognize.choice import recognizers
from voice.recognize.remote import RemoteRecognizer
from voice.slept import Slept
from voice.spotter import PhraseSpotter, Spotted
from voice.synthesize.espeak import Espeak
from voice.wake import WakeWords

ASR_LIMIT_S, TTS_LIMIT_S = 8.0, 3.0
"""An utterance that is not recognized, a sentence that has no sound by then: the engine hangs."""


class Rooms:
    """All parts. Made by `open_rooms`, which puts them away again."""

    def __init__(
        self, config: Config, bus: EventBus, store: Store, espeak: Espeak, found: Sequence[Skill]
    ) -> None:
        self.config, self.bus = config, bus
        now = time.time  # noqa: TID251 - the one wall clock; everybody else is handed it
        mark, wanted = paths.mute_mark(), config.audio.microphone
        self.microphone: ProcessMicrophone | FileMicrophone = file_microphone(
            bus, mark, wanted
        ) or ProcessMicrophone(bus, mark, wanted, config.audio.silent_s, Slept(now, time.monotonic))
        self.loudspeaker = ProcessLoudspeaker(bus, config.audio.loudspeaker)
        ledger = Ledger(asyncio.get_running_loop().time, config.wake.threshold, config.wake.near)
        self.wake = WakeWords(config.wake, ledger, post=bus.post)
        self.wake.follow(bus)
        self.breakers = Breakers(bus.post, asyncio.get_running_loop().time)
        house = DaemonHouse(found, lambda: datetime.now().astimezone())
        house.wakes = self.wake.ledger
        self.skills = SkillAnswerer(found, house)
        phrases = self.skills.templates.phrases
        self.recognizers = recognizers(config.recognition, phrases, bus.post)
        self.recognizer = self.recognizers[0]
        self.memory = Memory(bus, store, now, config.memory.keep_days, self._session_of)
        self.notes = house.notes = Notes(self.memory, store, now)
        self.remembered = Remembered(asyncio.get_running_loop().time)
        self.notes.on_wipe.append(self.remembered.clear)
        self.residency = ModelResidency(asyncio.get_running_loop().time)
        self.pipeline = house.pipeline = self._pipeline(espeak, now)
        self.notes.this_turn = lambda: self.pipeline.this_turn
        self.keepsakes = Keepsakes(config.listen.keep_turns)
        self.pipeline.turns.keep = self.keepsakes.keep
        self.reminders = house.reminders = Reminders(bus, store, self.pipeline.tell, now)
        budgets_ms = {stage: float(getattr(config.latency, f"{stage}_ms")) for stage in BUDGETS_MS}
        self.watch = house.watch = Watch(bus, store, LatencyMonitor(budgets_ms))
        self.reactions = Reactions(bus, self.pipeline, self.recognizer.reload)
        by_voice = config.interruption.by_voice == "always"
        self.calls = self._calls(config.wake.phrases) if config.wake.phrases else None
        self.ears = Ears(bus, self.microphone, self.wake, self.pipeline, by_voice=by_voice)
        self.ears.calls = self.calls
        bus.subscribe(QuestionAsked, self._answer_me)

    def _pipeline(self, espeak: Espeak, now: Callable[[], float]) -> PipelineOrchestrator:
        guarded = self._guarded(self.recognizers)
        voice = GuardedSynthesizer(espeak, self.breakers.get("tts"), TTS_LIMIT_S)
        parts = Parts(
            Listeners(self.config.listen, Silero, Understanding(guarded.draft, self.skills.said)),
            guarded,
            [self.skills],
            Mouth(self.bus, voice, KeptFirst(self.loudspeaker, self.memory)),
            self.remembered,
        )
        policy = Policy(**self.config.interruption.model_dump(exclude={"by_voice"}))
        sessions = PipelineStateManager(now, policy, ServiceCoordinator(self.resting))
        limit_s = self.config.latency.max_ms / 1000
        return PipelineOrchestrator(self.bus, parts, sessions, limit_s=limit_s)

    def _session_of(self, turn: str) -> str:
        found = self.pipeline.turns.get(turn)
        return found.session.session_id if found else ""

    def _guarded(self, engines: Sequence[RemoteRecognizer]) -> GuardedRecognizer:
        """Each engine behind a breaker of its own, and the next one behind it."""
        guarded: GuardedRecognizer | None = None
        for engine in reversed(engines):
            name = "asr" if engine is engines[0] else f"asr_{engine.name}"
            guarded = GuardedRecognizer(
                engine, self.breakers.get(name, Options(limit_s=ASR_LIMIT_S)), guarded
            )
        assert guarded is not None  # noqa: S101 - there is always one engine
        return guarded

    def _calls(self, phrases: Sequence[str]) -> Calls:
        """Hears what was said to Jarvis by a phrase that needs no model."""

        def called(spotted: Spotted, confidence: float | None) -> None:
            wake = self.wake.spotted(spotted.phrase)
            if wake is None:
                return
            try:
                self.ears.called(wake, spotted.command, confidence)
            except QueueFullError as error:
                self.pipeline.announce(str(error))

        return Calls(
            PhraseSpotter(phrases),
            self.recognizer,
            lambda understanding: Listeners(self.config.listen, Silero, understanding),
            self.skills.said,
            called,
        )

    def _answer_me(self, _: QuestionAsked) -> None:
        """Whoever was asked something may answer without the wake word."""
        if self.microphone.open_on and not self.microphone.muted:
            self.ears.listen("follow-up")

    def load(self) -> None:
        """Load what takes a moment, so that the first request does not; call it in a thread."""
        self.skills.load()
        Silero()

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
        stack.push_async_callback(rooms.memory.close)
        stack.push_async_callback(rooms.loudspeaker.close)
        yield rooms
