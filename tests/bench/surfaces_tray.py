"""The tray: what it weighs, what it costs while nothing happens, and how soon the icon tells what happened.

The real process, a real daemon that listens, and a panel of the bench's own on a session bus of its own.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from importlib.metadata import version
from statistics import median
from typing import Any

from dbus_fast import Message, MessageType

from jarvis.cli import client
from tests.bench.goals import Row, row
from tests.bench.surfaces_house import House, p95
from tests.bench.turn import rss_mb
from tests.panel import Panel
from tests.sessionbus import PrivateBus
from ui.icon import pixels
from ui.standing import Look

CHANGES, QUICK_CHANGES = 100, 10
IDLE_S, QUICK_IDLE_S = 30.0, 3.0
PAUSE_S = 0.1
"""Between two changes: the daemon answers so many requests a second, and no more (T42)."""
STARTS, QUICK_STARTS = 5, 1
SIZE = 22
LOOKS = {"pause": Look.PAUSED, "start": Look.IDLE}


class Watching(Panel):
    """A panel that reads the icon whenever it is told of a new one, as panels do."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.new_icon = asyncio.Event()

    def _take(self, message: Message) -> Message | None:
        if message.message_type is MessageType.SIGNAL and message.member == "NewIcon":
            self.new_icon.set()
        return super()._take(message)

    async def reads(self, look: Look) -> tuple[float, int]:
        """When it had read this icon, and how many others it read before."""
        others = 0
        async with asyncio.timeout(10):
            while True:
                await self.new_icon.wait()
                self.new_icon.clear()
                shown = (await self.facts())["IconPixmap"]
                if (SIZE, SIZE, pixels(look, SIZE)) in [tuple(one) for one in shown]:
                    return time.monotonic(), others
                others += 1


def rows(at: House, *, quick: bool) -> Iterator[Row]:
    """All rows of the tray."""
    bus = PrivateBus(at.folder)
    environment = {**at.daemon.environment, "DBUS_SESSION_BUS_ADDRESS": bus.address}
    bus.start()
    try:
        yield asyncio.run(tray_rss(bus, environment, QUICK_STARTS if quick else STARTS))
        yield from asyncio.run(_at_work(bus, environment, quick=quick))
    finally:
        bus.stop()


async def tray_rss(bus: PrivateBus, environment: Mapping[str, str], starts: int) -> Row:
    """What it holds once it has shown every list of its menu and changed its look ten times."""
    ours, peers = [], []
    for _ in range(starts):
        async with _tray(bus, environment) as (panel, process):
            await panel.until_so(partial(_has_lists, panel), "the lists")
            for _ in range(5):
                for action, look in LOOKS.items():
                    await _control(action)
                    await panel.reads(look)
            ours.append(rss_mb(process.pid))
        if (peer := await asyncio.to_thread(_peer_mb, environment)) is not None:
            peers.append(peer)
    found = row("tray_rss", ours, why="after all of its menu was read and ten changes of its look")
    if not peers:
        return found
    name = "pystray, an icon and five items on X11"
    return {**found, "peer": {"name": name, "version": version("pystray"), "value": round(median(peers), 2)}}


async def _at_work(bus: PrivateBus, environment: Mapping[str, str], *, quick: bool) -> list[Row]:
    async with _tray(bus, environment) as (panel, process):
        await panel.until_so(partial(_has_lists, panel), "the lists")
        await asyncio.sleep(0.5)
        idle = await tray_cpu(process.pid, QUICK_IDLE_S if quick else IDLE_S)
        return [idle, await icon_latency(panel, QUICK_CHANGES if quick else CHANGES)]


async def tray_cpu(pid: int, seconds: float) -> Row:
    """The share of a core while Jarvis waits for the wake word."""
    before_s, began_s = cpu_s(pid), time.monotonic()
    await asyncio.sleep(seconds)
    used_s = cpu_s(pid) - before_s
    share = 100 * used_s / (time.monotonic() - began_s)
    return row("tray_cpu", [share], why=f"{1000 * used_s:.1f} ms of the processor in {seconds:g} s")


async def icon_latency(panel: Watching, changes: int) -> Row:
    """From an event in the daemon until a panel has read the icon that shows it.

    The error rate counts events after which another icon was read first.
    """
    took_ms, wrong = [], 0
    for number in range(changes):
        await asyncio.sleep(PAUSE_S)
        action = list(LOOKS)[number % len(LOOKS)]
        panel.new_icon.clear()
        async with asyncio.TaskGroup() as group:
            group.create_task(_control(action), name="control")
            reading = group.create_task(panel.reads(LOOKS[action]), name="reading")
        read_s, others = reading.result()
        took_ms.append(1000 * (read_s - await asyncio.to_thread(_controlled_s)))
        wrong += others > 0
    why = (
        f"event conversation_controlled, to the reply with the pixels at the panel; p95 {p95(took_ms):.1f} ms"
    )
    return row("icon_latency", took_ms, why=why, error_rate=round(wrong / changes, 3))


def _control(action: str) -> Coroutine[Any, Any, Any]:
    return asyncio.to_thread(client.call, "POST", "/conversation", {"action": action})


def _controlled_s() -> float:
    """When the last one happened, on the clock of this machine."""
    told = client.call("GET", "/events?last=20")
    return float([one["at_s"] for one in told if one["event"] == "conversation_controlled"][-1])


async def _has_lists(panel: Panel) -> bool:
    items = await panel.items()
    return all(any(way.startswith(f"{name}/") for way in items) for name in ("Skills", "Speaker"))


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@asynccontextmanager
async def _tray(
    bus: PrivateBus, environment: Mapping[str, str]
) -> AsyncIterator[tuple[Watching, subprocess.Popen[bytes]]]:
    command = [sys.executable, "-P", "-m", "jarvis", "tray"]
    async with Watching(bus.address) as panel:
        with _running(command, environment) as process:
            await panel.shows("Jarvis is ready")
            yield panel, process


def _peer_mb(environment: Mapping[str, str]) -> float | None:
    """What the peer holds; nothing where it does not run."""
    with _running([sys.executable, "-m", "tests.bench.peer_tray"], environment) as process:
        assert process.stdout is not None
        if process.stdout.readline() != b"shown\n":
            return None
        time.sleep(1)
        return rss_mb(process.pid) if process.poll() is None else None


def cpu_s(pid: int) -> float:
    """Processor time of a process, to the nanosecond; threads that have ended count too."""
    clock = (~pid << 3) | 2  # what clock_getcpuclockid(3) gives
    return time.clock_gettime(clock)
