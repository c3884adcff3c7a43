"""Jarvis is called by its name on a real session bus, which may end and come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis import presence
from jarvis.bus_guest import Guest
from jarvis.errors import BadInputError
from jarvis.presence import APPLICATION, NAME, PATH, WAITING, Presence
from jarvis.session_bus import Call, RefusedError, SessionBus
from tests.sessionbus import PrivateBus, session_bus
from tests.sound import until

__all__ = ["session_bus"]
pytestmark = [
    pytest.mark.real_time,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Jarvis:
    """Notes what it is told to do, and what it tells the user."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.told: list[str] = []
        self.may = asyncio.Event()
        self.may.set()
        deeds = {"listen": self.listen, "mute": self.mute, "stop": self.stop}
        self.presence = Presence(deeds, self.told.append)

    async def listen(self) -> None:
        await self.may.wait()
        self.did.append("listen")

    async def mute(self) -> None:
        raise BadInputError("The microphone is muted already.")

    async def stop(self) -> None:
        raise ZeroDivisionError


@asynccontextmanager
async def present() -> AsyncIterator[Jarvis]:
    async with asyncio.TaskGroup() as group:
        jarvis = Jarvis()
        running = group.create_task(jarvis.presence.run(), name="presence")
        yield jarvis
        running.cancel()


async def ask(bus: SessionBus, member: str, signature: str = "", *body: object) -> None:
    await bus.call(Call(NAME, PATH, APPLICATION, member, signature, body))


def is_ready(jarvis: Jarvis) -> bool:
    return jarvis.presence.state == "ready"


@pytest.mark.usefixtures("session_bus")
async def test_a_menu_makes_jarvis_listen_by_its_name() -> None:
    async with present() as jarvis, SessionBus() as menu:
        await until(lambda: is_ready(jarvis), "the name")
        await ask(menu, "Activate", "a{sv}", {})
        await ask(menu, "ActivateAction", "sava{sv}", "listen", [], {})
        await until(lambda: jarvis.did == ["listen", "listen"], "obeyed")
        await ask(menu, "ActivateAction", "sava{sv}", "mute", [], {})
        await ask(menu, "ActivateAction", "sava{sv}", "stop", [], {})  # fails, and is logged
        await ask(menu, "ActivateAction", "sava{sv}", "listen", [], {})
        await until(lambda: len(jarvis.did) == 3, "obeyed after all that")
        assert jarvis.told == ["The microphone is muted already."]
        reply = await menu.call(Call(NAME, PATH, "org.freedesktop.DBus.Introspectable", "Introspect"))
        assert "ActivateAction" in str(reply.body[0])


@pytest.mark.usefixtures("session_bus")
async def test_what_it_does_not_know_is_refused() -> None:
    async with present() as jarvis, SessionBus() as menu:
        await until(lambda: is_ready(jarvis), "the name")
        for member, signature, *body in (
            ("ActivateAction", "sava{sv}", "shut down", [], {}),
            ("ActivateAction", "s", "listen"),
            ("Open", "asa{sv}", ["file:///etc/passwd"], {}),
            ("Explode", ""),
        ):
            with pytest.raises(RefusedError):
                await ask(menu, str(member), str(signature), *body)
        with pytest.raises(RefusedError):
            await menu.call(Call(NAME, "/elsewhere", APPLICATION, "Activate", "a{sv}", [{}]))
        assert jarvis.did == []


@pytest.mark.usefixtures("session_bus")
async def test_who_clicks_too_often_is_refused() -> None:
    async with present() as jarvis, SessionBus() as menu:
        await until(lambda: is_ready(jarvis), "the name")
        jarvis.may.clear()
        for _ in range(WAITING + 1):
            await ask(menu, "Activate", "a{sv}", {})
        with pytest.raises(RefusedError):
            await ask(menu, "Activate", "a{sv}", {})
        jarvis.may.set()
        await until(lambda: len(jarvis.did) == WAITING + 1, "all that was taken")


async def test_when_the_bus_is_back_so_is_the_name(
    session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "AGAIN_S", 0.05)
    session_bus.stop()
    async with present() as jarvis:
        await asyncio.sleep(0.1)
        assert jarvis.presence.state == "There is no session bus."
        session_bus.start()
        await until(lambda: is_ready(jarvis), "the name")
        session_bus.stop()
        await until(lambda: not is_ready(jarvis), "that it is gone")
        session_bus.start()
        await until(lambda: is_ready(jarvis), "the name again")
        async with SessionBus() as menu:
            await ask(menu, "Activate", "a{sv}", {})
        await until(lambda: bool(jarvis.did), "obeyed")


@pytest.mark.usefixtures("session_bus")
async def test_another_program_of_this_name_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "AGAIN_S", 0.05)
    async with Guest() as other:
        assert await other.own(NAME)
        async with present() as jarvis:
            await until(lambda: "Another program" in jarvis.presence.state, "that it is told")
            other.close()
            await until(lambda: is_ready(jarvis), "the name")
