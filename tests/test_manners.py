"""A real daemon as a service: it tells how it is, comes when called, and rests with the lid closed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from jarvis.cli import client
from jarvis.presence import APPLICATION, NAME, PATH
from jarvis.session_bus import BusError, Call, SessionBus
from tests.living import Living, living
from tests.logind import Logind
from tests.servicemanager import NotifySocket, notify_socket
from tests.sessionbus import PrivateBus, Screen, session_bus
from tests.sound import PrivatePulse, until

__all__ = ["session_bus"]
pytestmark = [
    pytest.mark.real_time,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def notified(tmp_path: Path) -> Iterator[NotifySocket]:
    """Where the daemon tells how it is."""
    with notify_socket(str(tmp_path / "notify")) as one:
        yield one


@asynccontextmanager
async def service(bus: PrivateBus, notified: NotifySocket, folder: Path) -> AsyncIterator[Living]:
    """Jarvis as a service, with microphone and loudspeaker, on one bus that is everybody's."""
    told = {
        "NOTIFY_SOCKET": notified.named, "WATCHDOG_USEC": "400000", "JARVIS_LISTEN__PATIENCE_MS": "1000",
        "DBUS_SESSION_BUS_ADDRESS": bus.address, "DBUS_SYSTEM_BUS_ADDRESS": bus.address,
    }  # fmt: skip
    with PrivatePulse(folder / "p") as pulse, living(folder, {**pulse.environment, **told}) as one:
        await asyncio.to_thread(one.ready, "listening")
        yield one


def microphone() -> Any:  # noqa: ANN401 - JSON can be anything
    return client.call("GET", "/status")["microphone"]


async def ask(action: str) -> bool:
    """Click an action in the menu; False while Jarvis is not on the bus."""
    async with SessionBus() as bus:
        try:
            await bus.call(Call(NAME, PATH, APPLICATION, "ActivateAction", "sava{sv}", [action, [], {}]))
        except BusError:
            return False
    return True


async def signs(notified: NotifySocket, more_than: int) -> None:
    await until(lambda: notified.read().count("WATCHDOG=1") > more_than, "signs of life")


async def test_a_service_tells_how_it_is_and_comes_when_called(
    own_folders: Path, session_bus: PrivateBus, notified: NotifySocket
) -> None:
    async with service(session_bus, notified, own_folders) as jarvis:
        await until(lambda: "READY=1" in notified.read(), "ready")
        ready = notified.lines.index("READY=1")
        assert notified.lines[ready + 1] == "STATUS=Listens for the wake word."
        await signs(notified, 1)
        os.kill(jarvis.process.pid, signal.SIGSTOP)  # it hangs
        await asyncio.sleep(0.3)
        before = notified.read().count("WATCHDOG=1")
        await asyncio.sleep(0.6)
        assert notified.read().count("WATCHDOG=1") == before
        os.kill(jarvis.process.pid, signal.SIGCONT)
        await signs(notified, before)

        assert client.call("GET", "/privacy")["kept"]  # two buses and a socket more, and nothing outside
        assert await ask("mute")
        await until(lambda: "STATUS=The microphone is muted." in notified.read(), "muted")
        assert not await ask("unmute")  # only a hand opens it again
        assert (await asyncio.to_thread(jarvis.jarvis, "unmute")).code == 0
        await until(lambda: bool(microphone()["device"]), "not muted")
        child = environment(microphone()["pid"])
        assert b"XDG_RUNTIME_DIR" in child
        assert b"NOTIFY_SOCKET" not in child  # no child speaks in its name
        assert await ask("listen")
        await until(lambda: bool(notified.read()) and told(jarvis, "nothing_heard"), "that it listened")

        assert await asyncio.to_thread(jarvis.end) == 0
        assert "STOPPING=1" in notified.read()
        assert not await ask("listen")


async def test_the_lid_is_closed_and_a_timer_is_snoozed_with_the_mouse(
    own_folders: Path, session_bus: PrivateBus, notified: NotifySocket
) -> None:
    async with (
        Screen(session_bus, buttons=True) as screen,
        Logind(session_bus) as logind,
        service(session_bus, notified, own_folders) as jarvis,
    ):
        await until(lambda: logind.held == 1, "the lock")
        logind.tell(sleeps=True)
        await until(lambda: logind.held == 0, "that the computer may sleep")
        assert microphone()["pid"] is None
        logind.tell(sleeps=False)
        await until(lambda: bool(microphone()["device"]) and logind.held == 1, "everything as before")
        assert told(jarvis, "computer_suspends")
        assert told(jarvis, "computer_slept")

        await asyncio.to_thread(jarvis.jarvis, "ask", "set", "a", "timer", "for", "one", "second")
        await until(lambda: any(call["actions"] for call in screen.calls), "the timer on the screen")
        (call,) = [call for call in screen.calls if call["actions"]]
        assert call["actions"] == ["snooze", "Snooze", "stop", "Stop"]
        screen.click(call["number"], "snooze")
        await until(lambda: told(jarvis, "reminder_set", due_in_s=600), "snoozed")


def told(jarvis: Living, name: str, **values: float) -> bool:
    """Whether there was such an event, with about these values."""
    return any(
        event["event"] == name and all(abs(event[key] - value) < 5 for key, value in values.items())
        for event in jarvis.events()
    )


def environment(pid: int) -> bytes:
    """What a process was given by who started it."""
    return Path(f"/proc/{pid}/environ").read_bytes()
