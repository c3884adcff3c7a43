"""The core against others that do the same: bus, queue, breaker, a whole turn, an interruption.

Both sides run in processes of their own that are asked for a round in turn: ours, theirs, ours, theirs.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Protocol

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".peers/bin/python"
Row = dict[str, Any]


class Goal(NamedTuple):
    """What a row must reach: at most `limit`, or `limit` times what the peer needs for `peer`."""

    row: str
    unit: str
    limit: float
    peer: str = ""
    ours: str = ""
    """The round of ours, where it is not called like the row."""

    @property
    def text(self) -> str:
        """As one reads it."""
        return f"<= {self.limit:g} x peer" if self.peer else f"<= {self.limit:g}"

    def met(self, value: float, peer: float | None) -> bool | None:
        """Whether it is reached; None where there is nobody to compare with."""
        if not self.peer:
            return value <= self.limit
        return None if peer is None else value <= self.limit * peer


GOALS = (
    Goal("bus_1", "us", 0.5, "bus_1"),
    Goal("bus_10", "us", 0.5, "bus_10"),
    Goal("bus_100", "us", 0.5, "bus_100"),
    Goal("queue_cpu", "us", 1.5, "queue_cpu"),
    Goal("queue_bytes", "B", 350),
    Goal("breaker_cpu", "us", 0.6, "breaker_cpu"),
    Goal("turn_stub", "ms", 0.4, "turn_stub"),
    Goal("turn_stub_tuned", "ms", 0.4, "turn_stub_tuned", "turn_stub"),
    Goal("interrupt_stub", "ms", 1.0),
)


class Rounds(Protocol):
    """Gives rounds."""

    def round(self, row: str) -> Row:
        """One round of a row."""
        ...


class Side:
    """A process that gives a round of a row for each line."""

    def __init__(self, *command: str | Path) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            list(map(str, command)), cwd=ROOT, stdin=pipe, stdout=pipe, text=True
        )

    def round(self, row: str) -> Row:
        """One round."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"row": row}), file=self._process.stdin, flush=True)
        answer: Row = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


def rows(*, quick: bool) -> Iterator[Row]:
    """All rows of this bench."""
    with ExitStack() as sides:
        ours = Side(sys.executable, "-m", "tests.bench.ours")
        sides.callback(ours.close)
        theirs = Side(PEERS, "tests/bench/peers.py") if PEERS.exists() else None
        if theirs is not None:
            sides.callback(theirs.close)
        for goal in GOALS:
            yield measured(goal, ours, theirs, rounds=3 if quick else 9)


def measured(goal: Goal, ours: Rounds, theirs: Rounds | None, rounds: int) -> Row:
    """One row: the middle of interleaved rounds."""
    mine: list[float] = []
    error_rate = None
    others: list[Row] = []
    for _ in range(rounds):
        found = ours.round(goal.ours or goal.row)
        mine.append(found["value"])
        error_rate = found.get("error_rate")
        if goal.peer and theirs is not None:
            others.append(theirs.round(goal.peer))
    value = median(mine)
    peer = median(other["value"] for other in others) if others else None
    row: Row = {
        "row": goal.row,
        "value": round(value, 3),
        "unit": goal.unit,
        "goal": goal.text,
        "met": goal.met(value, peer),
        "peer": (others and {**others[0], "value": round(peer or 0.0, 3)}) or None,
        "n": rounds,
        "spread": [round(min(mine), 3), round(max(mine), 3)],
        "error_rate": error_rate,
    }
    if row["met"] is None:
        row["why"] = "run `scripts/bench --peers` first"
    return row
