"""The doctor's checks of the language model, against a server that really answers, or does not."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jarvis.checks.finding import State
from tests.doctoring import Room, room

__all__ = ["room"]
pytestmark = pytest.mark.real_time
MODEL = {"name": "qwen3:4b", "size": 2_600_000_000, "details": {"parameter_size": "4.0B", "family": "qwen3"}}


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[str]:
    """A server on this computer that answers so; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer."""
            found = answers.get(self.path)
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: object) -> None:
            """Silence."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_ollama_that_runs_is_told_with_version_and_model(room: Room) -> None:
    with serving({"/api/version": {"version": "0.12.3"}, "/api/tags": {"models": [MODEL]}}) as url:
        room.set("mind", engine="ollama", url=url)
        ollama, model = room.look("ollama"), room.look("language-model")
    assert (ollama.state, model.state) == (State.OK, State.OK)
    assert "Ollama 0.12.3 answered in " in ollama.seen
    assert model.seen == "1 model in Ollama; qwen3:4b (2.6 GB) answers"


def test_an_ollama_without_models_is_told_with_what_to_fetch(room: Room) -> None:
    with serving({"/api/tags": {"models": []}}) as url:
        room.set("mind", engine="ollama", url=url)
        found = room.look("language-model")
        assert room.look("ollama").state is State.FAILED
    assert (found.state, "ollama pull" in found.remedy) == (State.WARNING, True)


def test_an_ollama_that_was_asked_for_and_is_not_there_has_failed(room: Room) -> None:
    with serving({}) as gone:
        pass
    room.set("mind", engine="ollama", url=gone)
    assert room.look("ollama").state is State.FAILED
    room.set("mind", engine="auto")
    assert room.look("ollama").state is State.ABSENT
    assert room.look("language-model").seen.startswith("1 embedded model")


def test_an_ollama_elsewhere_is_not_even_asked(room: Room) -> None:
    room.set("mind", engine="ollama", url="http://192.0.2.1:11434")
    found = room.look("ollama")
    assert (found.state, found.seen) == (State.FAILED, "0 servers asked")


def test_a_model_file_that_is_none_has_failed(room: Room, tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_text("no model")
    room.set("mind", engine="embedded", model=str(tmp_path / "model.gguf"))
    assert room.look("language-model").state is State.FAILED
    room.set("mind", engine="none", model="")
    assert room.look("language-model").state is State.ABSENT


def test_another_server_is_told_with_its_models(room: Room) -> None:
    with serving({"/v1/models": {"data": [{"id": "x"}]}}) as url:
        room.set("mind", engine="openai", url=f"{url}/v1")
        assert room.look("language-model").seen.startswith("1 model at the server")
        room.set("mind", url=f"{url}/v2")
        assert room.look("language-model").state is State.FAILED
