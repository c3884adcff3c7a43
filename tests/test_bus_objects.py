"""What we show on the session bus answers properly, also to those who ask wrongly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree import ElementTree as ET

import pytest
from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.sessionbus import PrivateBus, session_bus
from ui.bus_objects import BusLostError, Interface, Method, Served, Variant, own_name

__all__ = ["session_bus"]
pytestmark = pytest.mark.real_time
NAME, PATH = "org.example.Sums", "/Sums"


def sums() -> Interface:
    add = Method("iai", "iv", lambda one, more: (one + sum(more), Variant("s", "ok")))
    return Interface(NAME, {"Add": add}, {"Last": ("i", lambda: 7)}, {"Added": "ii"})


@asynccontextmanager
async def served(bus: PrivateBus) -> AsyncIterator[tuple[Served, MessageBus]]:
    ours, client = Served({PATH: sums()}), await MessageBus(bus_address=bus.address).connect()
    await ours.connect()
    await ours.own(own_name(NAME))
    yield ours, client
    ours.close()
    client.disconnect()


async def ask(client: MessageBus, member: str, signature: str = "", *body: object, of: str = NAME) -> Message:
    message = Message(own_name(NAME), PATH, of, member, signature=signature, body=list(body))
    reply = await client.call(message)
    assert reply is not None
    return reply


async def test_methods_and_properties_answer(session_bus: PrivateBus) -> None:
    async with served(session_bus) as (_, client):
        added = await ask(client, "Add", "iai", 1, [2, 3])
        assert (added.signature, added.body[0]) == ("iv", 6)
        properties = "org.freedesktop.DBus.Properties"
        assert (await ask(client, "Get", "ss", NAME, "Last", of=properties)).body[0].value == 7
        everything = await ask(client, "GetAll", "s", NAME, of=properties)
        assert {name: one.value for name, one in everything.body[0].items()} == {"Last": 7}


@pytest.mark.parametrize(
    ("member", "signature", "body", "of"),
    [
        ("Add", "s", ["two"], NAME),
        ("Add", "", [], NAME),
        ("Subtract", "i", [1], NAME),
        ("Add", "iai", [1, [2]], "org.example.Other"),
        ("Get", "ss", [NAME, "Next"], "org.freedesktop.DBus.Properties"),
    ],
)
async def test_a_wrong_question_gets_an_error_and_harms_nobody(
    session_bus: PrivateBus, member: str, signature: str, body: list[object], of: str
) -> None:
    async with served(session_bus) as (_, client):
        assert (await ask(client, member, signature, *body, of=of)).message_type is MessageType.ERROR
        assert (await ask(client, "Add", "iai", 1, [])).body[0] == 1


async def test_what_there_is_can_be_looked_up(session_bus: PrivateBus) -> None:
    async with served(session_bus) as (_, client):
        told = await ask(client, "Introspect", of="org.freedesktop.DBus.Introspectable")
        interface = ET.fromstring(told.body[0])[0]  # noqa: S314 - our own
        arguments = [(one.get("type"), one.get("direction")) for one in interface.find("method") or ()]
        assert arguments == [("i", "in"), ("ai", "in"), ("i", "out"), ("v", "out")]
        assert [one.tag for one in interface] == ["method", "property", "signal"]


async def test_a_bus_that_is_not_there_or_goes_is_told(session_bus: PrivateBus) -> None:
    async with served(session_bus) as (ours, _):
        session_bus.stop()
        await ours.until_lost()
        ours.tell(PATH, "Added", 1, 2)  # nobody hears it, and that is all
        with pytest.raises(BusLostError):
            await ours.call("org.example", "/", "org.example", "Any")
        with pytest.raises(BusLostError):
            await Served({}).connect()
