"""`jarvis wake review | test`: what a user sees."""

import asyncio
import json
import stat
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from jarvis.cli import main
from jarvis.cli import wake as command
from jarvis.errors import JarvisError
from tests.sound import until
from tests.test_api import Behind, door
from tests.test_latency_command import ATTACK, jarvis, table
from tests.test_wakes import hear
from voice.entry import Outcome

pytestmark = pytest.mark.real_time
HEADINGS = ["number", "when", "word", "score", "threshold", "outcome", "you said"]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "POLL_S", 0.01)
    monkeypatch.setattr(command, "PAUSE_S", 0.01)
    monkeypatch.setattr(command, "SETTLE_S", 0.1)


async def test_everything_that_woke_it_or_nearly_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        hear(behind, "hey jarvis")
        hear(behind, "hey jarvis", 0.7)
        assert await jarvis("wake", "review", "--wrong", "1") == 0
        assert await jarvis("wake", "review") == 0
    noted, headings, *rows, advice = table(capsys.readouterr().out)
    assert noted == ["Noted for number 1 (“hey jarvis”, 0 s ago): that was wrong."]
    assert headings == HEADINGS
    assert rows[0] == ["1", "0 s ago", "hey jarvis", "0.996", "0.98", "woke", "wrong"]
    assert (rows[1][0], rows[1][5]) == ("2", "near")
    assert advice == ["Nothing to advise: no other threshold would have done better."]


async def test_before_anything_happened_there_are_only_headings(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("wake", "review") == 0
        assert table(capsys.readouterr().out)[0] == HEADINGS
        assert await jarvis("wake", "review", "--me") == 2
        assert "There is nothing to judge." in capsys.readouterr().err


async def test_what_nobody_heard_can_be_claimed(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        hear(behind, "hey jarvis", 0.7)
        assert await jarvis("wake", "review", "--me", "--json") == 0
        assert json.loads(capsys.readouterr().out)["verdict"] == "me"
        assert await jarvis("wake", "review", "--json") == 0
        told = json.loads(capsys.readouterr().out)
    assert told["better"] == pytest.approx(told["entries"][0]["score"], abs=0.01)
    assert f"With wake.threshold {told['better']:.2f} there would have been 1 more wake" in told["advice"]


async def test_its_sound_is_written_for_the_user_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "call.wav"
    async with door() as behind:
        hear(behind, "hey jarvis")
        assert await jarvis("wake", "review", "--save", "1", str(file)) == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        content = file.read_bytes()
        assert (content[:4], len(content)) == (b"RIFF", 44 + 64_000)
        for number, to, told in (
            ("1", str(file), "is there already"),
            ("1", str(tmp_path / "no" / "x.wav"), "cannot be written: No such file"),
            ("9", "x.wav", "There is no wake number 9"),
            ("../x", "x.wav", "--save takes a number"),
        ):
            capsys.readouterr()
            assert await jarvis("wake", "review", "--save", number, to) > 0
            assert told in capsys.readouterr().err
        assert file.read_bytes() == content


def test_one_says_one_thing_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["wake", "review", "--wrong", "--me"])
    assert "not allowed with" in capsys.readouterr().err


class Screen:
    """What a command that still runs has printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._text = capsys, ""

    @property
    def text(self) -> str:
        """Everything so far."""
        self._text += self._capsys.readouterr().out
        return self._text

    async def shows(self, text: str) -> None:
        """Wait until it is there."""
        await until(lambda: text in self.text, text)


async def test_a_few_tries_tell_how_well_it_hears_you(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(capsys)
    async with door() as behind:
        said = [("hey jarvis", 1.0), ("hey jarvis", 0.7), ("good morning", 1.0)]
        async with asyncio.TaskGroup() as group:
            trying = group.create_task(
                asyncio.to_thread(main, ["wake", "test", "--times", "3", "--wait-s", "1"])
            )
            for number, (text, stretch) in enumerate(said, 1):
                await screen.shows(f"{number} of 3")
                hear(behind, text, stretch)
        assert trying.result() == 0
        assert not behind.wake.tested
        assert [entry.outcome for entry in behind.wake.ledger.entries()] == [Outcome.TESTED, Outcome.NEAR]
    shown = screen.text
    assert "  Heard: hey jarvis, score 0.996.\n" in shown
    assert "  Nearly: hey jarvis, score 0." in shown
    assert "  Not heard.\n" in shown
    assert "Heard 1 of 3 times (33 %).\nWith wake.threshold 0." in shown


async def test_if_nothing_was_heard_that_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    async with door():
        assert await jarvis("wake", "test", "--times", "1", "--wait-s", "0.05", "--json") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["attempts"] == [{"result": "not heard", "word": None, "score": None}]
    assert "1 of 1: say “hey jarvis” now." in err


@pytest.mark.parametrize(
    "options", [["--times", "0"], ["--times", "51"], ["--wait-s", "0"], ["--wait-s", "nan"]]
)
async def test_a_test_that_cannot_be_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    async with door() as behind:
        assert await jarvis("wake", "test", *options) == 2
        assert not behind.wake.tested
    assert "--times takes 1 to 50" in capsys.readouterr().err


async def test_whoever_ends_the_test_can_call_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    async with door() as behind:
        monkeypatch.setattr(
            "jarvis.cli.wake.time", SimpleNamespace(sleep=interrupted, monotonic=time.monotonic)
        )
        assert await jarvis("wake", "test") == 130
        assert not behind.wake.tested


async def test_a_daemon_that_ends_meanwhile_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise JarvisError("Jarvis ended before it had answered.")

    async with door() as behind:
        monkeypatch.setattr(behind.wakes, "judge", ended)
        assert await jarvis("wake", "review", "--wrong") == 1
    assert "ended before" in capsys.readouterr().err
    assert await jarvis("wake", "test") == 3
    assert "jarvis start" in capsys.readouterr().err


async def test_nothing_from_outside_commands_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    async with door() as behind:
        note(behind, ATTACK)
        assert await jarvis("wake", "review") == 0
        assert await jarvis("wake", "review", "--wrong") == 0
    shown = capsys.readouterr().out
    assert "[red]" in shown
    assert not [letter for letter in shown if letter != "\n" and not letter.isprintable()]


def note(behind: Behind, word: str) -> None:
    """An entry from a daemon that is not to be trusted."""
    behind.wake.ledger.note(word, 0.99, 0.97, Outcome.WOKE)
