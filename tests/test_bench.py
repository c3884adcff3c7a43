"""The benchmark measures what it says, and does not call a goal reached that is not."""

import asyncio
import json
from typing import Any

import pytest

from tests.bench import core, our_turn, ours
from tests.bench.core import GOALS, Goal, measured


class Scripted:
    """A side whose rounds are written down."""

    def __init__(self, *values: float) -> None:
        self._values = list(values)

    def round(self, row: str) -> dict[str, Any]:
        """The next one."""
        return {"value": self._values.pop(0), "name": row, "version": "1"}

    def close(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize(("peer", "met"), [(2.0, True), (1.99, False)])
def test_a_goal_beside_a_peer_is_reached_by_the_middle_of_the_rounds(peer: float, met: bool) -> None:  # noqa: FBT001 - given
    goal = Goal("bus_1", "us", 0.5, "bus_1")
    row = measured(goal, Scripted(9.0, 1.0, 0.1), Scripted(peer, peer, peer), rounds=3)
    assert (row["value"], row["goal"], row["met"], row["spread"]) == (1.0, "<= 0.5 x peer", met, [0.1, 9.0])
    assert row["peer"] == {"name": "bus_1", "version": "1", "value": peer}
    json.dumps(row)


def test_without_the_peers_nothing_is_called_reached() -> None:
    row = measured(Goal("bus_1", "us", 0.5, "bus_1"), Scripted(1.0), None, rounds=1)
    assert (row["met"], row["peer"], "scripts/bench --peers" in row["why"]) == (None, None, True)


def test_a_goal_without_a_peer_is_a_figure() -> None:
    goal = Goal("queue_bytes", "B", 350)
    assert [goal.met(value, None) for value in (350.0, 350.1)] == [True, False]
    assert goal.text == "<= 350"


@pytest.mark.real_time
@pytest.mark.parametrize("row", sorted({goal.ours or goal.row for goal in GOALS}))
def test_every_row_of_the_core_is_measured_on_our_side(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "ITEMS", 300)
    monkeypatch.setattr(ours, "CALLS", 100)
    monkeypatch.setattr(our_turn, "TURNS", 3)
    found = asyncio.run(ours.answer(row))
    assert found["value"] > 0
    assert (core.ROOT / "tests/bench/ours.py").exists()
