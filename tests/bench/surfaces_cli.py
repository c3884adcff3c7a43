"""What a command takes, from its start to its end, as somebody who types it waits for it."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.goals import Row, row
from tests.bench.surfaces_house import House, p95

ROUNDS, QUICK = 40, 20
WARM_UP = 2
COMMANDS = {"status_cli": ("status",), "help_cli": ("--help",)}


def rows(at: House, *, quick: bool) -> Iterator[Row]:
    """Both rows; their rounds alternate."""
    yield from commands(at.daemon.environment, QUICK if quick else ROUNDS)


def commands(environment: Mapping[str, str], rounds: int) -> Iterator[Row]:
    """Time each. The error rate counts those that failed or said nothing."""
    took_ms: dict[str, list[float]] = {name: [] for name in COMMANDS}
    wrong = dict.fromkeys(COMMANDS, 0)
    jarvis = [str(Path(sys.executable).with_name("jarvis"))]
    for _ in range(WARM_UP + rounds):
        for name, arguments in COMMANDS.items():
            began_s = time.perf_counter()
            ended = subprocess.run([*jarvis, *arguments], env=environment, capture_output=True, check=False)
            took_ms[name].append(1000 * (time.perf_counter() - began_s))
            wrong[name] += ended.returncode != 0 or not ended.stdout.strip()
    for name, values in took_ms.items():
        measured = values[WARM_UP:]
        why = f"`jarvis {' '.join(COMMANDS[name])}`, the whole process; p95 {p95(measured):.0f} ms"
        yield row(name, measured, why=why, error_rate=round(wrong[name] / len(values), 3))
