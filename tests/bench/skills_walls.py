"""The walls around users' skills: how long a call takes, and how soon each hostile one is stopped."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from jarvis.errors import SkillError
from tests.bench.goals import Goal, Row
from tests.security.test_hostile_skills import HELP
from tests.security.test_hostile_skills import HOSTILE as ALL_HOSTILE
from tests.userskills import going, running, written

HOSTILE = dict(ALL_HOSTILE)
GOALS = {"sandbox_rtt": Goal("ms", 5), "hostile": Goal("s", 2)}
LIMIT_S = 1.0
"""The time that a call has in this bench; users' skills have ten times as much."""


def rows(*, quick: bool) -> Iterator[Row]:
    """Both rows."""
    before = os.environ.get("HOME", "")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        try:
            yield asyncio.run(_round_trip(Path(folder), calls=100 if quick else 1_000))
            yield asyncio.run(_hostile(Path(folder), every=4 if quick else 1))
        finally:
            os.environ["HOME"] = before


async def _round_trip(folder: Path, calls: int) -> Row:
    took_ms = []
    async with running(written(folder / "skills", going("return 'It is sunny.'"))) as one:
        await one.start()
        for _ in range(calls):
            began_s = time.perf_counter()
            await one.call("go", {})
            took_ms.append((time.perf_counter() - began_s) * 1000)
    return _row("sandbox_rtt", sorted(took_ms), median(took_ms), "the call of a skill and back")


async def _hostile(folder: Path, every: int) -> Row:
    """The longest time until a hostile skill was stopped or denied; one that was not is an error."""
    took_s, free = [], []
    words = dict.fromkeys(("token", "database", "door"), str(folder / "secret"))
    for deed, (body, _) in list(HOSTILE.items())[::every]:
        text = HELP + going(body.format(home=folder, port=1, **words))
        async with running(written(folder / "skills", text), limit_s=LIMIT_S) as one:
            await one.start()
            began_s = time.perf_counter()
            try:
                await one.call("go", {})
                free.append(deed)
            except SkillError:
                pass
            took_s.append(time.perf_counter() - began_s)
    why = f"of {len(took_s)} hostile skills, {len(free)} were not stopped {free or ''}".strip()
    row = _row("hostile", sorted(took_s), max(took_s), f"{why}; a call has {LIMIT_S:g} s here")
    return {**row, "met": row["met"] and not free, "error_rate": len(free) / len(took_s)}


def _row(name: str, values: list[float], value: float, why: str) -> dict[str, Any]:
    goal = GOALS[name]
    return {
        "row": name,
        "value": round(value, 3),
        "unit": goal.unit,
        "goal": goal.text,
        "met": goal.met(value),
        "peer": None,
        "n": len(values),
        "spread": [round(values[0], 3), round(values[-1], 3)],
        "error_rate": None,
        "why": why,
    }
