"""Values on their way between processes."""

import json
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.plain import Slot, filled, from_plain, slots, to_plain

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.timedeltas()
    | st.dates()
    | st.times()
    | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class Room(Enum):
    """Where."""

    KITCHEN = "kitchen"
    HALL = "hall"


@given(values)
def test_they_arrive_as_they_were_sent(value: object) -> None:
    arrived = from_plain(json.loads(json.dumps(to_plain(value))))
    assert _near(arrived, value)


def _near(one: object, other: object) -> bool:
    """Equal; a very long time loses a few microseconds."""
    if isinstance(one, timedelta) and isinstance(other, timedelta):
        return abs(one - other) < timedelta(seconds=1)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_near, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_near(one[key], other[key]) for key in one)
    return one == other


@pytest.mark.parametrize(
    "value",
    [timedelta(minutes=10), datetime(2026, 5, 4, 12, tzinfo=UTC), date(2026, 5, 4), time(7, 30), [1.5, None]],
)
def test_what_a_phrase_can_hold_arrives_exactly(value: object) -> None:
    assert from_plain(to_plain(value)) == value


def test_an_enum_goes_as_its_value_and_becomes_a_member_again() -> None:
    async def light(room: Room, state: Literal["on", "off"], level: Literal[1, 2] = 1) -> str:
        return f"{room} {state} {level}"

    assert to_plain(Room.HALL) == "hall"
    assert filled(light, {"room": "hall", "state": "on", "level": "2"}) == {
        "room": Room.HALL,
        "state": "on",
        "level": 2,
    }
    with pytest.raises(ValueError, match="cellar"):
        filled(light, {"room": "cellar"})


def test_a_function_tells_what_it_takes() -> None:
    async def everything(
        what: str, n: int, d: timedelta | None = None, r: Room = Room.HALL, on: Literal["on", "off"] = "on"
    ) -> str:
        return f"{what} {n} {d} {r} {on}"

    assert slots(everything) == [
        Slot("what", "str"),
        Slot("n", "int"),
        Slot("d", "timedelta", optional=True),
        Slot("r", "choice", ("kitchen", "hall"), optional=True),
        Slot("on", "choice", ("on", "off"), optional=True),
    ]


def test_what_no_phrase_can_fill_and_what_cannot_be_sent_is_refused() -> None:
    async def strange(what: list[int]) -> str:
        return str(what)

    with pytest.raises(TypeError, match="the parameter what"):
        slots(strange)
    with pytest.raises(TypeError, match="object cannot be handed"):
        to_plain(object())
    with pytest.raises(KeyError):
        from_plain({"module": "os"})
