"""The set-up tells in one line what cannot be had."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def set_up(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`scripts/run --setup-only` in a copy of the checkout that has only its scripts."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [str(folder / "scripts/run"), "--setup-only"]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_without_a_python_it_says_which_ones_would_do(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for tool in ("bash", "cat", "dirname", "env", "flock", "grep", "readlink", "sha256sum", "wc"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    ended = set_up(tmp_path, PATH=str(tmp_path / "bin"), JARVIS_PYTHON="/bin/false")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "Jarvis needs Python 3.11, 3.12 or 3.13" in ended.stderr
    assert "JARVIS_PYTHON" in ended.stderr


def test_an_environment_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/mine").write_text("mine")
    ended = set_up(tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "was not made by this set-up" in ended.stderr
    assert (tmp_path / ".venv/mine").read_text() == "mine"


def test_every_script_says_what_it_is_and_stops_at_the_first_error() -> None:
    for name in ("run", "test", "check", "lock", "bench"):
        script = ROOT / "scripts" / name
        assert os.access(script, os.X_OK), name
        lines = script.read_text().splitlines()
        assert lines[0] == "#!/usr/bin/env bash"
        assert lines[1].startswith("# ")
        assert "set -euo pipefail" in lines
