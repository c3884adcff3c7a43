"""`jarvis vocabulary list | add | forget | export | wipe`: what a user sees, and what the door refuses."""

import io
import json
import stat
from pathlib import Path

import pytest

from jarvis.errors import JarvisError
from tests.test_api import call, door
from tests.test_latency_command import jarvis, table
from tests.test_memory_command import Terminal

pytestmark = pytest.mark.real_time


async def test_what_was_learned_is_listed_and_commands_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with door() as behind:
        assert await jarvis("vocabulary", "list") == 0
        shown = capsys.readouterr().out
        rows = table(shown)
        assert rows[0] == ["number", "heard", "meant", "used", "since"]
        assert [row[1] for row in rows if row[0] in "12"] == ["bosk", "cube ernetes"]
        assert not [letter for letter in shown if letter != "\n" and not letter.isprintable()]
        assert await jarvis("vocabulary", "list", "--json") == 0
        assert [one["number"] for one in json.loads(capsys.readouterr().out)] == [1, 2]
        behind.vocabulary.rows.clear()
        assert await jarvis("vocabulary", "list") == 0
        assert capsys.readouterr().out.startswith("Nothing was learned yet.")


async def test_words_are_added_and_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        assert await jarvis("vocabulary", "add", "sis admin", "sysadmin") == 0
        assert capsys.readouterr().out == "Learned as number 3: “sysadmin” where Jarvis hears “sis admin”.\n"
        assert await jarvis("vocabulary", "add", "bosk", "bosk") == 2
        assert await jarvis("vocabulary", "forget", "1", "3") == 0
        assert capsys.readouterr().out == "Forgotten: 1, 3.\n"
        assert [row.number for row in behind.vocabulary.rows] == [2]
        assert await jarvis("vocabulary", "forget", "9") == 2
        assert "no correction number 9" in capsys.readouterr().err
        assert await jarvis("vocabulary", "forget", "x") == 2
        assert "x is no number. `jarvis vocabulary list` shows them." in capsys.readouterr().err
        assert await jarvis("vocabulary", "add", "sis admin", "sysadmin", "--json") == 0
        assert json.loads(capsys.readouterr().out)["entry"]["meant"] == "sysadmin"


async def test_all_of_it_is_written_for_the_user_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.jsonl"
    async with door():
        assert await jarvis("vocabulary", "export", str(file)) == 0
        assert capsys.readouterr().out == f"Written: {file} (2 lines).\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [json.loads(line)["heard"] for line in file.read_text().splitlines()] == [
            "bosk",
            "cube ernetes",
        ]
        assert await jarvis("vocabulary", "export", str(file)) == 2


async def test_before_everything_is_forgotten_it_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door() as behind:
        monkeypatch.setattr("sys.stdin", Terminal("no\n"))
        assert await jarvis("vocabulary", "wipe") == 1
        assert len(behind.vocabulary.rows) == 2
        monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
        assert await jarvis("vocabulary", "wipe") == 2, "nobody is there to be asked"
        monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
        assert await jarvis("vocabulary", "wipe") == 0
        assert behind.vocabulary.rows == []
        assert await jarvis("vocabulary", "wipe", "--yes", "--json") == 0
    out, err = capsys.readouterr()
    assert "Jarvis will forget all 2 entries" in err
    assert out.startswith("Forgotten: all 2 entries.\n")
    assert json.loads(out.splitlines()[-1]) == {"forgotten": 0}


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/vocabulary/add", {"heard": "bosk"}, "meant"),
        ("/vocabulary/add", {"heard": "", "meant": "x"}, "heard"),
        ("/vocabulary/add", {"heard": "x" * 201, "meant": "x"}, "heard"),
        ("/vocabulary/add", {"heard": "x", "meant": ["x"]}, "meant"),
        ("/vocabulary/forget", {"numbers": []}, "numbers"),
        ("/vocabulary/forget", {"numbers": [0]}, "numbers"),
    ],
)
async def test_the_door_refuses_what_cannot_be(path: str, body: object, told: str) -> None:
    async with door() as behind:
        with pytest.raises(JarvisError, match=told):
            await call("POST", path, body)
        assert len(behind.vocabulary.rows) == 2
