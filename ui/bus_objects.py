"""Objects that other programs of the desktop use over D-Bus: their methods, properties and signals."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

from dbus_fast import Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.constants import RequestNameReply
from dbus_fast.errors import DBusError, DBusFastError

from jarvis.session_bus import session

__all__ = ["BusLostError", "Interface", "Method", "Served", "Variant"]
ANSWER_S = 3.0
_PROPERTIES = "org.freedesktop.DBus.Properties"
_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class BusLostError(Exception):
    """There is no session bus, or not any more."""


@dataclass(frozen=True)
class Method:
    """What can be called: the types of what goes in and comes out, and what does it."""

    takes: str
    gives: str
    call: Callable[..., Sequence[Any]]
    """Given the values that go in; gives those that come out. It must not block."""


@dataclass(frozen=True)
class Interface:
    """One interface of an object."""

    name: str
    methods: Mapping[str, Method]
    properties: Mapping[str, tuple[str, Callable[[], Any]]]
    """Type and current value of each. None can be written."""
    signals: Mapping[str, str] = field(default_factory=dict)
    """The types of what each tells."""

    def to_xml(self) -> str:
        """As `Introspect` gives it."""
        parts = [f"<interface name={quoteattr(self.name)}>"]
        for name, method in self.methods.items():
            arguments = _arguments(method.takes, "in") + _arguments(method.gives, "out")
            parts.append(f"<method name={quoteattr(name)}>{arguments}</method>")
        parts += [
            f'<property name={quoteattr(name)} type={quoteattr(kind)} access="read"/>'
            for name, (kind, _) in self.properties.items()
        ]
        parts += [
            f"<signal name={quoteattr(name)}>{_arguments(kinds, '')}</signal>"
            for name, kinds in self.signals.items()
        ]
        return "".join([*parts, "</interface>"])


class Served:
    """Objects by their paths, on the session bus of this moment. Raises BusLostError."""

    def __init__(self, objects: Mapping[str, Interface]) -> None:
        self._objects = objects
        self._bus: MessageBus | None = None
        self._owners: dict[str, Callable[[str], None]] = {}

    async def connect(self) -> None:
        """Join the bus, and answer from now on."""
        try:
            async with asyncio.timeout(ANSWER_S):
                bus = await MessageBus(bus_address=session()).connect()
        except (OSError, EOFError, ValueError, LookupError, TimeoutError, DBusFastError):
            raise BusLostError from None
        bus.add_message_handler(self._take)
        self._bus = bus

    async def own(self, name: str) -> None:
        """Be called so."""
        reply = await self.call(*_DAEMON, "RequestName", "su", [name, 4])
        if reply[0] not in (RequestNameReply.PRIMARY_OWNER.value, RequestNameReply.ALREADY_OWNER.value):
            raise BusLostError

    async def follow(self, name: str, told: Callable[[str], None]) -> None:
        """Tell who holds this name whenever that changes, "" for nobody; and at once."""
        rule = f"type='signal',sender='{_DAEMON[0]}',member='NameOwnerChanged',arg0='{name}'"
        self._owners[name] = told
        await self.call(*_DAEMON, "AddMatch", "s", [rule])
        reply = await self.call(*_DAEMON, "NameHasOwner", "s", [name])
        told(name if reply[0] else "")

    async def call(  # noqa: PLR0913, PLR0917 - what a call consists of
        self, whom: str, path: str, interface: str, member: str, signature: str = "", body: Sequence[Any] = ()
    ) -> list[Any]:
        """Ask somebody. Gives [] where nobody can do that."""
        if self._bus is None:
            raise BusLostError
        message = Message(whom, path, interface, member, signature=signature, body=list(body))
        try:
            async with asyncio.timeout(ANSWER_S):
                reply = await self._bus.call(message)
        except TimeoutError:
            return []
        except (OSError, EOFError, DBusFastError):
            raise BusLostError from None
        return list(reply.body) if reply.message_type is MessageType.METHOD_RETURN else []

    def tell(self, path: str, signal: str, *values: Any) -> None:  # noqa: ANN401 - D-Bus values
        """Send a signal; without a bus nobody hears it."""
        interface = self._objects[path]
        message = Message.new_signal(path, interface.name, signal, interface.signals[signal], list(values))
        if self._bus is not None and self._bus.connected:
            with suppress(OSError, EOFError, DBusFastError):
                self._bus.send(message)

    async def until_lost(self) -> None:
        """Wait until the bus ends the connection."""
        if self._bus is not None:
            with suppress(OSError, EOFError, DBusFastError):
                await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def close(self) -> None:
        """Leave the bus."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()

    def _take(self, message: Message) -> Message | bool | None:
        if message.member == "NameOwnerChanged" and message.sender == _DAEMON[0]:
            name, _, owner = message.body
            if name in self._owners:
                self._owners[name](name if owner else "")
            return None
        interface = self._objects.get(message.path or "")
        if message.message_type is not MessageType.METHOD_CALL or interface is None:
            return None
        try:
            reply = self._answer(interface, message)
            return reply if reply is None or not message.flags & MessageFlag.NO_REPLY_EXPECTED else True
        except DBusError as error:
            return Message.new_error(message, error.type, error.text)

    def _answer(self, interface: Interface, message: Message) -> Message | None:
        name, body = str(message.member), message.body
        if message.interface == _PROPERTIES and message.signature in ("s", "ss"):
            values = {key: Variant(kind, get()) for key, (kind, get) in interface.properties.items()}
            if name == "GetAll":
                return Message.new_method_return(message, "a{sv}", [values])
            if name == "Get" and body[1] in values:
                return Message.new_method_return(message, "v", [values[body[1]]])
        if message.interface == "org.freedesktop.DBus.Introspectable" and name == "Introspect":
            return Message.new_method_return(message, "s", [f"<node>{interface.to_xml()}</node>"])
        method = interface.methods.get(name)
        if method is None or message.interface not in (interface.name, None):
            return None
        if message.signature != method.takes:
            raise DBusError("org.freedesktop.DBus.Error.InvalidArgs", f"{name} takes {method.takes!r}")
        return Message.new_method_return(message, method.gives, list(method.call(*body)))


def own_name(kind: str) -> str:
    """A name on the bus that is this process's."""
    return f"{kind}-{os.getpid()}-1"


def _arguments(kinds: str, direction: str) -> str:
    told = f" direction={quoteattr(direction)}" if direction else ""
    return "".join(f"<arg type={quoteattr(kind)}{told}/>" for kind in _split(kinds))


def _split(kinds: str) -> list[str]:
    """`"ia{sv}av"` → `["i", "a{sv}", "av"]`."""
    found, part, depth = [], "", 0
    for letter in kinds:
        part += letter
        depth += (letter in "({") - (letter in ")}")
        if not depth and letter != "a":
            found.append(part)
            part = ""
    return found
