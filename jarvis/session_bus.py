"""Asking other programs of the desktop over D-Bus. Only this file knows the library."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from jarvis.errors import JarvisError, contain

ANSWER_S = 3.0
"""A program that does not answer within this time is not waited for."""
NO_BUS = "There is no session bus"
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_PROPERTIES = "org.freedesktop.DBus.Properties"


class BusError(JarvisError):
    """Nothing can be asked over the bus."""


class NoReplyError(BusError):
    """Whoever was asked did not answer in time."""


class BusGoneError(BusError):
    """The connection has ended."""


class RefusedError(BusError):
    """Nobody by this name is there, or it cannot do that."""


@dataclass(frozen=True)
class Call:
    """What is asked of whom."""

    whom: str
    path: str
    interface: str
    member: str
    signature: str = ""
    body: Sequence[Any] = ()


@dataclass(frozen=True)
class BusReply:
    """What came back. Variants in it are unpacked."""

    sender: str
    signature: str
    body: Sequence[Any]


@dataclass(frozen=True)
class Signal:
    """What somebody tells everybody. Variants in it are unpacked."""

    path: str
    interface: str
    member: str
    body: Sequence[Any]


class SessionBus:
    """A connection to the bus at `address` ("": that of the session); `async with`, or `connect`, `close`.

    Nothing is sent before it is connected; connecting loads the library, in a thread.
    """

    _files = False
    """Whether open files can travel over this connection."""

    def __init__(self, address: str = "") -> None:
        self._address = address
        self._vendor: Any = None
        self._bus: Any = None

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    async def connect(self, answer_s: float = ANSWER_S) -> None:
        """Join the bus. Raises BusError, with the reason."""
        vendor = self._vendor = await asyncio.to_thread(_load)
        try:
            async with asyncio.timeout(answer_s):
                bus = vendor.aio.MessageBus(
                    bus_address=self._address or session(), negotiate_unix_fd=self._files
                )
                self._bus = await bus.connect()
        except (OSError, EOFError, ValueError, LookupError, TimeoutError, vendor.DBusFastError) as error:
            detail = "it does not answer" if isinstance(error, TimeoutError) else "it cannot be reached"
            raise BusError(f"{NO_BUS} ({detail}).") from None

    def close(self) -> None:
        """Leave it."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()

    @property
    def name(self) -> str:
        """What it is called on the bus, as ":1.7"; "" while it is not connected."""
        return str(self._bus.unique_name or "") if self._bus is not None else ""

    async def hear(self, told: Callable[[Signal], None], *senders: str) -> None:
        """Have `told` called with each signal of these programs, from now on. Raises as `call` does."""
        if self._bus is None:
            raise BusGoneError("The session bus was left.")
        vendor = self._vendor

        def take(message: Any) -> None:  # noqa: ANN401 - as the library has it
            if message.message_type is vendor.MessageType.SIGNAL:
                body = _unpacked(message.body, vendor.Variant)
                told(Signal(str(message.path), str(message.interface), str(message.member), body))

        self._bus.add_message_handler(take)
        for sender in senders:
            await self.call(Call(*_BUS, "AddMatch", "s", [f"type='signal',sender='{sender}'"]))

    async def gone(self) -> None:
        """Wait until the bus has ended."""
        if self._bus is not None:
            await contain(self._bus.wait_for_disconnect())

    def variant(self, signature: str, value: object) -> object:
        """A value that tells its own type."""
        return self._vendor.Variant(signature, value)

    async def call(self, call: Call, answer_s: float = ANSWER_S) -> BusReply:
        """Ask, and wait for the answer. Raises NoReplyError, BusGoneError, RefusedError."""
        if self._bus is None:
            raise BusGoneError("The session bus was left.")
        vendor = self._vendor
        message = vendor.Message(
            destination=call.whom,
            path=call.path,
            interface=call.interface,
            member=call.member,
            signature=call.signature,
            body=list(call.body),
        )
        try:
            async with asyncio.timeout(answer_s):
                reply = await self._bus.call(message)
        except TimeoutError:
            raise NoReplyError("A program of the desktop does not answer.") from None
        except (OSError, EOFError, vendor.DBusFastError):
            raise BusGoneError("The session bus has ended.") from None
        if reply is None or reply.message_type is not vendor.MessageType.METHOD_RETURN:
            raise RefusedError("A program of the desktop cannot do that.")
        return BusReply(str(reply.sender), reply.signature, _unpacked(reply.body, vendor.Variant))

    async def names(self) -> Sequence[str]:
        """Who is on the bus, by well-known and unique names."""
        reply = await self.call(Call(*_BUS, "ListNames"))
        return [str(name) for name in reply.body[0]]

    async def owner(self, name: str) -> str:
        """Who holds a well-known name, as it is called for this one run. Raises RefusedError: nobody."""
        return str((await self.call(Call(*_BUS, "GetNameOwner", "s", [name]))).body[0])

    async def properties(self, whom: str, path: str, interface: str) -> dict[str, Any]:
        """All that a program tells of itself under this interface."""
        reply = await self.call(Call(whom, path, _PROPERTIES, "GetAll", "s", [interface]))
        found = reply.body[0] if reply.signature == "a{sv}" else {}
        return dict(found)


def session() -> str:
    """Where the session bus is."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    usual = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
    return told or f"unix:path={usual}"


def system() -> str:
    """Where the bus of the whole computer is."""
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/run/dbus/system_bus_socket"


def _unpacked(value: Any, variant: type) -> Any:  # noqa: ANN401 - whatever travels over the bus
    if isinstance(value, variant):
        return _unpacked(value.value, variant)  # type: ignore[attr-defined]
    if isinstance(value, dict):
        return {key: _unpacked(one, variant) for key, one in value.items()}
    return [_unpacked(one, variant) for one in value] if isinstance(value, list) else value


def _load() -> Any:  # noqa: ANN401 - a module
    """Off the loop: it takes a while, and most never need it."""
    import dbus_fast.aio  # noqa: PLC0415 - see above

    return dbus_fast
