"""Asking over the session bus; see also test_notices.py, which loses the bus in every way."""

import pytest

from jarvis.session_bus import BusError, BusGoneError, Call, NoReplyError, RefusedError, SessionBus, system
from tests.sessionbus import NAME, PATH, PrivateBus, Screen, session_bus

__all__ = ["session_bus"]
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.real_time
async def test_whoever_is_there_answers_and_who_is_not_does_not(session_bus: PrivateBus) -> None:
    async with Screen(session_bus), SessionBus() as bus:
        assert NAME in await bus.names()
        reply = await bus.call(Call(NAME, PATH, NAME, "GetCapabilities"))
        assert (reply.signature, reply.body[0]) == ("as", ["body", "body-markup"])
        assert reply.sender == await bus.owner(NAME)
        with pytest.raises(RefusedError):
            await bus.owner("org.example.Nobody")


@pytest.mark.real_time
async def test_what_goes_wrong_has_a_name(session_bus: PrivateBus) -> None:
    async with Screen(session_bus, answers=False), SessionBus() as bus:
        with pytest.raises(NoReplyError):
            await bus.call(Call(NAME, PATH, NAME, "GetCapabilities"), 0.2)
    with pytest.raises(BusGoneError):
        await bus.names()
    session_bus.stop()
    with pytest.raises(BusError, match="cannot be reached"):
        await SessionBus().connect()


def test_the_bus_of_the_computer_is_at_its_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    assert system() == "unix:path=/run/dbus/system_bus_socket"
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/x")
    assert system() == "unix:path=/x"
