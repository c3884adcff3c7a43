"""What happens in the process of the embedded model, told with a model that does as it is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jarvis.errors import EngineError
from jarvis.mind.embedded_host import Host, server

Chunk = dict[str, Any]


def text(words: str) -> Chunk:
    return {"choices": [{"finish_reason": None, "delta": {"content": words}}]}


END: Chunk = {"choices": [{"finish_reason": "stop", "delta": {}}]}
START: Chunk = {"choices": [{"finish_reason": None, "delta": {"role": "assistant", "content": None}}]}


class Model:
    """Says its chunks until whoever listens has had enough."""

    def __init__(self, *chunks: Chunk, raises: bool = False) -> None:
        self.chunks, self.raises, self.given = chunks, raises, 0

    def handle_chat_completions(self, request: dict[str, Any], take: Callable[[Chunk], bool]) -> None:
        """The library's own way."""
        assert request["stream"]
        for chunk in self.chunks:
            self.given += 1
            if take(chunk):
                return
        if self.raises:
            raise RuntimeError


def told(model: Model, stop: int = 0) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    def tell(values: dict[str, Any]) -> None:
        heard.append(values)
        if len(heard) == stop:
            host.unwanted(1)

    host = Host(model, tell)
    host.answer({"number": 1, "messages": [], "tokens": 9, "temperature": 0})
    return heard


def test_pieces_come_with_their_number_and_then_the_end() -> None:
    heard = told(Model(START, text("Hel"), text("lo"), END))
    assert heard == [
        {"number": 1, "piece": "Hel"},
        {"number": 1, "piece": "lo"},
        {"number": 1, "done": "stop"},
    ]


def test_what_nobody_wants_any_more_ends_with_the_next_piece() -> None:
    model = Model(text("a"), text("b"), text("c"), END)
    assert told(model, stop=1) == [{"number": 1, "piece": "a"}]
    assert model.given == 1


def test_what_nobody_wants_before_it_begins_is_not_begun() -> None:
    model = Model(text("a"), END)
    host = Host(model, lambda _: None)
    host.unwanted(1)
    host.answer({"number": 1, "messages": [], "tokens": 9, "temperature": 0})
    assert model.given == 0


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (Model(text("a")), "stopped in the middle"),
        (Model(raises=True), "RuntimeError"),
        (Model({"error": {"type": "exceed_context_size_error"}}), "too long"),
        (Model({"error": {"type": "other", "message": "secret"}}), "failed"),
    ],
)
def test_every_failure_is_told(model: Model, why: str) -> None:
    assert why in told(model)[-1]["broken"]


def test_a_model_that_was_changed_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"something else")
    with pytest.raises(EngineError, match="damaged"):
        server(tmp_path / "m.gguf", 512, 1, "0" * 64)
