"""The bench of the documents: a row for every goal, and none made up."""

from collections.abc import Sequence

import pytest

from jarvis.mind.ranking import GATE
from tests.bench import mind_docs
from tests.bench.mind_docs import Asked


def test_each_goal_about_questions_has_its_row() -> None:
    asked = [
        Asked(n, True, n % 4 != 0, GATE + 0.1, GATE - 0.1 if n % 3 else GATE + 0.1, 12.0, 8.0)
        for n in range(24)
    ]
    rows = {row["row"]: row for row in mind_docs._of_questions(asked, [GATE + 0.1, 0.2])}  # noqa: SLF001 - its sums
    assert set(rows) == set(mind_docs.GOALS) - {"docs_kill_lost"}
    assert rows["extract_gold"]["value"] == 75
    assert rows["unanswerable_answered"]["value"] == pytest.approx(33.33)
    assert not rows["unanswerable_answered"]["met"]
    assert (
        "of 2 questions of MT-RAG, about which nothing is there, 1 are"
        in rows["unanswerable_answered"]["why"]
    )
    assert rows["ladder_extractive"]["met"]


def test_without_material_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_kills(_: int) -> dict[str, Sequence[str]]:
        return {"row": ["docs_kill_lost"]}

    monkeypatch.delenv("JARVIS_TESTDATA", raising=False)
    monkeypatch.setattr(mind_docs, "_kills", no_kills)
    *rows, _ = mind_docs.rows(quick=True)
    assert [row["value"] for row in rows] == [None] * 5
