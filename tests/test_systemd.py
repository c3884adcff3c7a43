"""What a service manager hears of the daemon, over a real socket; and that a loop that hangs is silent."""

import asyncio
import os
import time
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.bus import EventBus
from jarvis.events import DaemonReady, DaemonStopping, MicrophoneLost, MicrophoneMuted, MicrophoneOpened
from jarvis.systemd import ServiceManager
from tests.servicemanager import notify_socket
from tests.sound import until

READY = DaemonReady(version="1", start_s=0.5)


@pytest.mark.real_time
@pytest.mark.parametrize("abstract", [False, True])
async def test_it_is_told_when_jarvis_is_ready_how_it_is_and_when_it_ends(
    tmp_path: Path, *, abstract: bool
) -> None:
    address = f"@jarvis-{uuid.uuid4()}" if abstract else str(tmp_path / "notify")
    environ, state = {"NOTIFY_SOCKET": address, "HOME": "/"}, ["listening"]
    with notify_socket(address) as heard:
        async with EventBus() as bus:
            manager = ServiceManager(environ)
            manager.follow(bus, lambda: state[0])
            await bus.publish(MicrophoneOpened(device="Desk"))  # as yet its models are loaded
            assert heard.read() == ["STATUS=Listens for the wake word."]
            state[0] = "starting"
            await bus.publish(READY)
            assert heard.read()[1:] == ["STATUS=Starts."]  # but the microphone is not open
            state[0] = "listening"
            await bus.publish(MicrophoneOpened(device="Desk"))
            assert heard.read()[2:] == ["READY=1", "STATUS=Listens for the wake word."]
            state[0] = "muted"
            await bus.publish(MicrophoneMuted())
            await bus.publish(MicrophoneMuted())  # nothing new
            state[0] = "something\nnew"
            await bus.publish(MicrophoneLost(reason="gone"))
            await bus.publish(DaemonStopping(reason="asked"))
        assert heard.read()[4:] == [
            "STATUS=The microphone is muted.",
            "STATUS=something new",
            "STOPPING=1",
            "STATUS=Ends: asked.",
        ]
        manager.close()
        assert not manager.tell("READY=1")
    assert environ == {"HOME": "/"}  # what Jarvis starts does not speak in its name


@pytest.mark.real_time
async def test_a_loop_that_hangs_gives_no_sign_of_life(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    environ = {
        "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "60000", "WATCHDOG_PID": str(os.getpid()),
    }  # fmt: skip
    with notify_socket(address) as heard:
        manager = ServiceManager(environ)
        assert manager.watchdog_s == 0.06
        async with asyncio.TaskGroup() as group:
            living = group.create_task(manager.run(), name="service manager")
            await until(lambda: heard.read().count("WATCHDOG=1") >= 3, "signs of life")
            before = len(heard.read())
            time.sleep(0.5)  # noqa: ASYNC251 - it hangs: that is the story
            assert len(heard.read()) == before
            await until(lambda: len(heard.read()) > before, "life again")
            living.cancel()
        manager.close()


@pytest.mark.parametrize(
    ("named", "usec", "pid"),
    [
        ("", "1000000", ""),
        ("/x", "", ""),
        ("/x", "soon", ""),
        ("/x", "1000000", "1"),
        ("relative", "1000000", ""),
        ("@", "1", ""),
    ],
)
def test_where_nobody_watches_nothing_is_sent(named: str, usec: str, pid: str) -> None:
    environ = {"NOTIFY_SOCKET": named, "WATCHDOG_USEC": usec, "WATCHDOG_PID": pid}
    assert ServiceManager(environ, pid=7).watchdog_s == 0


def test_a_manager_that_is_gone_hurts_nobody_and_is_told_when_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = str(tmp_path / "notify")
    manager = ServiceManager({"NOTIFY_SOCKET": address})
    assert not manager.tell("WATCHDOG=1")
    assert not manager.tell("WATCHDOG=1")
    assert len(caplog.records) == 1  # not at every sign of life
    with notify_socket(address) as heard:
        assert manager.tell("WATCHDOG=1")
        assert heard.read() == ["WATCHDOG=1"]
    manager.close()


@pytest.mark.real_time
def test_a_manager_that_reads_nothing_holds_nobody_up(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with notify_socket(address):
        manager = ServiceManager({"NOTIFY_SOCKET": address})
        assert not all(manager.tell("WATCHDOG=1") for _ in range(5_000))  # its queue is full, at last
        manager.close()


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=10))
def test_no_environment_makes_it_fail(named: str, usec: str, pid: str) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": named, "WATCHDOG_USEC": usec, "WATCHDOG_PID": pid})
    manager.tell("READY=1")
    manager.close()
