"""Players on a session bus of a test's own, which tell of themselves as real ones do."""

import asyncio
from collections.abc import Sequence
from typing import Any, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.sessionbus import PrivateBus

NAMES, PATH = "org.mpris.MediaPlayer2.", "/org/mpris/MediaPlayer2"


class FakePlayer:
    """A player with some songs, used as `async with`. `deaf`: it takes orders and does nothing."""

    def __init__(
        self, bus: PrivateBus, name: str, songs: Sequence[str], *, status: str = "Playing", deaf: bool = False
    ) -> None:
        self._address, self.name, self._songs, self._deaf = bus.address, name, songs, deaf
        self._bus: MessageBus | None = None
        self.at, self.status, self.position_us, self.tells = 0, status, 5_000_000, True
        self.calls: list[str] = []

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._take)
        await self._bus.request_name(NAMES + self.name)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def _take(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.path != PATH:
            return None
        if message.member == "GetAll":
            return Message.new_method_return(message, "a{sv}", [self._told(message.body[0])])
        self.calls.append(str(message.member))
        if not self._deaf:
            asyncio.get_running_loop().call_later(0.1, self._obey, str(message.member))  # as real ones: soon
        return Message.new_method_return(message)

    def _obey(self, member: str) -> None:
        if member in {"Play", "Pause"}:
            self.status = {"Play": "Playing", "Pause": "Paused"}[member]
        step = {"Next": 1, "Previous": -1}.get(member, 0)
        if step:
            self.at, self.position_us = max(0, min(len(self._songs) - 1, self.at + step)), 0

    def _told(self, interface: str) -> dict[str, Any]:
        if not self.tells:
            return {}
        if not interface.endswith(".Player"):
            return {"Identity": Variant("s", self.name.capitalize())}
        about = {
            "mpris:trackid": Variant("o", f"/track/{self.at}"),
            "xesam:title": Variant("s", self._songs[self.at]),
            "xesam:artist": Variant("as", ["The Testers"]),
        }
        return {
            "PlaybackStatus": Variant("s", self.status),
            "Metadata": Variant("a{sv}", about),
            "Position": Variant("x", self.position_us),
            "CanGoNext": Variant("b", True),
        }
