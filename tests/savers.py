"""What locks a screen, on a bus of a test's own: screen savers, and the session manager."""

from typing import Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.sessionbus import PrivateBus


class Saver:
    """Locks the screen, used as `async with`. If it does not `work`, it takes orders and does nothing."""

    def __init__(self, bus: PrivateBus, name: str, *, works: bool = True) -> None:
        self._address, self._name, self._works = bus.address, name, works
        self._bus: MessageBus | None = None
        self.locked = False

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._take)
        await self._bus.request_name(self._name)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def _take(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member == "GetActive":
            return Message.new_method_return(message, "b", [self.locked])
        if message.member == "GetAll":
            return Message.new_method_return(message, "a{sv}", [{"LockedHint": Variant("b", self.locked)}])
        if message.member == "Lock":
            self.locked = self._works
            return Message.new_method_return(message)
        return None
