"""Texts that mean alike lie close together; a damaged model is never used."""

from pathlib import Path

import numpy as np
import pytest

from jarvis.errors import ModelError
from jarvis.mind import embedding
from jarvis.mind.embedding import TAKES_MB, Minilm, Shared


@pytest.fixture(scope="module")
def model() -> Minilm:
    """The real one."""
    return Minilm()


def test_what_means_alike_lies_close_together(model: Minilm) -> None:
    vectors = model.encode(["How do I get on the internet?", "The wifi password is maple.", "Feed the cat."])
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.2 > vectors[0] @ vectors[2]


def test_it_gives_what_the_reference_gives(model: Minilm) -> None:
    cat, rug, stocks = model.encode(["A cat sits on the mat", "A feline rests on a rug", "Stock prices fell"])
    assert cat @ rug == pytest.approx(0.569, abs=0.005)
    assert cat @ stocks == pytest.approx(0.071, abs=0.005)


def test_a_text_has_the_same_vector_whatever_stands_beside_it(model: Minilm) -> None:
    texts = ["short", "a text that is a good deal longer than the others are " * 20, "", "mid size text"]
    together = model.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert model.encode([text])[0] @ vector == pytest.approx(1, abs=1e-4)
    assert model.encode([]).shape == (0, 384)


def test_a_model_that_is_damaged_or_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        Minilm(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(ModelError, match="damaged"):
        Minilm(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ModelError, match="not installed"):
        Minilm()


def test_for_a_vector_on_the_side_the_model_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Shared()
    monkeypatch.setattr(embedding, "the_shared", lambda: mine)
    assert embedding.if_loaded("hello") is None
    assert embedding.shared() is mine
    vector = embedding.if_loaded("hello")
    assert vector is not None
    assert vector.shape == (384,)


async def test_it_leaves_memory_and_is_there_again_for_whoever_needs_it() -> None:
    shared, full = Shared(), False

    def room() -> None:
        if full:
            raise ModelError("The model needs 0.1 GB, 0.0 GB are free. Close other programs.")

    shared.room = room
    assert shared.ram_mb == 0
    first = shared.encode(["a cat"])
    assert (shared.ram_mb, shared.uses) == (TAKES_MB, 1)
    await shared.unload()
    assert shared.ram_mb == 0
    assert np.array_equal(shared.encode(["a cat"]), first)
    await shared.unload()
    full = True
    with pytest.raises(ModelError, match="Close other programs"):
        shared.encode(["a cat"])
