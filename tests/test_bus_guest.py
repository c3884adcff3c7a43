"""Staying on a bus; see also test_presence.py and test_suspend.py."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.bus_guest import Asked, Guest, Told, there
from jarvis.session_bus import BusGoneError, Call, RefusedError
from tests.sessionbus import PrivateBus, session_bus

__all__ = ["session_bus"]
NAME, PATH = "org.example.Host", "/org/example"


@pytest.mark.real_time
@pytest.mark.usefixtures("session_bus")
async def test_one_answers_and_another_is_refused_the_name() -> None:
    asked: list[Asked] = []

    def answer(one: Asked) -> Told | None:
        asked.append(one)
        return {"Add": Told("i", [3]), "Fail": Told(error="org.example.No", body=["no"])}.get(one.member)

    async with Guest() as host, Guest() as other:
        host.serve(answer)
        assert await host.own(NAME)
        assert await host.own(NAME)  # once more is no harm
        assert not await other.own(NAME)
        assert (await other.call(Call(NAME, PATH, NAME, "Add", "ii", [1, 2]))).body == [3]
        assert asked == [Asked(PATH, NAME, "Add", "ii", [1, 2])]
        for member in ("Fail", "Unknown"):
            with pytest.raises(RefusedError):
                await other.call(Call(NAME, PATH, NAME, member))
        with pytest.raises(RefusedError):  # an answer, but no file
            await other.file(Call(NAME, PATH, NAME, "Add", "ii", [1, 2]), 2)
    with pytest.raises(BusGoneError):
        await other.file(Call(NAME, PATH, NAME, "Add"), 2)


def test_a_bus_without_a_socket_is_not_there(session_bus: PrivateBus) -> None:
    assert there(session_bus.address)
    assert there(f"{session_bus.address},guid=1234;unix:path=/nowhere")
    assert not there("unix:path=/nowhere/bus")
    assert there("unix:abstract=/tmp/x")  # nobody can see that
    assert there("tcp:host=localhost,port=1")
    session_bus.stop()
    assert not there(session_bus.address)


@given(st.text(alphabet=st.characters(exclude_characters="\0"), max_size=40))
def test_no_address_makes_it_fail(address: str) -> None:
    assert there(f"unix:path=/{address.replace(os.sep, '')}x") in {True, False}
