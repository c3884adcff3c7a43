"""T46: whatever a daemon, a model, a skill, a file or a device says, no command lets it command a terminal."""

import json
import re
from pathlib import Path

import pytest

from jarvis.cli import client, main
from jarvis.errors import JarvisError
from tests.commands import ATTACK, NO_JSON, UNSEEN, attacking, jarvis, named, words_of

pytestmark = pytest.mark.real_time
STYLES = re.compile(r"\x1b\[[0-9;]*m|\r?\x1b\[2K|\x1b\[\?25[hl]|\x1b\[1A")
"""What our own colours and bars write."""
FORBIDDEN = re.compile("[\x00-\x08\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
SEEN = [name for name in named() if name not in UNSEEN]
NOT_FROM_OUTSIDE = {"start", "stop", "mute", "unmute", "version", "say", "completion", "unset"}
"""They tell nothing in other people's words."""


def test_all_commands_are_looked_at() -> None:
    assert set(named()) >= {*UNSEEN, *NO_JSON}
    assert len(SEEN) > 45


@pytest.mark.parametrize("command", SEEN)
async def test_what_comes_from_outside_is_text(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (options, environment) in enumerate(
        (([], {}), (["--plain"], {}), ([], {"FORCE_COLOR": "1", "TERM": "xterm"}))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            async with attacking(patch, folder):
                await jarvis(*words_of(command), *options)
        shown = capsys.readouterr()
        for written in shown:
            found = FORBIDDEN.search(STYLES.sub("", written) if environment else written)
            assert not found, (command, options, written)
            assert written.count("shown") == written.count("[red]shown")
        assert "Traceback" not in shown.err


@pytest.mark.parametrize("command", SEEN)
async def test_an_error_from_outside_is_text(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> object:
        raise JarvisError(f"No: {ATTACK}")

    async with attacking(monkeypatch, tmp_path):
        for name in ("call", "lines", "download"):
            monkeypatch.setattr(client, name, refuse)
        code = await jarvis(*words_of(command))
        for written in capsys.readouterr():
            assert not FORBIDDEN.search(written), written
        if command in NO_JSON:
            return
        assert await jarvis(*words_of(command), "--json") in {code, 0, 2}
        for line in capsys.readouterr().out.splitlines():
            assert json.loads(line) is not None


def test_what_is_typed_is_not_trusted_either(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([ATTACK], ["events", ATTACK], ["events", "--last", ATTACK], ["skills", ATTACK]):
        with pytest.raises(SystemExit):
            main(words)
        assert not FORBIDDEN.search(capsys.readouterr().err)
