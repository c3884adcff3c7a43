"""Asking the user's own systemd: lists of words, never a shell, and never for long."""

import os
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

LIMIT_S = 10.0
CONTROL, RUN = "systemctl", "systemd-run"


def manager_runs() -> bool:
    """Whether this user has a systemd of their own, which can run services."""
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    try:
        return stat.S_ISSOCK((Path(folder) / "systemd" / "private").stat().st_mode)
    except OSError:
        return False


def user(*words: str, limit_s: float = LIMIT_S) -> tuple[bool, str]:
    """Run `systemctl --user WORDS`: whether it went well, and what it said."""
    return run(CONTROL, ["--user", *words], limit_s)


def run(command: str, words: Sequence[str], limit_s: float = LIMIT_S) -> tuple[bool, str]:
    """Run a command of systemd: whether it went well, and what it said."""
    program = shutil.which(command)
    if program is None:
        return False, f"{command} is not on this computer"
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and no shell reads them
            [program, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired:
        return False, f"{command} did not answer within {limit_s:.0f} s"
    except (OSError, ValueError):
        return False, f"{command} cannot be started"
    said = (done.stdout or done.stderr).decode(errors="replace").strip()
    return done.returncode == 0, said


def properties(name: str, *wanted: str) -> dict[str, str]:
    """What it knows of a unit, {} if it cannot be asked."""
    well, said = user("show", name, f"--property={','.join(wanted)}")
    if not well:
        return {}
    return {key: value for key, _, value in (line.partition("=") for line in said.splitlines())}
