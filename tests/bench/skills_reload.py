"""Reloading: from the moment a skill file is saved until the daemon answers with its new version."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from jarvis import paths
from jarvis.cli import client
from jarvis.errors import JarvisError
from tests.bench.goals import Row, row, unmeasured
from tests.living import living
from tests.sound import PrivatePulse

NOT_YET = "users' skills are not loaded by the daemon yet"
ROUNDS, QUICK = 20, 3
PATIENCE_S = 30.0
_LOOK_S = 0.002
_TEXT = '''
from jarvis import skill


@skill("which version is this", reads=True)
async def version_{number}() -> str:
    """Tell the version."""
    return "{number}"
'''


def rows(*, quick: bool) -> Iterator[Row]:
    """The one row; `null` where there is nothing that reloads."""
    if find_spec("jarvis.skillbook") is None:
        yield unmeasured("reload", NOT_YET)
        return
    with ExitStack() as house:
        folder = Path(house.enter_context(tempfile.TemporaryDirectory()))
        names = ("CONFIG", "DATA", "STATE", "CACHE")
        own = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in names}
        house.enter_context(patch.dict(os.environ, {**own, "XDG_RUNTIME_DIR": str(folder)}))
        pulse = house.enter_context(PrivatePulse(folder / "pulse"))
        house.enter_context(living(folder, pulse.environment, models=False))
        skills = paths.config_file().parent / "skills"
        yield reload(skills, QUICK if quick else ROUNDS)


def reload(folder: Path, rounds: int) -> Row:
    """Save a version after the other; the first, for which the daemon has to start, does not count."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    took_ms = []
    for number in range(rounds + 1):
        began_s = time.monotonic()
        saved(folder / "versions.py", number)
        if not answers(f"version_{number}", began_s + PATIENCE_S):
            return unmeasured("reload", f"version {number} was not there {PATIENCE_S:g} s after it was saved")
        if number:
            took_ms.append((time.monotonic() - began_s) * 1000)
    return row("reload", took_ms, why="from the file saved until `GET /skills` tells the new version")


def saved(file: Path, number: int) -> None:
    """Save a version as editors do: all at once."""
    new = file.with_suffix(".new")
    new.write_text(_TEXT.format(number=number))
    new.chmod(0o600)
    new.replace(file)


def answers(function: str, until_s: float) -> bool:
    """Whether a function of this name answers before it is too late."""
    while time.monotonic() < until_s:
        try:
            told = client.call("GET", "/skills")["skills"]
        except JarvisError:  # it is starting
            told = []
        if any(one["name"].endswith(f".{function}") for file in told for one in file["skills"]):
            return True
        time.sleep(_LOOK_S)
    return False
