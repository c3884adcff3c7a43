"""`jarvis docs …`: what a user sees."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from jarvis.cli import docs as command
from jarvis.errors import JarvisError
from tests.engines.ollama_server import OllamaServer, serving
from tests.living import Living, living, until
from tests.test_api import call, door
from tests.test_latency_command import jarvis

pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "POLL_S", 0.01)


async def test_added_listed_found_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        assert await jarvis("docs", "list") == 0
        assert "Nothing is followed" in capsys.readouterr().out
        assert await jarvis("docs", "add", str(tmp_path)) == 0
        assert capsys.readouterr().out == "Read 2 new or changed documents.\n"
        assert await jarvis("docs", "list", "--json") == 0
        assert json.loads(capsys.readouterr().out)["followed"] == [str(tmp_path)]
        assert await jarvis("docs", "list") == 0
        shown = capsys.readouterr().out
        assert "Notes" in shown
        assert not [letter for letter in shown if letter != "\n" and not letter.isprintable()]
        assert await jarvis("docs", "search", "router", "password") == 0
        assert "On top." in capsys.readouterr().out
        assert await jarvis("docs", "search", "whales") == 1
        assert await jarvis("docs", "search", " ") == 2
        assert "Say some words" in capsys.readouterr().err
        assert await jarvis("docs", "remove", str(tmp_path)) == 0
        assert f"Forgotten: {tmp_path}." in capsys.readouterr().out
        assert await jarvis("docs", "remove", "7") == 2
        assert "no document 7" in capsys.readouterr().err
        assert behind.documents.added == []


async def test_what_was_refused_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        behind.documents.refused = ["photo.txt is not text."]
        assert await jarvis("docs", "reindex") == 2
        assert capsys.readouterr().out == "photo.txt is not text.\nRead 1 new or changed document.\n"
        behind.documents.problem = "The model file is damaged."
        assert await jarvis("docs", "reindex", "--json") == 2
        assert json.loads(capsys.readouterr().out)["error"] == "The model file is damaged."


async def test_a_folder_with_nothing_to_read_is_told_and_paths_are_made_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing() -> dict[str, object]:
        return {"documents": [], "followed": [str(tmp_path)], "progress": {}}

    async with door() as behind:
        monkeypatch.setattr(behind.documents, "to_json", nothing)
        assert await jarvis("docs", "add", f"{tmp_path}/there/../") == 0
        assert behind.documents.added == [str(tmp_path)]
    assert "nothing to read yet. I read text, Markdown" in capsys.readouterr().out


async def test_ctrl_c_leaves_the_reading_to_the_daemon(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    async with door():
        monkeypatch.setattr("jarvis.cli.docs.time", SimpleNamespace(sleep=interrupted))
        assert await jarvis("docs", "add", "/notes") == 130
        assert "goes on reading" in capsys.readouterr().out
        assert await jarvis("docs", "add", "/notes", "--json") == 130
        assert json.loads(capsys.readouterr().out) == {"error": "Interrupted by Ctrl-C.", "exit_code": 130}


async def test_what_cannot_be_asked_for_is_refused() -> None:
    async with door():
        wrong: list[dict[str, object]] = [
            {"paths": []},
            {"paths": [""]},
            {"path": "x"},
            {"paths": ["x"] * 101},
        ]
        for body in wrong:
            assert (await _status("/docs/add", body)) == "refused"


async def _status(path: str, body: object) -> str:
    try:
        await call("POST", path, body)
    except JarvisError:
        return "refused"
    return "taken"


def _reading(daemon: Living, notes: Path) -> None:
    """Wait until it has read these notes."""
    until(lambda: daemon.jarvis("status").code == 0, "it runs")
    until(lambda: "ready after" in daemon.said, "it is ready")
    assert daemon.jarvis("docs", "add", str(notes)).code == 0


def test_a_daemon_answers_out_of_a_note_and_names_it(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    note = notes / "router.md"
    note.write_text("# Router\n\nThe wifi password is blue tractor 42.\n")
    with living(tmp_path, {}, models=False) as daemon:
        _reading(daemon, notes)
        told = daemon.jarvis("ask", "--json", "what is the wifi password").json
        assert told["answer"] == "From your note Router: The wifi password is blue tractor 42."
        assert (told["answerer"], told["sources"]) == ("documents", [str(note)])
        assert daemon.wait_for("task_finished")["sources"] == [str(note)]
        shown = daemon.jarvis("ask", "what is the wifi password").out.splitlines()
        assert shown == [told["answer"], f"from: {note}"]
        other = daemon.jarvis("ask", "--json", "what is the capital of France").json
        assert other["answerer"] == "mind", "which says that it does not know"
        assert other["sources"] == []


async def test_a_daemon_lets_a_model_read_what_asks_for_more_than_a_sentence(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    note = notes / "boiler.md"
    note.write_text("# Boiler\n\nThe boiler is bled every October. Air makes its pressure fall.\n")

    def story() -> None:
        with living(tmp_path, {"JARVIS_MIND__URL": server.url}, models=False) as daemon:
            _reading(daemon, notes)
            told = daemon.jarvis("ask", "--json", "why does the pressure of the boiler fall").json
            assert told["answer"] == "From your note Boiler: Because of air in it."
            assert told["sources"] == [str(note)]

    async with serving(OllamaServer("Because of ", "air in it.")) as server:
        await asyncio.to_thread(story)
    assert "bled every October" in server.asked[0]["messages"][-1]["content"]
