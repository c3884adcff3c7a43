"""The scripts, run by the shells they are for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jarvis.cli import parser
from jarvis.cli.completion_scripts import ASKED, places, script
from jarvis.cli.usage import every

TAB = """\
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_jarvis
printf '%s\\n' "${COMPREPLY[@]}"
"""


def pressed_tab(folder: Path, *words: str) -> list[str]:
    """What bash offers after these words."""
    (folder / "jarvis.bash").write_text(script("bash", parser()))
    (folder / "bin").mkdir(exist_ok=True)
    program = folder / "bin/jarvis"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m jarvis "$@"\n')
    program.chmod(0o700)
    ended = subprocess.run(
        ["bash", "--norc", "-c", TAB, "bash", str(folder / "jarvis.bash"), "jarvis", *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"},
    )
    assert not ended.stderr
    return ended.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["st"], ["start", "stop", "status", "stats"]),
        (["--plain", "conv"], ["conversation"]),
        (["skills", ""], ["--help", "list", "new", "enable", "disable", "reload", "why", "test"]),
        (["skills", "w"], ["why"]),
        (["stop", "--s"], ["--speech"]),
        (["events", "--last", "5", "--fo"], ["--follow"]),
        (["completion", "z"], ["zsh"]),
        (["completion", "--names", "sk"], ["skills"]),
        (["nonsense", "sta"], ["start", "status", "stats"]),
        (["config", "explain", "wake.thr"], ["wake.threshold", "wake.thresholds"]),
        (["doctor", "hot"], ["hotkey"]),
        (["ask", "sta"], []),
    ],
)
def test_bash_offers_what_may_follow(tmp_path: Path, words: list[str], offered: list[str]) -> None:
    assert pressed_tab(tmp_path, *words) == offered


def test_every_command_and_every_option_is_known_to_every_script() -> None:
    whole = parser()
    known = {one.words: one for one in places(whole)}
    assert set(known) == {one.prog.removeprefix("jarvis").strip() for one in every(whole)}
    for command in every(whole):
        options = {word for action in command._actions for word in action.option_strings}  # noqa: SLF001 - no other way
        offered = set(known[command.prog.removeprefix("jarvis").strip()].candidates)
        assert {word for word in options if word.startswith("--")} <= offered
    assert {one.names for one in known.values()} == {"", *ASKED.values()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_that_is_here_can_read_its_script(tmp_path: Path, shell: str) -> None:
    text = script(shell, parser())
    for words in ("skills why", "config explain", "conversation pause"):
        assert words in text
    file = tmp_path / f"jarvis.{shell}"
    file.write_text(text)
    if program := shutil.which(shell):
        command = [program, "--no-execute" if shell == "fish" else "-n", str(file)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")
