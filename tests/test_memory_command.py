"""`jarvis memory list | forget | export | wipe`: what a user sees."""

import io
import json
import stat
from pathlib import Path

import pytest

from jarvis.cli import main
from jarvis.errors import JarvisError
from tests.test_api import call, door
from tests.test_latency_command import jarvis, table

pytestmark = pytest.mark.real_time


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        """Yes."""
        return True


async def test_what_is_kept_is_listed_and_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("memory", "list") == 0
        shown = capsys.readouterr().out
        rows = table(shown)
        assert rows[0] == ["number", "when", "kind", "said", "answer", "status"]
        turn = next(row for row in rows if row[0] == "2")
        assert "what time is it" in turn
        assert ", cut" in turn[-1]
        assert not [letter for letter in shown if letter != "\n" and not letter.isprintable()]
        for option, numbers in (("--facts", [1, 3]), ("--turns", [2])):
            assert await jarvis("memory", "list", option, "--json") == 0
            found = json.loads(capsys.readouterr().out)
            assert [one["number"] for one in found] == numbers


async def test_one_entry_is_forgotten_and_one_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with door() as behind:
        assert await jarvis("memory", "forget", "1", "2") == 0
        assert capsys.readouterr().out == "Forgotten: 1, 2.\n"
        assert [row["number"] for row in behind.memory.rows] == [3]
        assert await jarvis("memory", "forget", "9") == 2
        assert "I keep nothing with the number 9." in capsys.readouterr().err
        for wrong in ("-1", "0", "x"):
            assert await jarvis("memory", "forget", wrong) == 2
            assert f"{wrong} is no number. `jarvis memory list` shows them." in capsys.readouterr().err


async def test_long_texts_are_cut_in_the_table_only_and_an_empty_one_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with door() as behind:
        behind.memory.rows[0]["text"] = "tea " * 100
        assert await jarvis("memory", "list") == 0
        assert "…" in (shown := capsys.readouterr().out)
        assert shown.count("tea") < 20
        assert await jarvis("memory", "list", "--json") == 0
        assert capsys.readouterr().out.count("tea ") == 100
        behind.memory.rows.clear()
        assert await jarvis("memory", "list") == 0
        assert capsys.readouterr().out.startswith("Nothing is kept.")


async def test_all_of_it_is_written_for_the_user_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "memory.jsonl"
    async with door():
        assert await jarvis("memory", "export", str(file)) == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        assert [(one["number"], one["kind"]) for one in lines] == [(1, "fact"), (2, "turn"), (3, "fact")]
        assert await jarvis("memory", "export", str(file)) == 2
        assert await jarvis("memory", "export", str(tmp_path / "no" / "x")) == 1
    told = capsys.readouterr()
    assert f"Written: {file} (3 lines)." in told.out
    assert "is there already" in told.err
    assert "cannot be written" in told.err


@pytest.mark.parametrize(
    ("typed", "code", "left"), [("yes\n", 0, 0), (" Y \n", 0, 0), ("no\n", 1, 3), ("\n", 1, 3), ("", 1, 3)]
)
async def test_before_everything_is_forgotten_it_asks(
    typed: str, code: int, left: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    async with door() as behind:
        assert await jarvis("memory", "wipe") == code
        assert len(behind.memory.rows) == left
    out, err = capsys.readouterr()
    assert "Jarvis will forget all 3 entries" in err
    assert ("Forgotten: all 3 entries." in out) == (code == 0)
    assert ("Nothing was forgotten." in err) == (code == 1)


async def test_where_nobody_can_be_asked_it_takes_a_yes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    async with door() as behind:
        assert await jarvis("memory", "wipe") == 2
        assert len(behind.memory.rows) == 3
        assert await jarvis("memory", "wipe", "--yes", "--json") == 0
        assert behind.memory.rows == []
    out, err = capsys.readouterr()
    assert json.loads(out) == {"forgotten": 3}
    assert "--yes" in err


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/memory/forget", {}),
        ("/memory/forget", {"numbers": []}),
        ("/memory/forget", {"numbers": [0]}),
        ("/memory/forget", {"numbers": [2**63]}),
        ("/memory/forget", {"numbers": ["all"]}),
    ],
)
async def test_the_door_refuses_what_cannot_be(path: str, body: object) -> None:
    async with door() as behind:
        with pytest.raises(JarvisError, match="numbers"):
            await call("POST", path, body)
        with pytest.raises(JarvisError, match="`turns`, `facts`"):
            await call("GET", "/memory?kind=secrets")
        assert len(behind.memory.rows) == 3


def test_one_lists_one_kind_or_both() -> None:
    with pytest.raises(SystemExit):
        main(["memory", "list", "--turns", "--facts"])
