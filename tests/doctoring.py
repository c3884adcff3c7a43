"""A patient for the checks of `jarvis doctor`: real files and folders, and a daemon that answers as told."""

import copy
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths
from jarvis.checks.finding import Finding
from jarvis.checks.patient import Patient
from jarvis.config import Config
from jarvis.doctor import named
from jarvis.errors import JarvisError, NotRunningError
from voice import manifest
from voice.holders import Privacy

__all__ = ["Room", "room"]
HEALTHY: dict[str, Any] = {
    "/status": {
        "state": "listening",
        "version": "",
        "pid": 1,
        "uptime_s": 1e9,
        "microphone": {"muted": False, "device": "Desk", "problem": "", "pid": None, "level_dbfs": -50.0},
        "loudspeaker": {"problem": "", "pid": None, "volume": 100},
        "recognizer": {"engine": "moonshine", "ready": True, "problem": "", "pid": None},
        "echo": {"by": "own", "state": "none", "why": ""},
        "mind": {"model": "qwen3:4b", "problem": ""},
        "queue": {"waiting": 0},
        "residency": {"total_mb": 0, "sentence": "no large model", "one_heavy_slot": False},
    },
    "/latency": {
        "stages": {
            "end_to_end": {
                "count": 9,
                "violations": 0,
                "p50_ms": 300,
                "p95_ms": 500,
                "p99_ms": 500,
                "budget_ms": 2000,
            }
        },
        "breakers": {"asr": {"state": "closed", "failures": 0, "threshold": 5, "rests_for_s": 0.0}},
        "interruptions": {"interruptions": 2, "false": 0, "ignored": 1, "reaction_ms": {"150": 2}},
    },
    "/wake": {
        "entries": [{"outcome": "woke", "verdict": None, "score": 0.99}],
        "advice": "",
        "better": None,
        "threshold": 0.98,
    },
    "/skills": {"skills": [{"name": "clock", "status": "on", "reason": ""}]},
    "/memory": {"kept": [{"text": "what is the capital of France"}]},
    "/docs/progress": {"running": False},
}


@dataclass
class Room:
    """Where a check looks. `answers` are those of the daemon by path; none while `runs` is not called."""

    monkeypatch: pytest.MonkeyPatch
    tmp: Path
    config: Config = field(default_factory=Config)
    environ: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    system: Privacy | None = None
    door: socket.socket | None = None

    def runs(self, **status: Any) -> None:  # noqa: ANN401 - whatever is asked
        """A daemon runs and is well, but for what `status` says."""
        from jarvis import __version__  # noqa: PLC0415 - not wanted elsewhere

        self.answers = copy.deepcopy(HEALTHY)
        self.answers["/status"] |= {"version": __version__, **status}
        self.open_door()

    def open_door(self) -> None:
        """Make the socket."""
        if self.door is None:
            self.door = socket.socket(socket.AF_UNIX)
            self.door.bind(str(paths.socket()))
            paths.socket().chmod(0o600)

    def place(self, name: str) -> Path:
        """A folder of ours, made."""
        folder = paths.places()[name]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def keep(self, name: str, file: str, text: str = "", mode: int = 0o600) -> Path:
        """A file in one of our folders."""
        path = self.place(name) / file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def set(self, section: str, **values: Any) -> None:  # noqa: ANN401 - whatever a setting is
        """Change some settings of a section."""
        part = getattr(self.config, section).model_copy(update=values)
        self.config = self.config.model_copy(update={section: part})

    def model(self, name: str = "moonshine-tiny-en") -> Path:
        """An installed model; it is small, and nobody loads it."""
        folder = self.place("data") / "models" / name
        folder.mkdir(mode=0o700, parents=True)
        (folder / "weights").write_bytes(bytes(1_000))
        manifest.seal(folder, "0" * 64)
        return folder

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON can be anything
        """What the daemon answers."""
        if not self.answers:
            raise NotRunningError
        if isinstance(answer := self.answers.get(path), str):
            raise JarvisError(answer)
        return answer

    def patient(self) -> Patient:
        """Who is looked at now."""
        patient = Patient(self.config, self.environ, self.get, self.problem)
        if (system := self.system) is not None:
            patient.once.get("system", lambda: system)
        return patient

    def look(self, name: str) -> Finding:
        """What a check finds now."""
        (check,) = named([name])
        return check.look(self.patient())

    def fix(self, name: str) -> str:
        """What the check's fix does now."""
        (check,) = named([name])
        assert check.fix is not None
        return check.fix(self.patient())


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A room of the test's own."""
    found = Room(monkeypatch, tmp_path)
    yield found
    if found.door is not None:
        found.door.close()
