"""A daemon that really runs, in a process of its own, for stories and benchmarks."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jarvis.cli import client
from jarvis.config_sources import OTHER_NAMES
from jarvis.errors import JarvisError, NotRunningError, PlaceTakenError
from jarvis.place import hold_place

REAL_DATA = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
MODELS = Path(os.environ.get("JARVIS_TEST_MODELS") or REAL_DATA / "jarvis/models")
"""Where the set-up put the models; tests have a data folder of their own otherwise."""
PATIENCE_S = 30.0


def until(true: Callable[[], Any], what: str) -> Any:  # noqa: ANN401 - whatever `true` gives
    """Wait until something holds, and give it."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not (result := true()):
        assert time.monotonic() < deadline_s, f"still waiting for: {what}"
        time.sleep(0.02)
    return result


def is_held() -> bool:
    """Whether a daemon holds the place in this process's folders."""
    try:
        with hold_place():
            return False
    except PlaceTakenError:
        return True


class Living:
    """A running daemon. Made by `living`, which has set this process's folders before."""

    def __init__(self, environment: Mapping[str, str], log: Path, said: Sequence[str] = ()) -> None:
        self.environment = {**os.environ, **environment}
        self._log, self._said = log, said
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start `jarvis run`."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "jarvis", "run", *self._said],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        return self.process

    @property
    def said(self) -> str:
        """What it wrote to the terminal so far."""
        return self._log.read_text()

    def ready(self, state: str) -> dict[str, Any]:
        """Wait until `jarvis status` tells this state, and give the status."""

        def status() -> dict[str, Any] | None:
            assert self.process.poll() is None, self.said
            try:
                found: dict[str, Any] = client.call("GET", "/status")
            except (NotRunningError, JarvisError):
                return None
            return found if found["state"] == state else None

        found: dict[str, Any] = until(status, f"state {state}; it said: {self.said}")
        return found

    def jarvis(self, *arguments: str, text: bytes = b"") -> "Spoke":
        """Run a `jarvis` command as a user would."""
        command = [sys.executable, "-P", "-m", "jarvis", *arguments]
        ended = subprocess.run(
            command, env=self.environment, input=text, capture_output=True, check=False, timeout=60
        )
        return Spoke(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a `jarvis` command and go on."""
        command = [sys.executable, "-P", "-m", "jarvis", *arguments]
        return subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE)

    def events(self) -> list[dict[str, Any]]:
        """The last 100 events."""
        found: list[dict[str, Any]] = client.call("GET", "/events")
        return found

    def wait_for(self, name: str, after: int = 0) -> dict[str, Any]:
        """The first event of this name with a number above `after`."""

        def found() -> dict[str, Any] | None:
            named = [e for e in self.events() if e["event"] == name and e["number"] > after]
            return named[0] if named else None

        event: dict[str, Any] = until(found, f"the event {name}")
        return event

    def children(self) -> list[int]:
        """The processes it has started and that still exist."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, check=False)
        return [int(pid) for pid in found.stdout.split()]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


class Spoke:
    """What a command gave back."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON can be anything
        """Its output as JSON."""
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"exit code {self.code}, {self.out!r}, {self.err!r}"


def link_models() -> None:
    """Let whoever has this process's folders find the models."""
    assert MODELS.is_dir(), f"{MODELS} is missing: run `jarvis models pull moonshine-tiny-en`"
    data = Path(os.environ["XDG_DATA_HOME"]) / "jarvis"
    data.mkdir(parents=True, mode=0o700, exist_ok=True)
    if not (data / "models").exists():
        (data / "models").symlink_to(MODELS)


def move_into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing of the user's real folders and desktop is found, but what is in `folder`."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("XDG_DATA_DIRS", str(folder / "shared"))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={runtime / 'no-bus'}")
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "CONFIG_PATH", *OTHER_NAMES):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def living(
    folder: Path, environment: Mapping[str, str], *, models: bool = True, said: Sequence[str] = ()
) -> Iterator[Living]:
    """A daemon whose folders are those of this process's environment; gone at the end.

    `said` follows `jarvis run` on its command line.
    """
    if models:
        link_models()
    daemon = Living(environment, folder / "jarvis.out", said)
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()
