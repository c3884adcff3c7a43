"""The benchmark of the ladder measures what it says, on a handful of sentences."""

import json
from pathlib import Path

import pytest

from tests.bench import mind_ladder
from tests.test_examples import Words


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder like the one the benchmark is meant for."""
    folder = tmp_path / "data" / "intents"
    folder.mkdir(parents=True)
    out = ["how do fish sleep", "stop talking please", *["who was ada"] * 98]
    mine = [{"text": "what is the time", "intent": "time"}, {"text": "play a song", "intent": "play_music"}]
    lines = {"clinc150_oos": [{"text": text, "intent": "oos"} for text in out], "clinc150_val": mine}
    for name, entries in lines.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, entries)))
    monkeypatch.setenv("JARVIS_TESTDATA", str(tmp_path / "data"))


@pytest.mark.usefixtures("few")
def test_every_row_is_told_with_what_it_must_reach() -> None:
    rows = {row["row"]: row for row in mind_ladder.rows(quick=True, load=Words)}
    assert list(rows) == list(mind_ladder.GOALS)
    for row in rows.values():
        json.dumps(row)
        assert row["met"] is mind_ladder.GOALS[row["row"]].met(row["value"])
    assert (rows["oos_acting"]["value"], rows["oos_acting"]["n"]) == (1.0, 100)
    assert "'stop talking please' as stop.stop" in rows["oos_acting"]["why"]
    assert "of 1 commands that are ours 1 were known and 0" in rows["ladder_example"]["why"]


@pytest.mark.usefixtures("few")
def test_without_a_model_what_needs_it_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mind_ladder, "_model", lambda: None)
    rows = list(mind_ladder.rows(quick=True))
    assert [row["met"] is None for row in rows] == [False, True, True]


def test_without_sentences_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mind_ladder, "sentences", lambda _: [])
    assert {row["why"] for row in mind_ladder.rows(quick=True)} == {mind_ladder.NO_MATERIAL}
