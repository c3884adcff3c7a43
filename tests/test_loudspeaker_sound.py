"""What is heard in the room when the loudspeaker is stopped, held, talked over, turned down."""

import asyncio
import itertools
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import numpy as np
import pytest

from jarvis.bus import EventBus
from jarvis.events import SpeakingEnded, VolumeChanged
from jarvis.ports import RATE_HZ, Pcm, duration_ms
from jarvis.speech import Heard
from tests.sound import PrivatePulse, audible_ms, flite, happened, noise, pulse, tone, until, whereabouts
from tests.test_loudspeaker import heard, opened, pieces
from voice.audio import at_rate
from voice.loudspeaker import ProcessLoudspeaker

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time
VOICE_HZ = 22_050
HISS = at_rate(noise(8, 0.3), RATE_HZ, VOICE_HZ)
SPEECH = flite("good evening")
SILENT_MS = 60
"""So long after it was told to stop the loudspeaker may still be heard."""
LATE_MS = 40
"""The recording itself comes so much later."""


class Saying:
    """Something that is being said, and what comes of it."""

    def __init__(self, loudspeaker: ProcessLoudspeaker, pulse: PrivatePulse) -> None:
        self.loudspeaker, self._pulse = loudspeaker, pulse
        self._from = len(pulse.recorded())
        self.progress: list[int] = []
        self.task: asyncio.Task[Heard]

    @property
    def recording(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """What came out of the speaker since this began, a sample each."""
        return np.frombuffer(self._pulse.recorded()[self._from :], "<i2").astype(int)

    @property
    def audible_ms(self) -> int:
        """From the first to the last sound."""
        loud = np.nonzero(np.abs(self.recording) > 30)[0]
        return int(loud[-1] - loud[0] + 1) * 1000 // RATE_HZ if len(loud) else 0

    async def for_ms(self, much: int) -> None:
        """Wait until so much was heard."""
        await until(lambda: (self.progress or [0])[-1] >= much, f"{much} ms were heard")

    async def silence(self, much_ms: int = 200) -> None:
        """Wait until it has been silent in the room for so long."""
        size = much_ms * RATE_HZ // 1000
        await until(lambda: not np.abs(self.recording[-size:]).max() > 30, f"{much_ms} ms of silence")


@asynccontextmanager
async def saying(
    pulse: PrivatePulse, sound: Pcm, rate_hz: int = VOICE_HZ
) -> AsyncIterator[tuple[Saying, EventBus]]:
    """Something is said to the end of the story."""
    async with opened() as (loudspeaker, bus):
        await loudspeaker.open()
        async with asyncio.TaskGroup() as group:
            speech = Saying(loudspeaker, pulse)
            playing = loudspeaker.play("t1", pieces(sound), rate_hz, speech.progress.append)
            speech.task = group.create_task(playing, name="speech")
            await speech.for_ms(100)
            yield speech, bus
            speech.task.cancel()


async def test_it_falls_silent_at_once_and_knows_how_much_was_heard(pulse: PrivatePulse) -> None:
    moments = random.Random(5)  # noqa: S311 - any moments will do
    for _ in range(3):
        async with saying(pulse, HISS) as (speech, bus):
            await speech.for_ms(moments.randrange(150, 900))
            before = len(speech.recording)
            speech.task.cancel()
            await asyncio.wait([speech.task])
            await speech.silence()
            loud = np.nonzero(np.abs(speech.recording) > 30)[0]
            assert (int(loud[-1]) - before) * 1000 / RATE_HZ < SILENT_MS + LATE_MS
            [ended] = happened(bus, SpeakingEnded)
            assert ended.cut
            assert abs(ended.heard_ms - speech.audible_ms) <= 40
            assert speech.progress[-1] == ended.heard_ms


async def test_no_click_where_it_begins_ends_or_is_held(pulse: PrivatePulse) -> None:
    hum = tone(100, 3, level=0.5)
    natural = np.abs(np.diff(np.frombuffer(hum, "<i2").astype(int))).max()
    async with saying(pulse, hum, RATE_HZ) as (speech, _):
        await speech.for_ms(203)
        speech.loudspeaker.hold()
        await speech.silence()
        speech.loudspeaker.resume()
        await speech.for_ms(407)
        speech.task.cancel()
        await asyncio.wait([speech.task])
        await speech.silence()
        fade = 0.5 * 32_767 / (RATE_HZ * 0.005)
        assert 0.8 * natural < np.abs(np.diff(speech.recording)).max() < 1.1 * natural + fade


async def test_what_is_held_goes_on_with_nothing_lost_or_heard_twice(pulse: PrivatePulse) -> None:
    async with saying(pulse, SPEECH, RATE_HZ) as (speech, _):
        await speech.for_ms(300)
        speech.loudspeaker.hold()
        await speech.silence(300)
        place_ms = speech.progress[-1]
        assert not speech.task.done()
        assert abs(speech.audible_ms - place_ms) <= 40
        speech.loudspeaker.resume()
        assert await speech.task == Heard(duration_ms(SPEECH), cut=False)
        await speech.silence()
        cut = place_ms * RATE_HZ // 1000 * 2
        recording = speech.recording.astype("<i2").tobytes()
        for part in (SPEECH[:cut], SPEECH[cut:]):
            assert whereabouts(part, recording)[0] > 0.95
        assert abs(audible_ms(recording) - audible_ms(SPEECH)) <= 100


async def test_what_was_drowned_out_is_heard_again(pulse: PrivatePulse) -> None:
    async with saying(pulse, SPEECH, RATE_HZ) as (speech, _):
        await speech.for_ms(500)
        speech.loudspeaker.hold()
        await speech.silence()
        place_ms = speech.progress[-1]
        speech.loudspeaker.resume(back_ms=400)
        assert await speech.task == Heard(duration_ms(SPEECH), cut=False)
        assert min(speech.progress[speech.progress.index(place_ms) :]) < place_ms - 200
        await speech.silence()
        again = SPEECH[(place_ms - 390) * 32 :]
        assert whereabouts(again, speech.recording.astype("<i2").tobytes())[0] > 0.95


async def test_held_for_long_is_no_trouble_and_can_be_stopped(
    pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.playback.STALLED_S", 0.3)
    async with saying(pulse, HISS) as (speech, bus):
        speech.loudspeaker.hold()
        await speech.silence(1_000)
        assert not speech.task.done()
        speech.task.cancel()
        with suppress(asyncio.CancelledError):
            await speech.task
        speech.loudspeaker.resume()
        await speech.silence()
        [ended] = happened(bus, SpeakingEnded)
        assert abs(ended.heard_ms - speech.audible_ms) <= 40


async def test_a_cue_is_heard_over_speech_and_while_it_is_held(pulse: PrivatePulse) -> None:
    cue = tone(1_000, 0.3)
    quiet = bytes((np.frombuffer(SPEECH, "<i2") // 16).astype("<i2").tobytes())
    async with saying(pulse, quiet, RATE_HZ) as (speech, _):
        speech.loudspeaker.cue(cue, RATE_HZ)
        await heard(pulse, cue)
        speech.loudspeaker.hold()
        await speech.silence()
        so_far = len(pulse.recorded())
        speech.loudspeaker.cue(at_rate(cue, RATE_HZ, 48_000), 48_000)
        await heard(pulse, cue, after=so_far)
        speech.loudspeaker.resume()
        assert await speech.task == Heard(duration_ms(SPEECH), cut=False)


async def test_a_cue_into_silence_starts_what_it_needs(pulse: PrivatePulse) -> None:
    cue = tone(700, 0.3)
    async with opened() as (loudspeaker, bus):
        loudspeaker.cue(cue, RATE_HZ)
        await heard(pulse, cue)
        with pytest.raises(ValueError, match="1000 ms is the longest"):
            loudspeaker.cue(tone(700, 1.1), RATE_HZ)
        pulse.stop()
        loudspeaker.cue(cue, RATE_HZ)
        assert list(bus.history()) == []


async def test_turned_down_it_is_softer_also_in_a_new_process(pulse: PrivatePulse) -> None:
    def loudness(recording: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
        return float(np.abs(recording[-RATE_HZ // 10 :]).max()) / 32_767

    async with saying(pulse, tone(300, 4, level=0.8), RATE_HZ) as (speech, bus):
        await until(lambda: 0.75 < loudness(speech.recording) < 0.85)
        speech.loudspeaker.volume = 50
        await until(lambda: 0.18 < loudness(speech.recording) < 0.22)
        assert happened(bus, VolumeChanged) == [VolumeChanged(percent=50)]
        before = speech.loudspeaker.pid
        assert before is not None
        os.kill(before, signal.SIGKILL)
        await until(lambda: speech.loudspeaker.pid not in (before, None))
        killed = len(speech.recording)
        until_new = killed + RATE_HZ // 2
        await until(lambda: len(speech.recording) > until_new and 0.18 < loudness(speech.recording) < 0.22)
        speech.loudspeaker.volume = 50
        assert len(happened(bus, VolumeChanged)) == 1


async def test_what_goes_out_is_told_with_its_time(pulse: PrivatePulse) -> None:
    told: list[tuple[Pcm, int, float]] = []
    ahead_s: list[float] = []

    def note(pcm: Pcm, rate_hz: int, at_s: float) -> None:
        told.append((pcm, rate_hz, at_s))
        ahead_s.append(at_s - time.monotonic())

    async with opened(played=note) as (loudspeaker, _):
        loudspeaker.volume = 80
        await loudspeaker.play("t1", pieces(SPEECH), RATE_HZ)
        await heard(pulse, SPEECH)
        so_far = len(told)
        loudspeaker.cue(tone(700, 0.3), RATE_HZ)
        await until(lambda: duration_ms(b"".join(pcm for pcm, *_ in told[so_far:])) >= 300)
    speech = told[:so_far]
    assert whereabouts(SPEECH, b"".join(pcm for pcm, *_ in speech))[0] > 0.99
    assert {rate_hz for _, rate_hz, _ in speech} == {RATE_HZ}
    assert 0 < sorted(ahead_s)[len(ahead_s) // 2] < 0.2, "told before it is heard"
    gaps_s = [
        after[2] - before[2] - len(before[0]) / 2 / RATE_HZ for before, after in itertools.pairwise(speech)
    ]
    assert sorted(map(abs, gaps_s))[len(gaps_s) * 9 // 10] < 0.05, "but for a stumble of a busy computer"
