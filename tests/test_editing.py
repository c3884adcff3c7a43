"""`jarvis config edit`: the file changes only when it is right, and nothing that was written is lost."""

import re
import sys
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.cli import editing, main

BEFORE = "audio:\n  volume: 50\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file; copies are made where the test can see them."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = paths.config_file()
    found.parent.mkdir(parents=True)
    found.write_text(BEFORE)
    return found


def types(monkeypatch: pytest.MonkeyPatch, *versions: str, tmp_path: Path) -> None:
    """Set an editor that writes one version after the other."""
    script = tmp_path / "editor.py"
    count = tmp_path / "count"
    script.write_text(
        "import pathlib, sys\n"
        f"count = pathlib.Path({str(count)!r})\n"
        "n = int(count.read_text()) if count.exists() else 0\n"
        "count.write_text(str(n + 1))\n"
        f"pathlib.Path(sys.argv[-1]).write_text({versions!r}[n])\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")


def copies(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("jarvis-config-*"))


def test_what_is_right_takes_its_place(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "# new\naudio: {volume: 5}\n", tmp_path=tmp_path)
    assert main(["config", "edit"]) == 0
    assert file.read_text() == "# new\naudio: {volume: 5}\n"
    assert not copies(tmp_path)


def test_what_is_wrong_can_be_edited_again(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(monkeypatch, "audio: {volume: loud}\n", "audio: {\n", "audio: {volume: 7}\n", tmp_path=tmp_path)
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        return ""

    monkeypatch.setattr("builtins.input", answered)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert main(["config", "edit"]) == 0
    assert file.read_text() == "audio: {volume: 7}\n"
    assert len(asked) == 2
    told = capsys.readouterr().err
    assert "line 1: `audio.volume` cannot be 'loud'" in told
    assert "not valid YAML" in told


def test_who_gives_up_finds_what_they_wrote(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    types(monkeypatch, "audio: {volume: loud}\n", tmp_path=tmp_path)
    assert main(["config", "edit"]) == 2  # nobody is there to be asked
    assert file.read_text() == BEFORE
    (copy,) = copies(tmp_path)
    assert re.search(rf"What you wrote is in {re.escape(str(copy))}\.", capsys.readouterr().err)
    assert copy.read_text() == "audio: {volume: loud}\n"
    assert copy.stat().st_mode & 0o077 == 0


def test_nothing_changed_is_nothing_done(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = file.stat()
    monkeypatch.setenv("VISUAL", "true")
    assert main(["config", "edit"]) == 0
    assert file.stat() == stamp
    file.unlink()
    assert main(["config", "edit"]) == 0
    assert not file.exists()
    assert not copies(tmp_path)


def test_somebody_else_was_quicker(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(f"#!/bin/sh\necho 'log: {{level: DEBUG}}' > \"$1\"\necho '# quick' > {file}\n")
    script.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(script))
    assert main(["config", "edit"]) == 2
    assert file.read_text() == "# quick\n"
    assert "changed by somebody else meanwhile" in capsys.readouterr().err
    assert [copy.read_text() for copy in copies(tmp_path)] == ["log: {level: DEBUG}\n"]


@pytest.mark.parametrize(
    ("command", "told"), [("false", "The editor ended with 1."), ("/nowhere/ed", "cannot be started")]
)
def test_an_editor_that_fails_changes_nothing(
    command: str, told: str, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VISUAL", command)
    assert main(["config", "edit"]) == 2
    assert told in capsys.readouterr().err
    assert file.read_text() == BEFORE


def test_which_editor_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "code --wait 'a b'")
    assert editing.editor() == ["code", "--wait", "a b"]
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Exception, match="Set EDITOR to the one you like"):
        editing.editor()
