"""`jarvis watch`: how often it draws, and when it does not."""

import asyncio
import os
import time

import pytest

from jarvis.events import MicrophoneLevel, MicrophoneMuted
from tests.terminal import Terminal, terminal
from tests.test_api import door
from tests.watching import STATUS

pytestmark = pytest.mark.real_time
METER = "\x1b[3;1H"
"""What begins the line of the level meter."""


async def shows(screen: Terminal, words: str) -> None:
    """Wait until this stands there."""
    await asyncio.to_thread(screen.shows, words)


async def test_it_draws_ten_pictures_a_second_at_most_and_none_for_nothing() -> None:
    async with door() as behind:
        behind.__dict__["status"] = lambda: STATUS
        with terminal("watch", environment=os.environ) as screen:
            await shows(screen, "Jarvis is ready")
            drawn, began_s = screen.written.count(METER), time.monotonic()
            for number in range(300):
                behind.bus.post(MicrophoneLevel(peak_dbfs=-3.0, rms_dbfs=-50.0 + number % 20))
                await asyncio.sleep(0.002)
            behind.bus.post(MicrophoneLevel(peak_dbfs=-3.0, rms_dbfs=-12.0))
            await shows(screen, "-12 dBFS")
            pictures = screen.written.count(METER) - drawn
            assert 2 <= pictures <= 10 * (time.monotonic() - began_s) + 2
            before = len(screen.written)
            for _ in range(20):
                behind.bus.post(MicrophoneLevel(peak_dbfs=-3.0, rms_dbfs=-12.2))
            assert len(screen.written) == before
            behind.bus.post(MicrophoneMuted())
            await shows(screen, "microphone_muted")
            assert "-12.2" not in screen.written
            screen.press("q")
            assert await asyncio.to_thread(screen.left) == 0


async def test_a_terminal_that_can_do_nothing_gets_lines() -> None:
    async with door() as behind:
        behind.__dict__["status"] = lambda: STATUS
        with terminal("watch", environment=os.environ, kind="dumb") as screen:
            await shows(screen, "Jarvis is ready. Say “hey jarvis”, then what you want.")
            assert "\x1b" not in screen.written
            screen.press("\x03")
            assert await asyncio.to_thread(screen.left) == 0


async def test_a_daemon_that_is_not_there_is_waited_for() -> None:
    with terminal("watch", environment=os.environ) as screen:
        await shows(screen, "OFFLINE  Jarvis is not running. `jarvis start` starts it.")
        async with door() as behind:
            behind.__dict__["status"] = lambda: STATUS
            await shows(screen, "IDLE  Jarvis is ready")
            screen.press("q")
            assert await asyncio.to_thread(screen.left) == 0
