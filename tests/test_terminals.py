"""A command in the user's own terminal."""

import subprocess
import sys
from pathlib import Path

import pytest

from jarvis.errors import JarvisError
from tests.living import until
from ui import terminals


def terminal(folder: Path, name: str) -> Path:
    file = folder / name
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


JARVIS = [sys.executable, "-P", "-m", "jarvis", "watch"]


@pytest.mark.parametrize(
    ("name", "between"),
    [("gnome-terminal", ["--"]), ("xterm", ["-e"]), ("kitty", []), ("wezterm", ["start", "--"])],
)
def test_each_terminal_is_told_in_its_own_way(tmp_path: Path, name: str, between: list[str]) -> None:
    file = terminal(tmp_path, name)
    found = terminals.command(["watch"], {"PATH": str(tmp_path)}, stays=False)
    assert found == [str(file), *between, *JARVIS]


def test_the_one_that_the_user_names_goes_before_others(tmp_path: Path) -> None:
    terminal(tmp_path, "xterm")
    mine = terminal(tmp_path, "myterm")
    environ = {"PATH": str(tmp_path), "TERMINAL": "myterm"}
    assert terminals.command(["watch"], environ, stays=False) == [str(mine), "-e", *JARVIS]


def test_without_one_it_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(JarvisError, match="Type `jarvis skills list` in one"):
        terminals.command(["skills", "list"], {"PATH": str(tmp_path)}, stays=True)


def test_a_window_that_stays_waits_for_enter(tmp_path: Path) -> None:
    terminal(tmp_path, "foot")
    found = terminals.command(["version"], {"PATH": str(tmp_path)}, stays=True)
    ended = subprocess.run(found[1:], input=b"\n", capture_output=True, check=True)
    assert ended.stdout.startswith(b"jarvis ")
    assert b"Press Enter" in ended.stdout


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(JarvisError, match="cannot be started"):
        terminals.start([str(tmp_path / "nothing")])


def test_a_program_goes_on_by_itself(tmp_path: Path) -> None:
    terminals.start(["touch", str(tmp_path / "done")])
    until((tmp_path / "done").exists, "what it does")
