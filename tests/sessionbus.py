"""A session bus of a test's own, and a desktop on it that shows notifications."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

__all__ = ["PrivateBus", "Screen", "session_bus"]
NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


class PrivateBus:
    """`dbus-daemon`, which can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._socket, self._config = folder / "bus", folder / "bus.conf"
        self._config.write_text(_CONFIG.format(socket=self._socket))
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"unix:path={self._socket}"

    def start(self) -> None:
        """Return when it serves."""
        command = ["dbus-daemon", f"--config-file={self._config}", "--nofork", "--print-address"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline()

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Kill it; whoever is connected loses it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None
        self._socket.unlink(missing_ok=True)


@pytest.fixture
def session_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus that this process finds; no desktop is on it yet."""
    bus = PrivateBus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    bus.start()
    yield bus
    bus.stop()


class Screen:
    """A desktop that shows notifications, used as `async with`. Keeps each by its number, and every call.

    With `clicks` somebody clicks that button as soon as a notification is there.
    """

    def __init__(
        self,
        bus: PrivateBus,
        *,
        markup: bool = True,
        answers: bool = True,
        buttons: bool = False,
        clicks: str = "",
    ) -> None:
        self._address, self._markup, self._answers = bus.address, markup, answers
        self._buttons, self._clicks = buttons, clicks
        self._bus: MessageBus | None = None
        self.shown: dict[int, tuple[str, str]] = {}
        """Heading and text of what is on the screen."""
        self.calls: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._take)
        await self._bus.request_name(NAME)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def click(self, number: int, action: str) -> None:
        """The user clicks a button under a notification."""
        assert self._bus is not None
        self._bus.send(Message.new_signal(PATH, NAME, "ActionInvoked", "us", [number, action]))

    def dismiss(self, number: int) -> None:
        """The user wipes a notification away."""
        assert self._bus is not None
        self.shown.pop(number)
        self._bus.send(Message.new_signal(PATH, NAME, "NotificationClosed", "uu", [number, 2]))

    def _take(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.interface != NAME:
            return None
        if not self._answers:
            return True
        if message.member == "GetCapabilities":
            can = ["body", *["body-markup"] * self._markup, *["actions"] * self._buttons]
            return Message.new_method_return(message, "as", [can])
        app, replaces, _, summary, body, actions, hints, expires_ms = message.body
        number = replaces or len(self.calls) + 1
        self.shown[number] = (summary, body)
        plain_hints = {key: one.value if isinstance(one, Variant) else one for key, one in hints.items()}
        self.calls.append(
            {"app": app, "actions": actions, "hints": plain_hints, "expires_ms": expires_ms, "number": number}
        )
        if self._clicks:
            asyncio.get_running_loop().call_soon(self.click, number, self._clicks)
        return Message.new_method_return(message, "u", [number])
