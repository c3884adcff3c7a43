"""Every part of the house, made and connected; the only place that knows which part fills which seam."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from jarvis import paths
from jarvis.answerers import SkillAnswerer
from jarvis.attention import Attention
from jarvis.breaker import Breakers
from jarvis.breaker_rules import State
from jarvis.bus import EventBus
from jarvis.captions import Captions, clicked
from jarvis.config import Config
from jarvis.daemon_house import DaemonHouse
from jarvis.due_times import Clocks, counting_s
from jarvis.errors import QueueFullError
from jarvis.events import MicrophoneOpened, SpeakingHeld
from jarvis.hearers import Grammars, guarded
from jarvis.interruption import policy_of
from jarvis.latency import LatencyMonitor
from jarvis.mind.kept_first import KeptFirst
from jarvis.mind.lookup import Lookup
from jarvis.minds import Minds
from jarvis.notices import Desktop
from jarvis.pipeline import PipelineOrchestrator
from jarvis.plugins import Skill
from jarvis.ports import Said
from jarvis.quiet import QuietHours, local_now
from jarvis.reactions import Reactions
from jarvis.reminders import Reminders
from jarvis.sessions import PipelineStateManager, ServiceCoordinator
from jarvis.skillbook import Seams, SkillBook
from jarvis.store import Store
from jarvis.tasks import Priority
from jarvis.watch import Watch
from jarvis.worker import Parts
from voice import echo_server
from voice.activity import Silero
from voice.calls import Calls, Spots
from voice.draft import Understanding
from voice.ducking import Ducking
from voice.earcons import Earcons
from voice.ears import Ears
from voice.echo import By, Echo
from voice.echo_meter import EchoState
from voice.echo_server import Devices
from voice.filemic import FileMicrophone, file_microphone
from voice.keepsake import Keepsakes
from voice.ledger import Ledger
from voice.listener import Listeners
from voice.loudness import Loudness
from voice.loudspeaker import ProcessLoudspeaker
from voice.microphone import ProcessMicrophone
from voice.mouth import Mouth
from voice.overhear import Overhearing
from voice.recognize.choice import listens_for_phrases, recognizers
from voice.self_heard import SelfHeard
from voice.slept import Slept
from voice.spotter import PhraseSpotter, Spotted
from voice.stop_words import StopSpotter
from voice.synthesize.engine import Engine
from voice.synthesize.voices import Voices
from voice.volume import kept_volume
from voice.wake import WakeWords, without_wake_phrases


class Rooms:
    """All parts. Made by `open_rooms`, which puts them away again."""

    def __init__(
        self,
        config: Config,
        bus: EventBus,
        store: Store,
        engines: Mapping[str, Engine],
        found: Sequence[Skill],
    ) -> None:
        self.config, self.bus, self._store = config, bus, store
        self._now = time.time  # noqa: TID251 - the one wall clock; everybody else is handed it
        self.breakers = Breakers(bus.post, asyncio.get_running_loop().time)
        self.house = DaemonHouse(found, local_now)
        self.skills = SkillAnswerer(found, self.house, bus=bus)
        self._build_ears()
        self._build_mouth(engines)
        self.minds = self._minds(found)
        self.pipeline = self.house.pipeline = self._pipeline()
        self.minds.notes.this_turn = lambda: self.pipeline.this_turn
        self.attention = Attention(bus, self.pipeline)
        self._build_manners()
        self._build_records()
        self.reactions = Reactions(bus, self.pipeline, self.recognizer.reload)
        self.ears = self._listening()
        self.book = SkillBook(found, Seams(bus.post, self.learn, local_now), paths.skills())
        by_phrase = [one for one in self.recognizers if one.name in listens_for_phrases(config.recognition)]
        self.grammars = Grammars(by_phrase, self._phrases, lambda: bool(self.pipeline.turns.under_way()))
        self.attention.follow(self.ears, self.microphone)
        bus.subscribe(SpeakingHeld, lambda _: self.echo.held())

    def _build_ears(self) -> None:
        """What hears: the microphone, the wake words, what takes the echo out, and the recognizers."""
        config, bus, mark = self.config, self.bus, paths.mute_mark()
        wanted, slept = config.audio.microphone, Slept(self._now, time.monotonic)
        self.microphone: ProcessMicrophone | FileMicrophone = file_microphone(
            bus, mark, wanted
        ) or ProcessMicrophone(bus, mark, wanted, config.audio.silent_s, slept)
        ledger = Ledger(asyncio.get_running_loop().time, config.wake.threshold, config.wake.near)
        self.wake = WakeWords(config.wake, ledger, post=bus.post)
        self.wake.follow(bus)
        self.house.wakes = self.wake.ledger
        by: By = "off" if config.echo.cancel in {"off", "server"} else "own"
        self.echo = Echo(by, config.echo, config.interruption, bus.post)
        if config.echo.cancel in {"auto", "server"}:
            bus.subscribe(MicrophoneOpened, self._who_cancels)
        self.recognizers = recognizers(config.recognition, self._phrases, bus.post)
        self.recognizer = self.recognizers[0]

    async def _who_cancels(self, _: MicrophoneOpened) -> None:
        """Whether the sound server takes the echo out of this microphone."""
        devices = Devices(self.microphone.wanted, self.loudspeaker.device)
        found = await asyncio.to_thread(echo_server.ask, devices)
        otherwise: By = "off" if self.config.echo.cancel == "server" else "own"
        self.echo.use("server" if found.works else otherwise)

    def _build_mouth(self, engines: Mapping[str, Engine]) -> None:
        """What speaks: the voices and the loudspeaker."""
        config, bus = self.config, self.bus
        volume = kept_volume(paths.volume_mark(), config.audio.volume)
        self.loudspeaker = ProcessLoudspeaker(bus, config.audio.loudspeaker, self.echo.played, volume)
        self.house.loudness = Loudness(self.loudspeaker, self.microphone, paths.volume_mark())
        self.house.weather, self.house.web = config.weather, config.web
        self.voices = Voices(engines, config.speech, self.breakers, bus.post)

    def _minds(self, found: Sequence[Skill]) -> Minds:
        """What thinks and remembers."""
        minds = Minds(self.bus, self._store, self._now, self.breakers)
        minds.remember(self.config.memory.keep_days, lambda turn: self.pipeline.turns.session_of(turn))  # noqa: PLW0108 - it is not there yet
        self.house.notes, self.house.documents = minds.notes, Lookup(minds.library)
        self.answerers = minds.ladder(self.config, self.skills, found)
        self.house.corrections = minds.corrections(self.skills, self.answerers, self.house)
        return minds

    def _build_manners(self) -> None:
        """What makes it pleasant: quiet hours, captions, other players, short sounds."""
        config, bus, hours = self.config, self.bus, self.config.quiet
        self.quiet = QuietHours(hours.begins, hours.ends, hours.volume)
        self.pipeline.quiet = lambda: self.quiet.active(local_now())
        self.captions = Captions(bus, Desktop(time.monotonic, clicked(bus)), config.captions.notify)
        self.ducking = Ducking(bus, config.ducking, paths.ducked())
        self.earcons = Earcons(config.earcons, self.loudspeaker.cue, self.pipeline.quiet)
        self.earcons.follow(bus)
        self.loudspeaker.softer = lambda usual: self.quiet.volume_percent(local_now(), usual)

    def _build_records(self) -> None:
        """What is kept: the last turns' sound, reminders, how long everything took."""
        config, bus = self.config, self.bus
        self.keepsakes = Keepsakes(config.listen.keep_turns)
        self.pipeline.turns.keep = self.keepsakes.keep
        clocks = Clocks(self._now, counting_s)
        self.reminders = self.house.reminders = Reminders(bus, self._store, self.pipeline.announce, clocks)
        self.watch = self.house.watch = Watch(bus, self._store, LatencyMonitor(config.latency.budgets_ms()))

    def _listening(self) -> Ears:
        """The ears, and who listens along with them."""
        config, own = self.config, SelfHeard(self.wake.own)
        ears = Ears(self.bus, self.microphone, self.wake, self.pipeline, own)
        self.calls = ears.calls = self._calls(config.wake.phrases) if config.wake.phrases else None
        self.stops = self._stops()
        over = self.pipeline.sessions.interruptions
        ears.overhearing = Overhearing(Silero(), over, lambda: self.echo.hears_over_speech, self.stops)
        ears.cancel = lambda chunk: self.echo.clean(chunk, time.monotonic())
        ears.sharp = lambda _: self.echo.sharp
        ears.clean = lambda text: without_wake_phrases(text, self.wake.phrases)
        self.pipeline.over.is_own = own.is_own
        return ears

    def _pipeline(self) -> PipelineOrchestrator:
        recognizer = guarded(self.recognizers, self.breakers, self.minds.residency)
        mouth = Mouth(self.bus, self.voices, KeptFirst(self.loudspeaker, self.minds.memory))
        mouth.for_language = self.voices.for_language
        understanding = Understanding(recognizer.draft, self.skills.said)
        self.listeners = Listeners(self.config.listen, Silero, understanding)
        parts = Parts(
            self.listeners,
            recognizer,
            self.answerers,
            mouth,
            self.minds.remembered,
            self.minds.vocabulary.repair,
        )
        sessions = PipelineStateManager(
            self._now, policy_of(self.config.interruption), ServiceCoordinator(self.resting)
        )
        return PipelineOrchestrator(self.bus, parts, sessions, limit_s=self.config.latency.max_ms / 1000)

    def _calls(self, phrases: Sequence[str]) -> Calls:
        """Hears what was said to Jarvis by a phrase that needs no model."""

        def called(spotted: Spotted, confidence: float | None) -> None:
            wake = self.wake.spotted(spotted.phrase)
            if wake is None:
                return
            try:
                self.ears.called(wake, self.minds.vocabulary.repair(spotted.command), confidence)
            except QueueFullError as error:
                self.pipeline.announce(str(error), asked=False)

        return self._spotting(PhraseSpotter(phrases), self.skills.said, called)

    def _stops(self) -> Calls:
        """Hears "stop" while Jarvis speaks, where not any speech interrupts it."""

        def stopped(spotted: Spotted, _: float | None) -> None:
            if self.echo.state is not EchoState.STRONG and not self.wake.own.says(spotted.phrase):
                self.pipeline.interrupt("voice")

        urgent = StopSpotter(lambda text: self.skills.priority(text) is Priority.CRITICAL)
        return self._spotting(urgent, lambda _: Said.COMPLETE, stopped)

    def _spotting(
        self, spotter: Spots, said: Callable[[str], Said], spotted: Callable[[Spotted, float | None], None]
    ) -> Calls:
        """Hears phrases that need no model; tells `spotted` of each."""
        listen = self.config.listen
        return Calls(spotter, self.recognizer, lambda of: Listeners(listen, Silero, of), said, spotted)

    def _phrases(self) -> tuple[str, ...]:
        return self.skills.phrases()

    async def learn(self, skills: Sequence[Skill]) -> None:
        """Answer with these skills from now on, and let everybody know of them."""
        await self.skills.replace(skills)
        self.house.known = skills
        self.grammars.changed()
        await self.minds.learn(skills)

    def load(self) -> None:
        """Load what takes a moment, so that the first request does not; call it in a thread."""
        self.skills.load()
        Silero()

    def resting(self) -> frozenset[str]:
        """The parts that are left alone just now, because they failed too often."""
        return frozenset(one.name for one in self.breakers if one.state is not State.CLOSED)
