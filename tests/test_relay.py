"""Capture processes that hang, crash and take over from each other, played by small programs."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from jarvis.ports import Pcm
from tests.sound import runs
from voice import relay as relays
from voice.link import AudioProcess, DeviceLostError
from voice.relay import Relay

pytestmark = pytest.mark.real_time
ZEROS, SOUND = bytes(640), b"\x01" * 640
START = """
import os, sys, threading, time
from voice import frames
def tell(frame):
    sys.stdout.buffer.write(frame); sys.stdout.buffer.flush()
def opened(name): tell(frames.pack_json(frames.TELL, opened=name))
def hears(byte, chunks=10_000):
    for _ in range(chunks): tell(frames.pack(frames.AUDIO, bytes([byte]) * 640)); time.sleep(0.02)
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
"""
ZEROS_ONLY = "opened('old'); hears(0)"


@asynccontextmanager
async def relay(monkeypatch: pytest.MonkeyPatch, *programs: str) -> AsyncIterator[tuple[Relay, list[int]]]:
    """A relay whose capture processes are these, one after the other; and their numbers."""
    waiting, pids = list(programs), list[int]()

    async def start(_role: str, _device: str) -> AudioProcess:
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-c", START + waiting.pop(0))
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        pids.append(process.pid)
        return AudioProcess(process)

    monkeypatch.setattr(relays, "start_process", start)
    made = Relay("")
    async with asyncio.timeout(60):
        await made.start()
        try:
            yield made, pids
        finally:
            await made.end()
    assert not any(runs(pid) for pid in pids)


async def until_told(made: Relay, true: Callable[[Pcm | str], bool]) -> list[Pcm | str]:
    """Everything up to the first thing of which this is true."""
    told = [await made.read()]
    while not true(told[-1]):
        told.append(await made.read())
    return told


async def test_the_device_is_told_and_then_its_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    async with relay(monkeypatch, "opened('Desk'); hears(1)") as (made, pids):
        assert [await made.read() for _ in range(3)] == ["Desk", SOUND, SOUND]
        assert made.pid == pids[0]
    assert made.pid is None


@pytest.mark.parametrize("program", ["time.sleep(99)", "opened('Desk'); hears(1, 3); time.sleep(99)"])
async def test_a_process_that_hangs_is_killed(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "OPEN_S", 0.5)
    monkeypatch.setattr(relays, "STALLED_S", 0.5)
    async with relay(monkeypatch, program) as (made, pids):
        with pytest.raises(DeviceLostError, match="hangs"):
            await until_told(made, lambda _: False)
        await made.end()
        assert not runs(pids[0])


async def test_who_was_held_up_himself_does_not_blame_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "STALLED_S", 0.0)
    async with relay(monkeypatch, "opened('Desk'); hears(1)") as (made, _):
        await made.read()
        for _ in range(10):
            assert await made.read() == SOUND


async def test_a_fresh_process_takes_over_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    async with relay(monkeypatch, ZEROS_ONLY, "opened('new'); hears(1)") as (made, pids):
        await made.read()
        await made.renew()
        told = await until_told(made, lambda one: one == SOUND)
        assert told[-2:] == ["new", SOUND]
        assert set(told[:-2]) == {ZEROS}
        assert made.pid == pids[1]
        assert not runs(pids[0])


async def test_a_device_that_begins_to_hear_keeps_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of what is said meanwhile is lost."""
    begins = "opened('old'); hears(0, 3); hears(1, 20); hears(2, 20)"
    async with relay(monkeypatch, begins, "opened('new'); hears(3)") as (made, pids):
        await made.read()
        await made.renew()
        await asyncio.sleep(0.6)  # this process was held up, and all of that waits
        told = await until_told(made, lambda one: one == b"\x02" * 640)
        assert told.count(SOUND) == 20
        assert made.pid == pids[0]
        assert not runs(pids[1])


@pytest.mark.parametrize(
    "spare", ["tell(frames.pack_json(frames.TELL, failed='busy'))", "", "time.sleep(99)"]
)
async def test_a_fresh_process_that_is_of_no_use_is_given_up(
    spare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "PATIENCE", 20)
    async with relay(monkeypatch, ZEROS_ONLY, spare, "opened('third'); hears(1)") as (made, pids):
        await made.read()
        await made.renew()
        for _ in range(40):
            assert await made.read() == ZEROS
        assert (made.pid, runs(pids[1])) == (pids[0], False)
        monkeypatch.setattr(relays, "PATIENCE", 10_000)  # on a busy computer a process takes its time
        await made.renew()
        assert "third" in await until_told(made, lambda one: one == SOUND)


async def test_one_spare_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async with relay(monkeypatch, ZEROS_ONLY, "time.sleep(99)") as (made, pids):
        await made.renew()
        await made.renew()
        assert len(pids) == 2


async def test_when_it_was_ended_nothing_is_started_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async with relay(monkeypatch, ZEROS_ONLY) as (made, _):
        await made.end()
        await made.renew()
        with pytest.raises(DeviceLostError):
            await made.read()
