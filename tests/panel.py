"""A panel of a test's own: it is told of tray icons, reads what they show, and clicks in their menus."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM, MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"
PATIENCE_S = 20.0


class Panel:
    """Used as `async with`. It is told of icons, and keeps the signals that come."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._bus: MessageBus | None = None
        self.icons: list[str] = []
        self.signals: list[str] = []

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._take)
        await self._bus.request_name(WATCHER)
        rule = "type='signal'"
        daemon = "org.freedesktop.DBus"
        await self._ask(
            Message(daemon, "/org/freedesktop/DBus", daemon, "AddMatch", signature="s", body=[rule])
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        with suppress(OSError, EOFError):
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def _take(self, message: Message) -> Message | None:
        if message.message_type is MessageType.SIGNAL and message.interface in (ITEM, MENU):
            self.signals.append(str(message.member))
        if message.member == "RegisterStatusNotifierItem":
            self.icons.append(str(message.body[0]))
            return Message.new_method_return(message)
        return None

    async def _ask(self, message: Message) -> Any:  # noqa: ANN401 - D-Bus values
        assert self._bus is not None
        reply = await self._bus.call(message)
        assert reply is not None
        assert reply.message_type is MessageType.METHOD_RETURN, reply.body
        return reply.body

    async def icon(self) -> str:
        """The name of the icon that came last."""
        await self.until(lambda: self.icons, "an icon")
        return self.icons[-1]

    async def facts(self) -> dict[str, Any]:
        """All properties of the icon."""
        whom, path = await self.icon(), "/StatusNotifierItem"
        properties = "org.freedesktop.DBus.Properties"
        body = await self._ask(Message(whom, path, properties, "GetAll", signature="s", body=[ITEM]))
        return {name: value.value for name, value in body[0].items()}

    async def activate(self) -> None:
        """A click on the icon itself."""
        whom, path = await self.icon(), "/StatusNotifierItem"
        await self._ask(Message(whom, path, ITEM, "Activate", signature="ii", body=[0, 0]))

    async def menu(self, member: str, signature: str, *body: Any) -> Any:  # noqa: ANN401 - D-Bus values
        """A call to the menu."""
        whom = await self.icon()
        return await self._ask(Message(whom, "/MenuBar", MENU, member, signature=signature, body=list(body)))

    async def items(self) -> dict[str, dict[str, Any]]:
        """What is in the menu, by the way to it, as in "Conversation/Pause"; with its `number`."""
        _, root = await self.menu("GetLayout", "iias", 0, -1, [])
        found: dict[str, dict[str, Any]] = {}

        def walk(node: list[Any], before: str) -> None:
            for child in node[2]:
                number, properties, _ = child.value
                told = {name: one.value for name, one in properties.items()}
                way = f"{before}{told.get('label', '-')}"
                found[way] = {**told, "number": number}
                walk(child.value, f"{way}/")

        walk(root, "")
        return found

    async def click(self, way: str) -> None:
        """Choose an item, as soon as there is one."""

        async def there() -> bool:
            return way in await self.items()

        await self.until_so(there, way)
        number = (await self.items())[way]["number"]
        await self.menu("Event", "isvu", number, "clicked", Variant("s", ""), 0)

    async def shows(self, title: str) -> dict[str, Any]:
        """Wait until the icon is called so; gives all of it."""

        async def so() -> bool:
            return bool((await self.facts())["Title"] == title)

        await self.until_so(so, title)
        return await self.facts()

    async def until(self, true: Callable[[], Any], what: str) -> None:
        """Wait until something holds."""

        async def so() -> bool:
            return bool(true())

        await self.until_so(so, what)

    @staticmethod
    async def until_so(true: Callable[[], Any], what: str) -> None:
        """The same for what has to be asked."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not await true():  # noqa: ASYNC110 - another process is waited for
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"still waiting for: {what}") from None
