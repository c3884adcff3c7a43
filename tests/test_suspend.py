"""The lid is closed, and opened again: a fake logind on a bus of its own tells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis import suspend
from jarvis.bus import EventBus
from jarvis.events import ComputerSlept, ComputerSuspends, Event
from jarvis.suspend import Suspend
from tests.logind import Logind
from tests.sessionbus import PrivateBus, session_bus
from tests.sound import until

__all__ = ["session_bus"]
pytestmark = [
    pytest.mark.real_time,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def the_bus_of_the_computer(session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", session_bus.address)
    monkeypatch.setattr(suspend, "AGAIN_S", 0.05)


class Computer:
    """Its microphone and its clocks."""

    def __init__(self, bus: EventBus) -> None:
        self.slept_s = 0.0
        self.open = True
        self.looked = 0
        self.may_close = asyncio.Event()
        self.may_close.set()
        self.events: list[Event] = []
        bus.subscribe(ComputerSuspends, self.events.append)
        bus.subscribe(ComputerSlept, self.events.append)
        self.suspend = Suspend(bus, self, self.look, self.counting)

    async def rest(self, *, on: bool) -> None:
        await self.may_close.wait()
        self.open = not on

    def look(self) -> None:
        self.looked += 1

    def counting(self) -> float:
        return asyncio.get_running_loop().time() + self.slept_s


@asynccontextmanager
async def computer() -> AsyncIterator[Computer]:
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        one = Computer(bus)
        running = group.create_task(one.suspend.run(), name="suspend")
        yield one
        running.cancel()


def is_ready(one: Computer) -> bool:
    return one.suspend.state == "ready"


async def test_before_sleep_the_microphone_is_closed_and_then_the_computer_may_sleep(
    session_bus: PrivateBus,
) -> None:
    async with Logind(session_bus) as logind:
        async with computer() as one:
            await until(lambda: is_ready(one), "logind")
            assert logind.held == 1
            assert logind.asked == [["sleep", "Jarvis", "Closes the microphone first.", "delay"]]
            one.may_close.clear()
            logind.tell(sleeps=True)
            await until(lambda: len(one.events) == 1, "that it is told")
            assert (one.open, logind.held) == (True, 1)  # logind waits for as long as it is open
            one.may_close.set()
            await until(lambda: logind.held == 0, "that the computer may sleep")
            assert not one.open
            one.slept_s = 3_600
            logind.tell(sleeps=False)
            await until(lambda: one.open and logind.held == 1, "everything as before")
            assert one.looked == 1
            last = one.events[-1]
            assert isinstance(last, ComputerSlept)
            assert 3_599 <= last.slept_s <= 3_601
        assert logind.held == 0  # nobody has to wait for one that has ended


async def test_a_second_night_is_like_the_first(session_bus: PrivateBus) -> None:
    async with Logind(session_bus) as logind, computer() as one:
        await until(lambda: is_ready(one), "logind")
        for _ in range(2):
            logind.tell(sleeps=True)
            logind.tell(sleeps=True)  # said twice it is one night
            await until(lambda: not one.open, "closed")
            logind.tell(sleeps=False)
            await until(lambda: one.open, "open")
        assert (one.looked, len(one.events)) == (2, 4)


async def test_a_bus_that_ends_during_the_night_leaves_nobody_deaf(session_bus: PrivateBus) -> None:
    async with computer() as one:
        async with Logind(session_bus) as logind:
            await until(lambda: is_ready(one), "logind")
            logind.tell(sleeps=True)
            await until(lambda: not one.open, "closed")
            session_bus.stop()
        await until(lambda: one.open, "open")
        session_bus.start()
        async with Logind(session_bus) as logind:
            await until(lambda: is_ready(one), "logind again")
            assert logind.held == 1


async def test_a_computer_that_is_awake_for_long_does_not_sleep(
    session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspend, "AWAKE_S", 0.1)
    async with Logind(session_bus) as logind, computer() as one:
        await until(lambda: is_ready(one), "logind")
        logind.tell(sleeps=True)
        await until(lambda: not one.open, "closed")
        await until(lambda: one.open, "open, though nobody said so")


async def test_without_logind_nothing_breaks(session_bus: PrivateBus) -> None:
    async with computer() as one:
        await until(lambda: "cannot do that" in one.suspend.state, "that nobody is there")
        async with Logind(session_bus, locks=False):
            await asyncio.sleep(0.1)
            assert not is_ready(one)
        async with Logind(session_bus):
            await until(lambda: is_ready(one), "logind")
    session_bus.stop()
    async with computer() as one:
        await asyncio.sleep(0.1)
        assert one.open
        assert one.suspend.state == "There is no system bus."
