"""Each part of a whole house takes its new settings, and is not built anew for it."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from jarvis import config, paths
from jarvis.config import Config
from jarvis.config_terms import AT_ONCE
from jarvis.config_watch import ConfigWatch
from jarvis.events import SettingsChanged, VoiceChanged, VolumeChanged
from jarvis.open_rooms import open_rooms
from jarvis.quiet import local_now
from jarvis.rooms import Rooms
from jarvis.takers import Takers
from tests.sound import happened

pytestmark = pytest.mark.real_time
ALL = """\
wake: {threshold: 0.9, thresholds: {hey_jarvis: 0.8}, refractory_ms: 2000, near: 0.4, models: [alexa]}
listen: {silence_ms: 900, keep_turns: 2, speech_threshold: 0.6, patience_ms: 9000, complete_ms: 300,
  unfinished_ms: 2000, longest_ms: 20000}
speech: {words_per_minute: 250, pitch: 60, volume: 80, engine: espeak, voice: de,
  languages: {fr: "espeak:fr"}}
audio: {volume: 33, microphone: USB, loudspeaker: HDMI, silent_s: 60}
memory: {keep_days: 0}
latency: {first_token_ms: 1, audio_to_asr_ms: 2, asr_to_llm_ms: 3, llm_first_token_ms: 4, llm_to_tts_ms: 5,
  tts_to_client_ms: 6, end_to_end_ms: 7, interruption_ms: 8, max_ms: 20000}
interruption: {by_voice: never, vad_threshold: 0.9, vad_duration_ms: 300, cooldown_ms: 0}
echo: {half_duplex: always, cancel: "off"}
earcons: {woken: no, heard: yes, error: no, ringing: no, volume: 10}
ducking: {enabled: no, percent: 0}
quiet: {begins: "00:00", ends: "23:59", volume: 5}
captions: {notify: never}
weather: {allow_network: yes, place: Here, latitude: 1, longitude: 2, fahrenheit: yes, url: "https://x.org/a"}
web: {allow_network: yes, search_url: "https://x.example/{words}"}
log: {level: ERROR}
"""
WAIT = {"wake.models", "latency.max_ms", "echo.cancel"}


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The level of the log is the whole process's."""
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


@asynccontextmanager
async def house() -> AsyncIterator[tuple[Rooms, ConfigWatch]]:
    """A house with all its parts, in which nobody works yet."""
    paths.config_file().parent.mkdir(parents=True)
    async with open_rooms(Config()) as rooms:
        watch = ConfigWatch(config.asked({}), Config(), Takers(rooms).table(), rooms.bus.post)
        yield rooms, watch


async def saved(watch: ConfigWatch, text: str) -> None:
    paths.config_file().write_text(text)
    await watch.look()


async def test_everything_that_can_be_taken_at_once_is() -> None:
    async with house() as (rooms, watch):
        assert {key.partition(".")[0] for key in AT_ONCE} == set(Takers(rooms).table())
        detector = rooms.wake
        await saved(watch, ALL)
        assert watch.problem == ""
        assert set(watch.waits) == WAIT
        (told,) = happened(rooms.bus, SettingsChanged)
        assert set(told.keys) == AT_ONCE
        parts: dict[str, tuple[Any, Any]] = {
            "wake": (rooms.wake.ledger.to_json()["threshold"], 0.9),
            "pauses": (rooms.listeners().speech(bytes(640)) >= 0, True),
            "volume": (rooms.loudspeaker.volume, 33),
            "memory": (rooms.minds.memory.keep_days, 0),
            "voice": (rooms.voices.chosen, ("espeak", "de")),
            "interruptions": (rooms.pipeline.sessions.interruptions().policy.vad_duration_ms, 300),
            "echo": (rooms.echo.hears_over_speech, False),
            "quiet": (rooms.quiet.volume_percent(local_now(), 100) in {5, 100}, True),
            "captions": (rooms.captions.state, "off"),
            "weather": (rooms.house.weather.place, "Here"),
            "web": (rooms.house.web.allow_network, True),
            "log": (logging.getLogger().level, logging.ERROR),
            "kept sound": (rooms.config.listen.keep_turns, 2),
        }
        assert {name: found for name, (found, _) in parts.items()} == {
            name: wanted for name, (_, wanted) in parts.items()
        }
        assert rooms.wake is detector
        assert len(happened(rooms.bus, VolumeChanged)) == len(happened(rooms.bus, VoiceChanged)) == 1


async def test_a_voice_that_does_not_speak_is_not_taken_and_the_rest_is() -> None:
    async with house() as (rooms, watch):
        await saved(watch, "speech: {engine: espeak, voice: nobody}\naudio: {volume: 40}\n")
        assert "nobody" in watch.problem
        assert rooms.voices.chosen == ("espeak", "")
        assert rooms.loudspeaker.volume == 40
        await saved(watch, "audio: {volume: 40}\n")
        assert watch.problem == ""


async def test_the_newest_wish_counts_whoever_had_it() -> None:
    async with house() as (rooms, watch):
        rooms.house.loudness.set(70)
        rooms.voices.use("espeak", "en-us+f3")
        paths.voice_choice().write_text('{"engine": "espeak", "voice": "en-us+f3"}')
        await saved(watch, "speech: {words_per_minute: 300}\naudio: {silent_s: 60}\n")
        assert (rooms.loudspeaker.volume, rooms.voices.chosen) == (70, ("espeak", "en-us+f3"))
        await saved(watch, "speech: {voice: de, engine: espeak}\naudio: {volume: 20}\n")
        assert (rooms.loudspeaker.volume, rooms.voices.chosen) == (20, ("espeak", "de"))
        assert not paths.volume_mark().exists()  # after a restart it is so, too
        assert not paths.voice_choice().exists()
