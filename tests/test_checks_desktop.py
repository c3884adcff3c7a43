"""The doctor's checks of the desktop, on a session bus of the test's own."""

import asyncio
import socket
import tempfile
from pathlib import Path
from typing import Self

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from jarvis.checks.finding import Finding, State
from tests.doctoring import Room, room
from tests.sessionbus import PrivateBus, session_bus

__all__ = ["room", "session_bus"]
pytestmark = pytest.mark.real_time
TRAY = "org.kde.StatusNotifierWatcher"
PORTAL = "org.freedesktop.portal.Desktop"


class Desk:
    """A program on the bus that has these names, and tells of itself what a desktop would."""

    def __init__(self, bus: PrivateBus, *names: str, hosted: bool = True) -> None:
        self._address, self._names, self._hosted = bus.address, names, hosted

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._take)
        for name in self._names:
            await self._bus.request_name(name)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def _take(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member == "GetServerInformation":
            return Message.new_method_return(message, "ssss", ["dunst", "someone", "1.9", "1.2"])
        told = {"IsStatusNotifierHostRegistered": Variant("b", self._hosted), "version": Variant("u", 2)}
        return Message.new_method_return(message, "a{sv}", [told])


async def look(room: Room, name: str) -> Finding:
    """What a check finds."""
    return await asyncio.to_thread(room.look, name)


async def test_a_desktop_with_everything_is_fine(session_bus: PrivateBus, room: Room) -> None:
    room.environ |= {"WAYLAND_DISPLAY": "wayland-0"}
    async with Desk(session_bus, "org.freedesktop.Notifications", TRAY, PORTAL):
        found = {one: await look(room, one) for one in ("session-bus", "notifications", "tray", "hotkey")}
    assert {one.state for one in found.values()} == {State.OK}
    assert found["notifications"].seen.endswith("dunst 1.9")
    assert found["hotkey"].seen.endswith("version 2")


async def test_a_desktop_without_is_told_what_to_add(session_bus: PrivateBus, room: Room) -> None:
    room.environ |= {"WAYLAND_DISPLAY": "wayland-0"}
    assert (await look(room, "notifications")).state is State.WARNING
    assert "AppIndicator" in (await look(room, "tray")).remedy
    assert (await look(room, "hotkey")).state is State.NOTICE
    async with Desk(session_bus, TRAY, hosted=False):
        assert (await look(room, "tray")).cause == "no panel takes part"


async def test_without_a_bus_there_is_no_desktop_to_complain_of(room: Room) -> None:
    for name in ("session-bus", "notifications", "tray", "display", "hotkey"):
        assert (await look(room, name)).state is State.ABSENT


def test_displays_that_are_there_are_found(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as wayland:
        wayland.bind(f"{folder}/wayland-0")
        room.environ |= {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": folder}
        assert room.look("display").seen == "1 display: Wayland, wayland-0"
    room.environ |= {"WAYLAND_DISPLAY": "", "DISPLAY": "elsewhere:0"}
    assert room.look("display").seen == "1 display: X11, elsewhere:0"
    monkeypatch.setattr(Path, "exists", lambda _: True)
    room.environ |= {"DISPLAY": ":3"}
    assert room.look("display").state is State.OK
