"""The microphone as a stream that never ends, on a sound server of the test's own."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from jarvis.bus import EventBus
from jarvis.events import (
    MicrophoneHears,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneSilent,
    MicrophoneUnmuted,
)
from jarvis.ports import CHUNK_BYTES, Pcm
from tests.sound import PrivatePulse, flite, happened, pulse, runs, silence, until, whereabouts
from voice.microphone import DIGITAL_SILENCE, ProcessMicrophone
from voice.slept import never

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time
SPEECH = flite("hello")


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "muted"


class Ear:
    """Takes every chunk of a microphone as it comes."""

    def __init__(
        self, bus: EventBus, mark: Path, device: str, silent_s: float, slept: Callable[[], bool]
    ) -> None:
        self.bus = bus
        self.microphone = ProcessMicrophone(bus, mark, device, silent_s, slept)
        self.chunks: list[Pcm] = []
        self.pids: set[int] = set()

    async def listen(self) -> None:
        async with aclosing(self.microphone.chunks()) as chunks:
            async for chunk in chunks:
                self.chunks.append(chunk)

    async def hears(self, pulse: PrivatePulse) -> bool:
        """Whether it hears what is said now."""
        begin = len(self.chunks)
        await asyncio.to_thread(pulse.say, SPEECH + silence(0.2))
        return whereabouts(SPEECH, b"".join(self.chunks[begin:]))[0] > 0.98

    async def opened(self, times: int = 1) -> int:
        """The capture process, once the microphone was opened so many times and delivers sound."""
        await until(lambda: len(happened(self.bus, MicrophoneOpened)) >= times, "opened")
        so_far = len(self.chunks)
        await until(lambda: len(self.chunks) > so_far + 1, "sound")
        assert self.microphone.pid is not None
        return self.microphone.pid

    def tried(self) -> int:
        """How many processes were seen trying."""
        self.pids.add(self.microphone.pid or 0)
        return len(self.pids - {0})


@asynccontextmanager
async def listening(
    mark: Path, device: str = "", silent_s: float = 60, slept: Callable[[], bool] = never
) -> AsyncIterator[Ear]:
    """Somebody who listens while the block runs."""
    async with asyncio.timeout(25), EventBus() as bus:
        ear = Ear(bus, mark, device, silent_s, slept)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(ear.listen(), name="ear")
            yield ear
            task.cancel()
    assert ear.microphone.pid is None


async def test_what_is_said_arrives_in_chunks(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark) as ear:
        await ear.opened()
        assert await ear.hears(pulse)
        assert ear.chunks[0] == b""
        assert {len(chunk) for chunk in ear.chunks[1:]} == {CHUNK_BYTES}
        assert happened(ear.bus, MicrophoneOpened) == [MicrophoneOpened(device="Desk")]
        assert (ear.microphone.open_on, ear.microphone.lost_because) == ("Desk", "")


async def test_muted_means_that_the_process_does_not_exist(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark) as ear:
        pid = await ear.opened()
        assert pid in pulse.clients("source-outputs")
        await ear.microphone.mute(on=True)
        assert not runs(pid)
        assert (ear.microphone.muted, ear.microphone.pid) == (True, None)
        assert not await ear.hears(pulse)
        assert pid not in pulse.clients()
        assert pulse.clients("source-outputs") == set()
        await ear.microphone.mute(on=False)
        assert await ear.opened(times=2) != pid
        assert ear.chunks.count(b"") == 2
        assert await ear.hears(pulse)
        told = [type(record.event) for record in ear.bus.history()]
    assert told == [MicrophoneOpened, MicrophoneMuted, MicrophoneUnmuted, MicrophoneOpened]


async def test_mute_survives_a_restart(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark) as ear:
        await ear.opened()
        await ear.microphone.mute(on=True)
    async with listening(mark) as ear:
        await until(lambda: bool(happened(ear.bus, MicrophoneMuted)))
        assert ear.microphone.muted
        assert not await ear.hears(pulse)
        assert pulse.clients("source-outputs") == set()
        await ear.microphone.mute(on=False)
        await ear.opened()
        assert not ProcessMicrophone(ear.bus, mark).muted


@pytest.mark.parametrize("moments", [0, 1, 3, 10])
async def test_who_mutes_while_it_is_being_opened_is_not_heard(
    moments: int, pulse: PrivatePulse, mark: Path
) -> None:
    async with listening(mark) as ear:
        for _ in range(moments):
            await asyncio.sleep(0)
        await ear.microphone.mute(on=True)
        assert not await ear.hears(pulse)
        assert ear.microphone.pid is None
        assert pulse.clients("source-outputs") == set()


@pytest.mark.usefixtures("pulse")
async def test_who_mutes_and_unmutes_at_once_loses_no_microphone(mark: Path) -> None:
    async with listening(mark) as ear:
        await ear.opened()
        await ear.microphone.mute(on=True)
        await ear.microphone.mute(on=False)
        await ear.opened(times=2)
        assert happened(ear.bus, MicrophoneLost) == []


async def test_it_can_be_muted_while_nobody_takes_its_sound(pulse: PrivatePulse, mark: Path) -> None:
    async with asyncio.timeout(25), EventBus() as bus:
        microphone = ProcessMicrophone(bus, mark)
        async with aclosing(microphone.chunks()) as chunks:
            assert [len(await anext(chunks)) for _ in range(3)] == [0, 640, 640]
            assert microphone.pid is not None
            await asyncio.to_thread(pulse.say, silence(0.5))
            await microphone.mute(on=True)
            assert pulse.clients("source-outputs") == set()
            await microphone.mute(on=False)
            while await anext(chunks):
                pass
            assert len(await anext(chunks)) == 640


async def test_without_a_sound_server_it_waits_for_one_and_says_so_once(
    pulse: PrivatePulse, mark: Path
) -> None:
    pulse.stop()
    async with listening(mark) as ear:
        await until(lambda: ear.tried() >= 3, "tried three times")
        assert happened(ear.bus, MicrophoneLost) == [MicrophoneLost(reason="no input device")]
        assert ear.microphone.lost_because == "no input device"
        pulse.start()
        await ear.opened()
        assert await ear.hears(pulse)
        assert ear.microphone.lost_because == ""


async def test_when_the_sound_server_dies_it_listens_again_as_soon_as_there_is_one(
    pulse: PrivatePulse, mark: Path
) -> None:
    async with listening(mark) as ear:
        await ear.opened()
        pulse.stop()
        await until(lambda: bool(happened(ear.bus, MicrophoneLost)), "lost")
        pulse.start()
        await ear.opened(times=2)
        assert b"" in ear.chunks[1:]
        assert await ear.hears(pulse)


async def test_when_its_process_crashes_another_one_listens(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark) as ear:
        pid = await ear.opened()
        os.kill(pid, signal.SIGKILL)
        assert await ear.opened(times=2) != pid
        assert happened(ear.bus, MicrophoneLost) == [
            MicrophoneLost(reason="the audio process crashed with signal 9")
        ]
        assert await ear.hears(pulse)


async def test_while_it_is_muted_no_device_is_looked_for(pulse: PrivatePulse, mark: Path) -> None:
    pulse.stop()
    async with listening(mark) as ear:
        await until(lambda: bool(happened(ear.bus, MicrophoneLost)), "lost")
        await ear.microphone.mute(on=True)
        await until(lambda: bool(happened(ear.bus, MicrophoneMuted)), "muted")
        pulse.start()
        assert not await ear.hears(pulse)
        assert happened(ear.bus, MicrophoneOpened) == []


async def test_a_microphone_that_is_muted_in_the_system_is_told_until_it_hears(
    pulse: PrivatePulse, mark: Path
) -> None:
    async with listening(mark, silent_s=0.6) as ear:
        first = await ear.opened()
        await until(lambda: bool(happened(ear.bus, MicrophoneSilent)), "silent")
        assert happened(ear.bus, MicrophoneSilent) == [MicrophoneSilent(device="Desk", silent_s=0.6)]
        assert ear.microphone.problem == DIGITAL_SILENCE
        await until(lambda: ear.microphone.pid not in {None, first}, "a fresh process")
        await until(lambda: not runs(first), "the end of the old one")
        assert await ear.hears(pulse)
        await until(lambda: bool(happened(ear.bus, MicrophoneHears)), "sound")
        assert happened(ear.bus, MicrophoneHears)[0] == MicrophoneHears(device="Desk")
        assert (happened(ear.bus, MicrophoneLost), len(happened(ear.bus, MicrophoneOpened))) == ([], 1)
        assert ear.chunks.count(b"") == 1  # no gap


async def test_what_is_said_while_a_fresh_process_takes_over_is_not_lost(
    pulse: PrivatePulse, mark: Path
) -> None:
    words = SPEECH + silence(0.35)
    async with listening(mark, silent_s=0.2) as ear:
        await ear.opened()
        begin = len(ear.chunks)
        for _ in range(4):
            await asyncio.to_thread(pulse.say, words)
        await asyncio.sleep(0.1)
        heard = b"".join(ear.chunks[begin:])
        assert ear.chunks.count(b"") == 1
        assert len(happened(ear.bus, MicrophoneSilent)) >= 1
    found = 0
    while True:
        likeness, at_ms = whereabouts(SPEECH, heard)
        if likeness < 0.98:
            break
        found += 1
        heard = heard[: at_ms * 32] + silence(len(SPEECH) / 32_000) + heard[at_ms * 32 + len(SPEECH) :]
    assert found == 4


async def test_muted_while_a_fresh_process_takes_over_nobody_holds_the_microphone(
    pulse: PrivatePulse, mark: Path
) -> None:
    async with listening(mark, silent_s=0.2) as ear:
        await ear.opened()
        await until(lambda: bool(happened(ear.bus, MicrophoneSilent)), "silent")
        await ear.microphone.mute(on=True)
        assert pulse.clients("source-outputs") == set()
        assert ear.microphone.pid is None


@pytest.mark.usefixtures("pulse")
async def test_after_a_sleep_of_the_machine_the_microphone_is_opened_anew(mark: Path) -> None:
    nights = [False] * 20 + [True]
    async with listening(mark, slept=lambda: nights.pop(0) if nights else False) as ear:
        await ear.opened(times=2)
        assert happened(ear.bus, MicrophoneLost) == [MicrophoneLost(reason="the machine slept")]


async def test_a_microphone_that_was_named_is_waited_for_and_no_other_taken(
    pulse: PrivatePulse, mark: Path
) -> None:
    async with listening(mark, device="headset") as ear:
        await until(lambda: ear.tried() >= 3, "tried three times")
        assert happened(ear.bus, MicrophoneOpened) == []
        assert ear.microphone.problem == "no input device is called “headset”"
        await asyncio.to_thread(pulse.plug, "Headset")
        await ear.opened()
        assert happened(ear.bus, MicrophoneOpened) == [MicrophoneOpened(device="Headset")]
        assert await ear.hears(pulse)


async def test_a_stream_that_stays_behind_the_default_follows_it(pulse: PrivatePulse, mark: Path) -> None:
    pulse.plug("Headset")
    async with listening(mark) as ear:
        pid = await ear.opened()
        listed = pulse.pactl("list", "short", "source-outputs").splitlines()
        for number in [line.split()[0] for line in listed if "module" not in line]:
            pulse.pactl("move-source-output", number, "Headset")  # it stays there from now on
        await until(lambda: ear.microphone.open_on == "Headset", "moved")
        pulse.pactl("load-module", "module-null-sink", "sink_name=third", "norewinds=1")
        pulse.plug("Third", "third")
        pulse.pactl("set-default-source", "Third")
        await until(lambda: ear.microphone.open_on == "Third", "the new default")
        assert ear.microphone.pid != pid


async def test_another_microphone_is_taken_while_it_listens(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark, device="nowhere") as ear:
        await until(lambda: ear.microphone.lost_because != "", "there is no such device")
        await ear.microphone.apply("Desk", 60)
        first = await ear.opened()
        await asyncio.to_thread(pulse.plug, "headset")
        await ear.microphone.apply("headset", 60)
        assert not runs(first)
        await ear.opened(times=2)
        assert happened(ear.bus, MicrophoneOpened)[-1] == MicrophoneOpened(device="headset")
        assert await ear.hears(pulse)
        second = ear.microphone.pid
        await ear.microphone.apply("headset", 90)
        assert ear.microphone.pid == second


async def test_while_the_computer_sleeps_nobody_holds_the_microphone(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark) as ear:
        pid = await ear.opened()
        await ear.microphone.rest(on=True)
        assert not runs(pid)
        assert pulse.clients("source-outputs") == set()
        assert not ear.microphone.muted  # that is the user's word, not ours
        await ear.microphone.rest(on=False)
        assert await ear.opened(times=2) != pid
        assert await ear.hears(pulse)
        assert not happened(ear.bus, MicrophoneLost)


async def test_muted_before_sleep_it_is_muted_afterwards(pulse: PrivatePulse, mark: Path) -> None:
    async with listening(mark) as ear:
        await ear.opened()
        await ear.microphone.mute(on=True)
        await ear.microphone.rest(on=True)
        await ear.microphone.rest(on=False)
        assert not await ear.hears(pulse)
        assert ear.microphone.pid is None
        await ear.microphone.mute(on=False)
        await ear.opened(times=2)
