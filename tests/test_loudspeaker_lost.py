"""Devices that change, servers and processes that die, while something is being said."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from jarvis.errors import SynthesisError
from jarvis.events import LoudspeakerLost, SpeakingStarted
from jarvis.ports import RATE_HZ, Pcm, duration_ms
from jarvis.speech import Heard
from tests.sound import PrivatePulse, audible_ms, flite, happened, pulse, runs, silence, until, whereabouts
from tests.test_loudspeaker import failing, heard, opened, pieces
from tests.test_loudspeaker_sound import saying
from voice import loudspeaker as module

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time
FIRST, SECOND = flite("good evening"), flite("tea time", "rms")
BOTH = FIRST + silence(0.3) + SECOND
LONG = FIRST + silence(0.3) + BOTH
SWITCH_MS = 2_000
"""So long a change of the device may take: the last words of what is said must begin later than that."""


class Headset:
    """Another loudspeaker, recorded."""

    def __init__(self, pulse: PrivatePulse, file: Path) -> None:
        self._pulse, self._file = pulse, file

    def recorded(self) -> Pcm:
        """Everything it gave so far."""
        content = self._file.read_bytes()
        return content[: len(content) // 2 * 2]

    @property
    def audible_ms(self) -> int:
        """How much of that was sound."""
        return audible_ms(self.recorded())

    def plug(self) -> None:
        """Connect it."""
        how = ("sink_name=headset", "sink_properties=device.description=Headset", "norewinds=1")
        self._pulse.pactl("load-module", "module-null-sink", *how)

    def unplug(self) -> None:
        """Take it away."""
        listed = self._pulse.pactl("list", "short", "modules").splitlines()
        (number,) = [line.split()[0] for line in listed if "sink_name=headset" in line]
        self._pulse.pactl("unload-module", number)


@contextmanager
def headset(pulse: PrivatePulse, tmp_path: Path) -> Iterator[Headset]:
    """A headset that is connected, and somebody who listens to it."""
    one = Headset(pulse, tmp_path / "headset.pcm")
    one.plug()
    command = ["parec", "-d", "headset.monitor", "--raw", f"--rate={RATE_HZ}", "--channels=1"]
    with (tmp_path / "headset.pcm").open("wb") as out:
        recorder = subprocess.Popen([*command, "--format=s16le", "--latency-msec=10"], stdout=out)
    try:
        yield one
    finally:
        recorder.kill()
        recorder.wait()


def all_of(sound: Pcm, recording: Pcm) -> bool:
    """Whether a sound is there from its beginning to its end."""
    return whereabouts(sound, recording)[0] > 0.9


async def test_the_default_changes_in_mid_answer_and_it_goes_on_over_there(
    pulse: PrivatePulse, tmp_path: Path
) -> None:
    with headset(pulse, tmp_path) as other:
        async with saying(pulse, LONG, RATE_HZ) as (speech, bus):
            pid = speech.loudspeaker.pid
            await speech.for_ms(400)
            pulse.pactl("set-default-sink", "headset")
            await until(lambda: other.audible_ms > 100, "the headset plays")
            moved_ms = speech.progress[-1]
            assert moved_ms < 400 + SWITCH_MS
            assert await speech.task == Heard(duration_ms(LONG), cut=False)
            await until(lambda: all_of(SECOND, other.recorded()), "the rest on the headset")
            assert speech.loudspeaker.pid == pid
            assert happened(bus, LoudspeakerLost) == []
            assert 0 < audible_ms(speech.recording.astype("<i2").tobytes()) < audible_ms(LONG)


async def test_the_wanted_device_is_unplugged_and_plugged_in_again_in_mid_answer(
    pulse: PrivatePulse, tmp_path: Path
) -> None:
    sound = BOTH + silence(0.3) + BOTH
    with headset(pulse, tmp_path) as other:
        async with opened("Headset") as (loudspeaker, bus), asyncio.TaskGroup() as group:
            progress: list[int] = []
            playing = loudspeaker.play("t1", pieces(sound), RATE_HZ, progress.append)
            speech = group.create_task(playing, name="speech")
            await until(lambda: other.audible_ms > 200, "the headset plays")
            assert happened(bus, SpeakingStarted) == [SpeakingStarted(turn="t1", device="Headset")]
            assert audible_ms(pulse.recorded()) == 0
            other.unplug()
            await until(lambda: audible_ms(pulse.recorded()) > 200, "the desk plays")
            other.plug()
            await until(lambda: loudspeaker_on(pulse) == "headset", "it went back")
            assert progress[-1] < duration_ms(sound)
            assert await speech == Heard(duration_ms(sound), cut=False)
            assert happened(bus, LoudspeakerLost) == []


def loudspeaker_on(pulse: PrivatePulse) -> str:
    """The sink on which somebody plays."""
    names = dict(line.split("\t")[:2] for line in pulse.pactl("list", "short", "sinks").splitlines())
    streams = pulse.pactl("list", "short", "sink-inputs").splitlines()
    return names.get(streams[0].split("\t")[1], "") if streams else ""


async def test_a_stream_that_the_user_moves_stays_where_it_was_put(
    pulse: PrivatePulse, tmp_path: Path
) -> None:
    with headset(pulse, tmp_path) as other:
        async with saying(pulse, LONG, RATE_HZ) as (speech, _):
            (stream,) = pulse.pactl("list", "short", "sink-inputs").splitlines()
            pulse.pactl("move-sink-input", stream.split()[0], "headset")
            assert await speech.task == Heard(duration_ms(LONG), cut=False)
            await until(lambda: all_of(SECOND, other.recorded()), "all of the rest")


async def test_the_sound_server_dies_and_comes_back_and_the_answer_goes_on(pulse: PrivatePulse) -> None:
    async with saying(pulse, BOTH, RATE_HZ) as (speech, bus):
        await speech.for_ms(200)
        pulse.stop()
        await asyncio.sleep(0.7)
        pulse.start()
        reached_ms = speech.progress[-1]
        so_far = len(pulse.recorded())
        assert reached_ms < duration_ms(FIRST)
        assert await speech.task == Heard(duration_ms(BOTH), cut=False)
        await heard(pulse, SECOND, after=so_far)
        rest = audible_ms(pulse.recorded()[so_far:])
        assert abs(rest - audible_ms(BOTH[reached_ms * 32 :])) <= 100, "neither all again nor too little"
        assert happened(bus, LoudspeakerLost) == []
        assert len(happened(bus, SpeakingStarted)) == 1


async def test_a_server_that_does_not_come_back_is_told_once_and_used_when_it_does(
    pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETURN_S", 1.0)
    async with opened() as (loudspeaker, bus):
        async with asyncio.TaskGroup() as group:
            speech = group.create_task(failing(loudspeaker, BOTH))
            await until(lambda: audible_ms(pulse.recorded()) > 200, "something is heard")
            pulse.stop()
            assert (await speech).startswith("I cannot speak: ")
        with pytest.raises(SynthesisError):
            await loudspeaker.play("t2", pieces(FIRST), RATE_HZ)
        assert len(happened(bus, LoudspeakerLost)) == 1
        pulse.start()
        so_far = len(pulse.recorded())
        assert await loudspeaker.play("t3", pieces(FIRST), RATE_HZ) == Heard(duration_ms(FIRST), cut=False)
        await heard(pulse, FIRST, after=so_far)
        assert loudspeaker.lost_because == ""


@pytest.mark.parametrize("held", [False, True])
async def test_its_process_is_killed_and_the_answer_goes_on_where_it_was(
    held: bool,  # noqa: FBT001 - parametrized
    pulse: PrivatePulse,
) -> None:
    async with saying(pulse, BOTH, RATE_HZ) as (speech, bus):
        await speech.for_ms(300)
        if held:
            speech.loudspeaker.hold()
            await speech.silence()
        before = speech.loudspeaker.pid
        assert before is not None
        os.kill(before, signal.SIGKILL)
        await until(lambda: speech.loudspeaker.pid not in (before, None), "a new one")
        if held:
            await speech.silence(300)
            speech.loudspeaker.resume(back_ms=200)
        assert await speech.task == Heard(duration_ms(BOTH), cut=False)
        await speech.silence()
        recording = speech.recording.astype("<i2").tobytes()
        assert whereabouts(SECOND, recording)[0] > 0.95
        again_ms = 200 if held else 0
        assert abs(audible_ms(recording) - audible_ms(BOTH) - again_ms) <= 150
        assert happened(bus, LoudspeakerLost) == []
        assert not runs(before)


async def test_a_server_that_hangs_counts_as_lost(pulse: PrivatePulse) -> None:
    async with saying(pulse, BOTH, RATE_HZ) as (speech, _):
        pid = speech.loudspeaker.pid
        os.kill(pulse.pid, signal.SIGSTOP)
        await until(lambda: speech.loudspeaker.pid != pid, "the process ended")
        os.kill(pulse.pid, signal.SIGCONT)
        assert await speech.task == Heard(duration_ms(BOTH), cut=False)


async def test_a_process_that_hangs_is_ended_and_replaced(
    pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.playback.STALLED_S", 1.0)
    async with saying(pulse, BOTH, RATE_HZ) as (speech, _):
        os.kill(speech.loudspeaker.pid or 0, signal.SIGSTOP)
        assert await speech.task == Heard(duration_ms(BOTH), cut=False)
        assert np.abs(speech.recording).max() > 100
