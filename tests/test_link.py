"""The daemon's end of an audio process: talking to it, and being sure that it is gone."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.sound import PrivatePulse, pulse, until
from voice import frames
from voice.link import AudioProcess, DeviceLostError, audio_process

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time
SAYS = "import sys; from voice import frames; out = sys.stdout.buffer; "


@asynccontextmanager
async def child(program: str) -> AsyncIterator[AudioProcess]:
    """A process that behaves as an audio process should not."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe)
    link = AudioProcess(process)
    try:
        yield link
    finally:
        await link.end()
        await process.stdout.read()  # type: ignore[union-attr]  # whatever nobody listened to


def stopped(pid: int) -> bool:
    """Whether every thread of a process stands still."""
    return all(" (stopped)" in (task / "status").read_text() for task in Path(f"/proc/{pid}/task").iterdir())


def exists(pid: int) -> bool:
    """Whether a process exists; one that ended but was not waited for does."""
    return Path(f"/proc/{pid}").exists()


async def test_frames_arrive_and_then_the_end_is_told() -> None:
    async with (
        asyncio.timeout(20),
        child(SAYS + "out.write(frames.pack(b'A', b'12') + frames.pack(b'J', b'{}'))") as link,
    ):
        assert await link.read() == (frames.AUDIO, b"12")
        assert await link.read() == (frames.TELL, b"{}")
        with pytest.raises(DeviceLostError, match=r"^the audio process ended$"):
            await link.read()
        await until(lambda: not link.alive)


async def test_what_is_sent_is_read_by_the_other_side() -> None:
    echo = (
        SAYS
        + "[out.write(frames.pack(*frame)) for frame in iter(lambda: frames.read(sys.stdin.buffer), None)]"
    )
    long = frames.pack(frames.AUDIO, os.urandom(100_000)) * 3
    async with asyncio.timeout(20), child(echo) as link:
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(link.read())
            await link.send(long)
            link.post(frames.pack(frames.END))
            link._process.stdin.close()  # type: ignore[union-attr]  # noqa: SLF001 - now all was said
        assert frames.pack(*reading.result()) == long[: len(long) // 3]


async def test_the_reason_it_gives_is_the_reason_of_the_error() -> None:
    async with (
        asyncio.timeout(20),
        child(SAYS + "out.write(frames.pack_json(b'J', failed='no input device'))") as link,
    ):
        with pytest.raises(DeviceLostError, match=r"^no input device$"):
            await link.read()


async def test_a_process_that_is_killed_is_a_device_that_is_lost() -> None:
    async with asyncio.timeout(20), child("import time; time.sleep(99)") as link:
        os.kill(link.pid, signal.SIGKILL)
        with pytest.raises(DeviceLostError, match=r"^the audio process crashed with signal 9$"):
            await link.read()
        await until(lambda: not link.alive)


async def test_a_reader_that_gives_up_in_the_middle_of_a_frame_loses_nothing() -> None:
    slow = SAYS + "import time; whole = frames.pack(b'A', b'12345678') + frames.pack(b'J', b'{}')\n"
    slow += "for i in range(len(whole)): out.write(whole[i:i+1]); out.flush(); time.sleep(0.02)"
    read: list[tuple[bytes, bytes]] = []
    gave_up = 0
    async with asyncio.timeout(20), child(slow) as link:
        while len(read) < 2:
            if (frame := await link.read_now()) is not None:
                read.append(frame)
            else:
                gave_up += 1
                await asyncio.sleep(0.005)
        with pytest.raises(DeviceLostError):
            await link.read()
    assert read == [(frames.AUDIO, b"12345678"), (frames.TELL, b"{}")]
    assert gave_up > 2


async def test_nonsense_in_the_pipe_is_not_believed() -> None:
    async with asyncio.timeout(20), child("print('Segmentation fault, or something like it')") as link:
        with pytest.raises(DeviceLostError, match="nonsense"):
            await link.read()


async def test_talking_to_a_dead_process_hurts_nobody() -> None:
    async with asyncio.timeout(20), child("") as link:
        await until(lambda: not link.alive)
        for _ in range(20):
            link.post(frames.pack(frames.STOP))
            await link.send(frames.pack(frames.AUDIO, bytes(100_000)))
        with pytest.raises(DeviceLostError):
            await link.read()


@pytest.mark.usefixtures("pulse")
@pytest.mark.parametrize("role", ["capture", "play"])
async def test_it_goes_by_itself_when_it_is_no_longer_needed(
    role: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.timeout(20):
        async with audio_process(role, "") as link:
            assert b"opened" in (await link.read())[1]
        assert not exists(link.pid)
        assert not caplog.records


async def test_it_is_gone_even_when_what_it_was_used_for_fails(pulse: PrivatePulse) -> None:
    used: list[int] = []

    async def use() -> None:
        async with asyncio.timeout(20), audio_process("capture", "") as link:
            used.append(link.pid)
            await link.read()
            assert link.pid in pulse.clients("source-outputs")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await use()
    assert not exists(used[0])
    assert not set(used) & pulse.clients()


@pytest.mark.usefixtures("pulse")
async def test_a_process_that_hangs_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    async with asyncio.timeout(20):
        async with audio_process("capture", "") as link:
            await link.read()
            os.kill(link.pid, signal.SIGSTOP)
            await until(lambda: stopped(link.pid))
        assert not exists(link.pid)
        assert "did not end by itself" in caplog.text


async def test_who_comes_back_to_listen_while_it_is_being_ended_is_told_that_it_is_over() -> None:
    slow = child("import sys, time; sys.stdin.read(); time.sleep(0.3)")
    async with asyncio.timeout(20), slow as link, asyncio.TaskGroup() as group:
        group.create_task(link.end())
        await asyncio.sleep(0.1)
        with pytest.raises(DeviceLostError):
            await link.read()


async def test_a_process_nobody_listened_to_for_a_while_still_goes_by_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    chatter = SAYS + "import os, threading\n"
    chatter += "threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0))).start()\n"
    chatter += "while True: out.write(frames.pack(b'A', bytes(640)))"
    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(20), child(chatter) as link:
            await link.read()
            await until(lambda: "pipe" in Path(f"/proc/{link.pid}/wchan").read_text())
        assert not exists(link.pid)
    assert not caplog.records
