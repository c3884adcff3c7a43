"""Short sounds: each where it belongs, soft, and nothing that the ears take for speech."""

import asyncio
from collections.abc import Callable

import numpy as np
import pytest
import soxr

from jarvis.bus import EventBus
from jarvis.events import (
    Event,
    ListeningStarted,
    QueueFull,
    RecognizerLost,
    RecognizerReady,
    ReminderRang,
    VoiceFailed,
    WakeHeard,
)
from jarvis.manners_config import EarconsConfig
from jarvis.ports import RATE_HZ, Pcm, duration_ms
from tests import happened
from tests.sound import chunks, flite, noise, silence
from voice import earcons
from voice.activity import Silero
from voice.earcons import Earcons, Samples

MOTIFS = [earcons.woken, earcons.heard, earcons.error, earcons.ringing]
WOKEN = WakeHeard(turn="t", phrase="hey jarvis", score=0.99)
FAILED = happened.finished(status="failed")
DEAF = RecognizerLost(engine="vosk", reason="There is no model.")
LOUD = EarconsConfig(woken=True, heard=True, error=True)


async def sounds(story: list[Event], config: EarconsConfig = LOUD, *, quiet: bool = False) -> list[str]:
    """Which sounds are heard."""
    names = {earcons.pcm(motif(), config.volume): motif.__name__ for motif in MOTIFS}
    heard: list[str] = []

    def cue(pcm: Pcm, rate_hz: int) -> None:
        assert rate_hz == earcons.RATE_HZ
        heard.append(names[pcm])

    async with EventBus() as bus:
        Earcons(config, cue, lambda: quiet).follow(bus)
        for event in story:
            bus.post(event)
            await asyncio.sleep(0)
    return heard


async def test_what_you_set_rings_in_quiet_hours_too() -> None:
    assert await sounds([WOKEN, ReminderRang(reminder=1)], quiet=True) == ["ringing"]
    assert await sounds([ReminderRang(reminder=1)], EarconsConfig(ringing=False)) == []


def listening(trigger: str) -> Event:
    return ListeningStarted(turn="t", trigger=trigger)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([WOKEN, listening("wake"), happened.ended()], ["woken", "heard"]),
        ([listening("follow-up")], ["woken"]),
        ([listening("asked")], ["woken"]),
        ([listening("interruption")], []),  # whoever interrupts is speaking
        ([happened.queued(), WOKEN], ["heard"]),  # the request came with the phrase
        ([WOKEN, VoiceFailed(turn="t", reason="r"), happened.speaking(), FAILED], ["woken"]),
        ([WOKEN, VoiceFailed(turn="t", reason="r"), FAILED], ["woken", "error"]),
        ([WOKEN, QueueFull(turn="t", waiting=9), FAILED], ["woken"]),
        ([happened.queued(), FAILED], []),  # typed: the terminal tells
        ([WOKEN, happened.finished()], ["woken"]),
        ([WOKEN, DEAF, DEAF, FAILED], ["woken", "error"]),
        ([DEAF, RecognizerReady(engine="vosk", took_s=1.0), DEAF], ["error", "error"]),
    ],
)
async def test_each_sound_has_its_moment(story: list[Event], expected: list[str]) -> None:
    assert await sounds(story) == expected


async def test_they_can_be_turned_off_and_are_silent_in_quiet_hours() -> None:
    story = [WOKEN, happened.ended(), FAILED]
    assert await sounds(story, EarconsConfig(woken=False, heard=True, error=False)) == ["heard"]
    assert await sounds(story, quiet=True) == []


@pytest.mark.parametrize("motif", MOTIFS)
def test_they_are_short_soft_and_never_too_loud(motif: Callable[[], Samples]) -> None:
    pcm = earcons.pcm(motif(), 100)
    samples = np.frombuffer(pcm, "<i2").astype(float) / 32768
    assert duration_ms(pcm, earcons.RATE_HZ) <= earcons.LONGEST_MS
    assert np.abs(samples).max() <= earcons.LOUDEST
    assert np.abs(samples[[0, -1]]).max() < 0.001
    assert np.abs(np.diff(samples)).max() < 0.2  # no click
    assert not any(earcons.pcm(motif(), 0))


@pytest.mark.parametrize("motif", MOTIFS)
@pytest.mark.parametrize("volume", [40, 100])
@pytest.mark.parametrize("room", [0.0005, 0.005])
def test_what_comes_back_into_the_microphone_is_no_speech(
    motif: Callable[[], Samples], volume: int, room: float
) -> None:
    heard = in_the_room(earcons.pcm(motif(), volume), room)
    silero = Silero()
    assert max(silero.feed(chunk) for chunk in chunks(heard)) < 0.5


def test_somebody_who_speaks_there_would_be_heard() -> None:
    silero = Silero()
    assert max(silero.feed(chunk) for chunk in chunks(flite("hello there"))) > 0.9


def in_the_room(pcm: Pcm, room: float) -> Pcm:
    """What the microphone hears of a sound, at -10 dB, between two seconds of the room's own noise."""
    played = np.frombuffer(pcm, "<i2").astype(np.float32)
    quieter = soxr.resample(played, earcons.RATE_HZ, RATE_HZ) * 10 ** (-10 / 20)
    sound = silence(1) + bytes(quieter.astype("<i2").tobytes()) + silence(1)
    around = np.frombuffer(noise(4, room), "<i2")[: len(sound) // 2]
    return bytes((np.frombuffer(sound, "<i2") + around).astype("<i2").tobytes())


async def test_changed_settings_are_heard_the_next_time() -> None:
    played: list[Pcm] = []
    async with EventBus() as bus:
        one = Earcons(EarconsConfig(volume=40), lambda pcm, _: played.append(pcm), lambda: False)
        one.follow(bus)
        for turn, config in ("a", EarconsConfig(volume=80)), ("b", EarconsConfig(woken=False)):
            one.apply(config)
            bus.post(ListeningStarted(turn=turn, trigger="hand"))
            await asyncio.sleep(0)
    assert played == [earcons.pcm(earcons.woken(), 80)]
