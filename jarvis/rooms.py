"""Every part of the house, made and connected; the only place that knows which part fills which seam."""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import skills
from jarvis import paths, plugins
from jarvis.answerers import DaemonHouse, SkillAnswerer
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.errors import ModelError
from jarvis.pipeline import Pipeline
from jarvis.plugins import Skill
from jarvis.reminders import Reminders
from jarvis.store import Store, open_store
from voice.activity import GatedSilero
from voice.ears import Ears, Parts
from voice.loudspeaker import ProcessLoudspeaker
from voice.microphone import ProcessMicrophone
from voice.models import Models
from voice.mouth import Mouth
from voice.recognize.moonshine import Moonshine
from voice.synthesize.espeak import Espeak
from voice.wake import MicroWake

SPEECH_MODEL = "moonshine-tiny-en"


class Rooms:
    """All parts. Made by `open_rooms`, which puts them away again."""

    def __init__(
        self, config: Config, bus: EventBus, store: Store, espeak: Espeak, found: Sequence[Skill]
    ) -> None:
        self.config, self.bus = config, bus
        self.microphone = ProcessMicrophone(bus, paths.mute_mark(), config.audio.microphone)
        self.loudspeaker = ProcessLoudspeaker(bus, config.audio.loudspeaker)
        self.recognizer = Moonshine()
        self.wake = MicroWake(config.wake)
        house = DaemonHouse(found, lambda: datetime.now().astimezone())
        self.skills = SkillAnswerer(found, house)
        mouth = Mouth(bus, espeak, self.loudspeaker)
        now = time.time  # noqa: TID251 - the one wall clock; everybody else is handed it
        self.pipeline = house.pipeline = Pipeline(bus, mouth, [self.skills], now)
        self.reminders = house.reminders = Reminders(bus, store, self.pipeline.tell, now)
        parts = Parts(self.microphone, self.wake, GatedSilero(), self.recognizer)
        self.ears = Ears(bus, parts, config.listen, self.pipeline.new_turn)


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
