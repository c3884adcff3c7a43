"""`jarvis replay`, through the door and on the terminal."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from jarvis.cli import client, main
from jarvis.errors import JarvisError
from tests.test_api import Behind, call, door

pytestmark = pytest.mark.real_time
TURN = "voice_1_0"


async def jarvis(*arguments: str) -> int:
    """A command in a terminal; gives its exit code."""
    return await asyncio.to_thread(main, ["replay", *arguments])


def heard(behind: Behind) -> None:
    """Let there have been a turn in which somebody spoke."""
    behind.sounds[TURN] = b"fLaC sound"


async def test_the_sound_of_a_turn_is_handed_out_as_it_is() -> None:
    async with door() as behind:
        assert await call("GET", "/turns") == []
        heard(behind)
        assert await call("GET", "/turns") == [TURN]
        assert await asyncio.to_thread(client.download, f"/turns/{TURN}/sound") == b"fLaC sound"


@pytest.mark.parametrize("turn", ["voice_9_9", "..%2f..%2fetc", "%00", "x" * 3_000])
async def test_sound_that_is_not_kept_is_a_sentence(turn: str) -> None:
    async with door():
        with pytest.raises(JarvisError) as error:
            await asyncio.to_thread(client.download, f"/turns/{turn}/sound")
        assert error.value.exit_code == 2
        assert len(str(error.value)) < 150


async def test_a_turn_that_is_understood_as_before_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        heard(behind)
        for what in ([], [TURN]):
            assert await jarvis(*what) == 0
            assert capsys.readouterr().out == f"{TURN}: the same\n  heard: “hello”\n"
        assert behind.recordings == [b"fLaC sound"] * 2


async def test_one_that_is_not_is_told_what_became_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        heard(behind)
        behind.again = replace(behind.again, text="yellow\x1b[2J", answerer="paint", answer="No\nway.")
        assert await jarvis() == 1
        assert capsys.readouterr().out.splitlines() == [
            f"{TURN}: different",
            "  heard: “hello” became “yellow”",
            "  answerer: “echo” became “paint”",
            "  answer (not compared): “hello!”, now “No way.”",
        ]
        assert await jarvis("--json", TURN) == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["same"], told["different"]) == (0, 1)
        assert told["turns"][0]["differences"]["answerer"] == {"was": "echo", "now": "paint"}


async def test_a_folder_is_a_suite_with_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        heard(behind)
        assert await jarvis("--save", TURN, str(tmp_path)) == 0
        saved = tmp_path / f"{TURN}.json"
        assert capsys.readouterr().out == f"Saved as {saved} and {TURN}.flac.\n"
        told = json.loads(saved.read_text())
        assert told == {
            "turn": TURN, "heard": "hello", "answerer": "echo", "status": "completed", "answer": "hello!",
            "did": {}, "versions": {"jarvis": "1", "recognizer": "moonshine"},
        }  # fmt: skip
        (tmp_path / "b.json").write_text(json.dumps({**told, "heard": "goodbye"}))
        (tmp_path / "b.flac").write_bytes(b"other")
        (tmp_path / "c.json").write_text("{")
        assert await jarvis(str(tmp_path)) == 1
        out = capsys.readouterr().out
        assert out.splitlines()[-1] == "1 of 3 turns are the same."
        assert "b: different" in out
        assert "c.json is damaged" in out
        (tmp_path / "b.json").unlink()
        (tmp_path / "c.json").unlink()
        assert await jarvis(str(tmp_path)) == 0
        assert capsys.readouterr().out.endswith("1 of 1 turns are the same.\n")
        assert set(behind.recordings) == {b"fLaC sound", b"other"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["a", "b"], "at a time"),
        (["--save"], "Say where to"),
        (["--save", "a", "b", "c"], "Say where to"),
        (["/nowhere/at/all"], "is no folder and no saved turn"),
        (["/nowhere.json"], "cannot be read: No such file"),
        (["voice_9_9"], "There is no receipt of 'voice_9_9'"),
        ([], "There is no sound of 'voice_1_0'"),
        (["--save", "/nowhere"], "There is no sound of"),
    ],
)
async def test_what_cannot_be_replayed_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door():
        assert await jarvis(*arguments) == 2
        err = capsys.readouterr().err
        assert told in err
        assert err.count("\n") == 1


async def test_an_empty_folder_is_no_suite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis(str(tmp_path)) == 2
        assert "There is no saved turn in" in capsys.readouterr().err


async def test_a_suite_ends_when_there_is_nobody_to_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with door() as behind:
        heard(behind)
        assert await jarvis("--save", str(tmp_path)) == 0
    assert await jarvis(str(tmp_path)) == 3
    assert "jarvis start" in capsys.readouterr().err
