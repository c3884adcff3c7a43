"""T46: whatever a daemon, a model, a skill, a file or a device says, it cannot command the terminal."""

import json
import re
from pathlib import Path

import pytest

from jarvis.cli import client, main
from jarvis.errors import JarvisError
from tests.commands import ATTACK, NO_JSON, UNSEEN, attacking, jarvis, named, prepare, words_of

pytestmark = pytest.mark.real_time
STYLES = re.compile(r"\x1b\[[0-9;]*m|\r?\x1b\[(?:2K|1A)|\x1b\[\?25[hl]")
"""What our own colours and bars write."""
FORBIDDEN = re.compile("[\x00-\x08\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
SEEN = [name for name in named() if name not in UNSEEN]


def test_all_commands_are_looked_at() -> None:
    assert set(named()) >= {*UNSEEN, *NO_JSON}
    assert len(SEEN) > 45


@pytest.mark.parametrize("command", SEEN)
async def test_what_comes_from_outside_is_text(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with attacking(monkeypatch, tmp_path):
        for number, words in enumerate(([], ["--plain"], ["coloured"], ["refused"])):
            if "coloured" in words:
                monkeypatch.setenv("FORCE_COLOR", "1")
            if "refused" in words:
                monkeypatch.delenv("FORCE_COLOR")
                refuse(monkeypatch)
            folder = tmp_path / str(number)
            folder.mkdir()
            prepare(monkeypatch, folder)
            await jarvis(*words_of(command), *(word for word in words if word.startswith("-")))
            shown = capsys.readouterr()
            for written in shown:
                found = FORBIDDEN.search(STYLES.sub("", written) if "coloured" in words else written)
                assert not found, (words, written)
                assert written.count("shown") == written.count("[red]shown")
            assert "Traceback" not in shown.err
        if command not in NO_JSON:
            await jarvis(*words_of(command), "--json")
            assert all(json.loads(line) is not None for line in capsys.readouterr().out.splitlines())


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the daemon refuses everything, in words of its own."""

    def no(*_: object) -> object:
        raise JarvisError(f"No: {ATTACK}")

    for name in ("call", "lines", "download"):
        monkeypatch.setattr(client, name, no)


def test_what_is_typed_is_not_trusted_either(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([ATTACK], ["events", ATTACK], ["events", "--last", ATTACK], ["skills", ATTACK]):
        with pytest.raises(SystemExit):
            main(words)
        assert not FORBIDDEN.search(capsys.readouterr().err)
