"""The benchmark of the surfaces: it measures what it says, or says why it cannot."""

import json
import os
import threading
from typing import Any

import pytest

from tests.bench import surfaces, surfaces_cli, surfaces_house, surfaces_key, surfaces_tray
from tests.bench.__main__ import BENCHES
from tests.bench.goals import GOALS
from ui.icon import pixels
from ui.standing import Look

ROWS = list(surfaces.ROWS)


def test_where_something_is_missing_every_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BENCHES["surfaces"] is surfaces.rows
    monkeypatch.setenv("PATH", "/nowhere")
    rows = list(surfaces.rows(quick=True))
    assert [(row["row"], row["value"], row["met"]) for row in rows] == [(one, None, None) for one in ROWS]
    assert all("not installed here" in row["why"] for row in rows)


@pytest.mark.real_time
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_rows_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "")  # what the bench sets is gone after the test
    for part, name, few in (
        (surfaces_tray, "QUICK_CHANGES", 4),
        (surfaces_tray, "QUICK_IDLE_S", 0.1),
        (surfaces_cli, "QUICK", 2),
        (surfaces_cli, "WARM_UP", 0),
        (surfaces_key, "QUICK", 2),
    ):
        monkeypatch.setattr(part, name, few)
    rows = {row["row"]: row for row in surfaces.rows(quick=True)}
    assert list(rows) == ROWS
    for name, row in rows.items():
        json.dumps(row)
        assert (row["unit"], row["goal"]) == (GOALS[name].unit, GOALS[name].text)
        assert row["met"] is GOALS[name].met(row["value"])
        assert row["spread"][0] <= row["value"] <= row["spread"][1]
        assert (row["error_rate"] is None) is name.startswith("tray_")
        assert row["value"] > 0 or name == "tray_cpu"
    assert 10 < rows["tray_rss"]["peer"]["value"] < 500
    assert [rows[name]["n"] for name in ROWS] == [1, 1, 4, 2, 2, 2]


def test_commands_that_fail_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surfaces_cli, "WARM_UP", 0)
    status, helped = surfaces_cli.commands({**os.environ}, 1)  # no daemon runs
    assert (status["error_rate"], helped["error_rate"]) == (1.0, 0.0)


async def test_an_icon_that_was_wrong_at_first_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = surfaces_tray.Watching("nowhere")
    shown = [Look.IDLE, Look.PAUSED]

    async def facts() -> dict[str, Any]:
        panel.new_icon.set()
        return {"IconPixmap": [[22, 22, pixels(shown.pop(0), 22)]]}

    monkeypatch.setattr(panel, "facts", facts)
    panel.new_icon.set()
    _, others = await panel.reads(Look.PAUSED)
    assert others == 1


@pytest.mark.real_time
def test_work_of_a_process_counts_also_when_its_thread_has_ended() -> None:
    before_s = surfaces_tray.cpu_s(os.getpid())
    worker = threading.Thread(target=lambda: sum(range(1_000_000)))
    worker.start()
    worker.join()
    assert surfaces_tray.cpu_s(os.getpid()) - before_s > 0.002
    assert surfaces_house.p95([float(number) for number in range(100)]) == 95
