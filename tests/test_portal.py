"""The key on Wayland, against a portal of the test's own on a private session bus."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from jarvis.chord import Chord
from jarvis.errors import contain
from tests.sessionbus import PrivateBus, session_bus
from tests.sound import until
from ui import portal
from ui.hotkey import HotkeyError

__all__ = ["session_bus"]
pytestmark = pytest.mark.real_time
CHORD = Chord.of("ctrl+alt+j")


class Desktop:
    """A desktop with the portal, used as `async with`; `code` is how it answers a request."""

    def __init__(self, bus: PrivateBus, *, code: int = 0, gives: bool = True, registry: bool = True) -> None:
        self._address, self._code, self._gives, self._registry = bus.address, code, gives, registry
        self._bus: MessageBus | None = None
        self._client = ""
        self.session = ""
        self.bound: list[list[Any]] = []
        """What was asked for, of each time."""
        self.programs: list[str] = []

    async def __aenter__(self) -> Self:
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._take)
        await self._bus.request_name(portal.PORTAL)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        with suppress(EOFError):  # the bus may have ended before
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it has no types

    def press(self, shortcut: str = portal.SHORTCUT, session: str = "") -> None:
        """The user presses a key."""
        self._shortcut("Activated", shortcut, session)

    def release(self) -> None:
        """The user lets go of it."""
        self._shortcut("Deactivated", portal.SHORTCUT, "")

    def close(self) -> None:
        """The session is ended, as when the user takes the key back."""
        self._tell(self.session, portal.SESSION, "Closed", "a{sv}", [{}])

    def _shortcut(self, member: str, shortcut: str, session: str) -> None:
        body = [session or self.session, shortcut, 1, {}]
        self._tell(portal.PATH, portal.SHORTCUTS, member, "osta{sv}", body)

    def _tell(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        assert self._bus is not None
        told = Message.new_signal(path, interface, member, signature, body)
        told.destination = self._client
        self._bus.send(told)

    def _take(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.path != portal.PATH:
            return None
        if message.interface == portal.REGISTRY:
            if not self._registry:
                return Message.new_error(message, "org.freedesktop.DBus.Error.UnknownMethod", "")
            self.programs.append(message.body[0])
            return Message.new_method_return(message)
        self._client = str(message.sender)
        options = {key: one.value for key, one in message.body[-1].items()}
        user = self._client[1:].replace(".", "_")
        request = f"{portal.PATH}/request/{user}/{options['handle_token']}"
        found: dict[str, Variant] = {}
        if message.member == "CreateSession":
            self.session = f"{portal.PATH}/session/{user}/{options['session_handle_token']}"
            found["session_handle"] = Variant("s", self.session)
        else:
            assert message.body[0] == self.session
            wanted = [
                [name, {key: one.value for key, one in about.items()}] for name, about in message.body[1]
            ]
            self.bound.append(wanted)
            given = [[portal.SHORTCUT, {"trigger_description": Variant("s", "Ctrl+Alt+J")}]]
            found["shortcuts"] = Variant("a(sa{sv})", given if self._gives else [])
        assert self._bus is not None
        self._bus.send(Message.new_method_return(message, "o", [request]))
        self._tell(request, portal.REQUEST, "Response", "ua{sv}", [self._code, found])
        return True


@dataclass
class Watched:
    """What was told of the key, and how it ended."""

    told: list[bool] = field(default_factory=list)
    ready: int = 0
    end: object = None

    def is_ready(self) -> None:
        """The desktop has given the key."""
        self.ready += 1

    async def watch(self) -> None:
        """Until it ends."""
        self.end = await contain(portal.watch(CHORD, self.told.append, self.is_ready))


async def soon(true: Callable[[], object]) -> None:
    """Wait for it."""
    await until(lambda: bool(true()))


@asynccontextmanager
async def watching() -> AsyncIterator[Watched]:
    """Somebody watches the key."""
    watched = Watched()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(watched.watch(), name="watches")
        yield watched
        task.cancel()


async def test_the_desktop_tells_of_press_and_release(session_bus: PrivateBus) -> None:
    async with Desktop(session_bus) as desktop, watching() as watched:
        await soon(lambda: watched.ready)
        about = {"description": "Talk to Jarvis", "preferred_trigger": "CTRL+ALT+j"}
        assert desktop.bound == [[[portal.SHORTCUT, about]]]
        assert desktop.programs == [portal.APP_ID]
        desktop.press("somebody-else's")
        desktop.press(session=f"{portal.PATH}/session/other")
        desktop.press()
        desktop.press()  # a key that repeats
        desktop.release()
        desktop.press()
        await soon(lambda: len(watched.told) == 3)
        assert watched.told == [True, False, True]


async def test_an_older_portal_that_registers_no_programs_will_do(session_bus: PrivateBus) -> None:
    async with Desktop(session_bus, registry=False), watching() as watched:
        await soon(lambda: watched.ready)


async def test_a_key_that_is_held_when_the_desktop_takes_it_away_is_released(session_bus: PrivateBus) -> None:
    async with Desktop(session_bus) as desktop, watching() as watched:
        await soon(lambda: watched.ready)
        desktop.press()
        await soon(lambda: watched.told)
        desktop.close()
        await soon(lambda: watched.end)
        assert watched.told == [True, False]
        assert "has taken the key ctrl+alt+j away" in str(watched.end)


async def test_a_portal_that_is_started_again_is_asked_again(session_bus: PrivateBus) -> None:
    async with AsyncExitStack() as first_one, AsyncExitStack() as second_one:
        first = await first_one.enter_async_context(Desktop(session_bus))
        async with watching() as watched:
            await soon(lambda: watched.ready == 1)
            first.press()
            await soon(lambda: watched.told == [True])
            await first_one.aclose()
            await soon(lambda: watched.told == [True, False])
            second = await second_one.enter_async_context(Desktop(session_bus))
            await soon(lambda: watched.ready == 2)
            second.press()
            await soon(lambda: watched.told == [True, False, True])


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"code": 1}, "You refused Jarvis the key"),
        ({"code": 2}, "The desktop refused Jarvis the key"),
        ({"gives": False}, "did not give Jarvis the key ctrl+alt+j"),
    ],
)
async def test_a_key_that_is_not_given_is_told_with_another_way(
    session_bus: PrivateBus, how: dict[str, Any], sentence: str
) -> None:
    async with Desktop(session_bus, **how), watching() as watched:
        await soon(lambda: watched.end)
        assert sentence in str(watched.end)
        assert "jarvis listen --toggle" in str(watched.end)


@pytest.mark.usefixtures("session_bus")
async def test_without_a_portal_a_sentence_tells_another_way() -> None:
    async with watching() as watched:
        await soon(lambda: watched.end)
        assert isinstance(watched.end, HotkeyError)
        assert str(watched.end).startswith(
            "This desktop has no portal for keys. Bind `jarvis listen --toggle`"
        )


async def test_when_the_bus_ends_so_does_the_key_and_that_is_said(session_bus: PrivateBus) -> None:
    async with Desktop(session_bus) as desktop, watching() as watched:
        await soon(lambda: watched.ready)
        desktop.press()
        await soon(lambda: watched.told)
        session_bus.stop()
        await soon(lambda: watched.end)
        assert watched.told == [True, False]
        assert "The session bus has ended" in str(watched.end)
