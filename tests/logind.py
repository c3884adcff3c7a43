"""A logind on a bus of a test's own: it tells that the computer will sleep, and waits for whoever asked."""

import os
from typing import Self

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.sessionbus import PrivateBus

NAME, PATH, MANAGER = (
    "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
)  # fmt: skip


class Logind:
    """Used as `async with`. If it does not `lock`, it refuses to wait for anybody."""

    def __init__(self, bus: PrivateBus, *, locks: bool = True) -> None:
        self._address, self._locks = bus.address, locks
        self._bus: MessageBus | None = None
        self._fifos: list[int] = []
        self.asked: list[list[str]] = []
        """What each inhibitor said of itself."""

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address, negotiate_unix_fd=True).connect()
        self._bus.add_message_handler(self._take)
        await self._bus.request_name(NAME)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types
        for one in self._fifos:
            os.close(one)

    def tell(self, *, sleeps: bool) -> None:
        """The computer is about to sleep; or it is awake again."""
        assert self._bus is not None
        self._bus.send(Message.new_signal(PATH, MANAGER, "PrepareForSleep", "b", [sleeps]))

    @property
    def held(self) -> int:
        """How many still want it to wait."""
        count = 0
        for one in self._fifos:
            try:
                os.read(one, 1)
            except BlockingIOError:
                count += 1
        return count

    def _take(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.member != "Inhibit":
            return None
        if not self._locks:
            return Message.new_error(message, "org.freedesktop.DBus.Error.AccessDenied", "no")
        self.asked.append(list(message.body))
        ours, theirs = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._fifos.append(ours)
        reply = Message.new_method_return(message, "h", [0], [theirs])
        assert self._bus is not None
        self._bus.send(reply).add_done_callback(lambda _: os.close(theirs))
        return True
