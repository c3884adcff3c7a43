"""How loud the microphone is, as a meter shows it."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.bus import EventBus
from jarvis.events import Event, MicrophoneLevel
from jarvis.ports import CHUNK_BYTES, RATE_HZ, Pcm
from jarvis.testing import NotingVoice, ScriptedMicrophone, ScriptedWakeWord, orchestrator, scripted
from tests.sound import chunks, noise, silence
from voice.ears import Ears
from voice.level import SILENT_DBFS, Meter


def sine(seconds: float, height: float) -> Pcm:
    """A tone of 440 Hz; its highest sample is `height`, 1 being the highest there is."""
    times = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return bytes((np.sin(times * 440 * math.tau) * height * 32767).astype("<i2").tobytes())


def levels(sound: Pcm) -> list[MicrophoneLevel]:
    meter = Meter()
    return [level for chunk in chunks(sound) if (level := meter.feed(chunk))]


@pytest.mark.parametrize(("height", "peak_dbfs"), [(1, 0), (0.5, -6), (0.1, -20), (0.01, -40)])
def test_a_tone_has_the_level_the_textbook_says(height: float, peak_dbfs: float) -> None:
    told = levels(sine(1, height))
    assert len(told) == 5, "five times a second"
    for level in told:
        assert level.peak_dbfs == pytest.approx(peak_dbfs, abs=0.2)
        assert level.rms_dbfs == pytest.approx(peak_dbfs - 3, abs=0.2)


def test_silence_is_a_number_too_and_the_loudest_sample_is_zero() -> None:
    assert levels(silence(0.2)) == [MicrophoneLevel(peak_dbfs=SILENT_DBFS, rms_dbfs=SILENT_DBFS)]
    assert levels(b"\x00\x80" * 3_200) == [MicrophoneLevel(peak_dbfs=0, rms_dbfs=0)]


@given(st.lists(st.binary(min_size=CHUNK_BYTES, max_size=CHUNK_BYTES) | st.just(b""), max_size=40))
def test_whatever_comes_the_level_is_between_silence_and_the_loudest(sound: list[Pcm]) -> None:
    meter, since = Meter(), 0
    for chunk in sound:
        level = meter.feed(chunk)
        since = since + 1 if chunk else 0
        assert bool(level) is (since > 0 and since % 10 == 0)
        if level:
            assert SILENT_DBFS <= level.rms_dbfs <= level.peak_dbfs <= 0
            assert meter.dbfs == level.rms_dbfs
        if not chunk:
            assert meter.dbfs is None, "nothing is known of a microphone that is closed"


async def test_only_those_who_follow_levels_are_told_and_no_history_keeps_them() -> None:
    followed: list[Event] = []
    everything: list[Event] = []
    async with EventBus() as bus:
        pipeline = orchestrator(bus, scripted(NotingVoice(), []))
        microphone = ScriptedMicrophone(noise(1))
        ears = Ears(bus, microphone, ScriptedWakeWord(), pipeline)
        bus.subscribe(Event, everything.append)
        await ears.run()
        assert ears.meter.dbfs == pytest.approx(-30.8, abs=0.5)
        leave = bus.subscribe(MicrophoneLevel, followed.append)
        with bus.read() as plain, bus.read(fleeting=True) as reader:
            await ears.run()
            numbers = [(await anext(aiter(reader))).number for _ in range(5)]
            assert plain.missed == 0
            assert len(plain._records) == 0  # noqa: SLF001 - it would wait for ever
        leave()
        await ears.run()
    assert numbers == [1, 2, 3, 4, 5], "what nobody follows does not happen"
    assert len(followed) == 5
    assert (everything, bus.history()) == ([], [])


def test_the_meter_costs_next_to_nothing() -> None:
    meter, sound = Meter(), chunks(noise(10))
    began_s = time.process_time()
    for chunk in sound:
        meter.feed(chunk)
    assert (time.process_time() - began_s) / len(sound) < 0.000_05
