"""Every command, called so that it tells something, and a daemon whose every word is an attack."""

import asyncio
import io
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from jarvis import doctor
from jarvis.checks.finding import Check, Finding, State
from jarvis.checks.patient import Patient
from jarvis.cli import client, main, parser, wake
from jarvis.cli.usage import leaves
from jarvis.errors import JarvisError
from jarvis.events import MicrophoneLost, TaskFinished
from jarvis.skill_trial import Tried
from tests.test_api import Behind, door
from tests.watching import STATUS
from voice.manifest import Findings
from voice.models import Listed

ATTACK = (
    "\x1b]52;c;aGk=\x07\x1b[2J\x1b]0;owned\x07\x9b31m\r\x0b\x00\x7f\u202e\u2066\udcff\u200b[red]shown[/red]"
)
UNSEEN = {
    "run": "is the daemon; see test_narrator.py",
    "tray": "shows nothing in the terminal; see test_tray.py",
    "hotkey": "tells which key it watches, and errors; see test_hotkey.py",
    "watch": "ends when it is told to; see security/test_t46_the_terminal.py and test_watch_command.py",
}
"""Commands that go on until they are ended, and where they are tested."""
NO_JSON = {
    "run": "is a program that goes on, and tells nothing but what goes on",
    "tray": "same",
    "hotkey": "same",
    "completion": "prints a script, or names, for a shell",
}
WORDS: Mapping[str, str] = {
    "ask": "what is it",
    "say": "library",
    "chat": "",
    "stop": "--speech",
    "conversation pause": "",
    "config show": "--all",
    "config explain": "wake.threshold",
    "config set": "listen.silence_ms 900",
    "config unset": "listen.silence_ms",
    "config check": "wrong.yaml",
    "voices try": "espeak:en",
    "voices use": "espeak:en",
    "wake test": "--times 1 --wait-s 0.05",
    "skills new": "greet",
    "skills enable": "greet --yes",
    "skills disable": "greet",
    "skills why": "greet",
    "skills test": "greet",
    "docs add": "notes",
    "docs remove": "1",
    "docs search": "router password",
    "memory forget": "1",
    "memory export": "memory.jsonl",
    "memory wipe": "--yes",
    "vocabulary add": "a b",
    "vocabulary forget": "1",
    "vocabulary export": "words.jsonl",
    "vocabulary wipe": "--yes",
    "models pull": "tiny",
    "models remove": "tiny",
    "support": "help.zip --yes",
    "completion": "--names skills",
}
"""What a command wants to know; the others want nothing."""
SKILL = {
    "name": "greet",
    "source": "own",
    "status": "broken",
    "reason": "It fails.",
    "where": "/skills/greet.py",
    "wants": "It wants the net.",
    "permissions": {"network": ["example.org"]},
    "walls": ["limits"],
    "loaded_at": "noon",
    "process": 7,
    "answers": True,
    "errors": [{"at": "noon", "sentence": "It failed."}],
    "skills": [{"say": "greet me"}],
}
HEARD = {
    "number": 1,
    "age_s": 3.0,
    "word": "hey jarvis",
    "score": 0.9,
    "threshold": 0.98,
    "outcome": "near",
    "verdict": "me",
}
WAKE = {"entries": [HEARD], "advice": "Lower it.", "phrases": ["hey jarvis"]}
WHOLE_STATUS: dict[str, Any] = {
    **STATUS,
    "version": "1",
    "pid": 7,
    "mind": {**STATUS["mind"], "rank": "small"},
    "memory": {"keep_days": 30, "problem": "It is full."},
    "skills": [{"name": "greet", "status": "broken", "reason": "It fails."}],
    "settings": {"problem": "It is wrong."},
    "echo": {"why": "measured", "by": "webrtc", "state": "on"},
    "recognizer": {"engine": "moonshine", "problem": "", "ready": True},
    "residency": {"sentence": "nothing", "total_mb": 1, "one_heavy_slot": False},
    "breakers": {"asr": "open"},
}
ANSWERS: Mapping[str, Any] = {
    "/status": WHOLE_STATUS,
    "/skills": {"skills": [SKILL], "walls": [{"name": "net", "stands": False, "words": "No wall."}]}
    | {"folder": "/skills"},
    "/skills/greet": SKILL,
    "/skills/enable": SKILL,
    "/skills/disable": SKILL,
    "/skills/reload": {"skills": [SKILL]},
    "/wake": WAKE,
    "/wake/test": WAKE,
    "/turns": ["voice_1_0"],
    "/voices/try": {"name": "espeak:en", "cut": False},
    "/voices/use": {"name": "espeak:en", "stronger": "the settings file"},
}
"""What the daemon of the tests is too simple for."""


def named() -> list[str]:
    """All commands that do something: "ask", "skills why"."""
    return [one.prog.removeprefix("jarvis ") for one in leaves(parser())]


def words_of(command: str) -> list[str]:
    """A command and what it wants to know."""
    return [*command.split(), *WORDS.get(command, "").split()]


def hostile(told: Any) -> Any:  # noqa: ANN401 - JSON
    """Every text in it as an attack."""
    if isinstance(told, dict):
        return {key: value if key == "key" else hostile(value) for key, value in told.items()}
    if isinstance(told, list):
        return [hostile(one) for one in told]
    return f"{told}{ATTACK}" if isinstance(told, str) else told


def harmless(sent: Any) -> Any:  # noqa: ANN401 - JSON
    """What a command sends back, as the daemon knows it."""
    if isinstance(sent, dict):
        return {key: harmless(value) for key, value in sent.items()}
    if isinstance(sent, str):
        return sent.replace(quote(ATTACK, errors="replace"), "").replace(ATTACK, "")
    return sent


class Shady:
    """Models whose names and files are attacks."""

    def list(self) -> tuple[Listed, ...]:
        """One."""
        return (Listed(name=ATTACK, state="installed", size_bytes=7, licence=ATTACK, summary=ATTACK),)

    def verify(self, _: str) -> Findings:
        """Damaged."""
        return Findings(missing=(ATTACK,), changed=(ATTACK,), extra=(ATTACK,))

    def pull(self, name: str, progress: Any) -> bool:  # noqa: ANN401 - see voice.fetch
        """Tell, and say it is done."""
        progress.say(f"Fetching {name}{ATTACK}.")
        progress.moved(5, 10)
        return True

    def remove(self, name: str) -> None:
        """It cannot be."""
        raise JarvisError(f"{name} is held by {ATTACK}.")


def _sick(_: Patient) -> Finding:
    return Finding(State.FAILED, ATTACK, ATTACK, ATTACK, (ATTACK,))


async def _tried(_: str) -> list[Tried]:
    return [Tried(ATTACK, ATTACK, ATTACK, ""), Tried(ATTACK, ATTACK, "", ATTACK)]


@asynccontextmanager
async def attacking(monkeypatch: pytest.MonkeyPatch, folder: Path) -> AsyncIterator[Behind]:
    """A daemon, skills, models and a doctor that tell nothing but attacks; commands stand in `folder`."""
    real_call, real_lines, real_download = client.call, client.lines, client.download

    def call(method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        plain = harmless(path).partition("?")[0]
        told = ANSWERS.get(plain) or real_call(method, harmless(path), harmless(body))
        return hostile(told)

    def lines(path: str, body: object = None) -> Generator[dict[str, Any]]:
        return (hostile(line) for line in real_lines(harmless(path), harmless(body)))

    monkeypatch.setattr(client, "call", call)
    monkeypatch.setattr(client, "lines", lines)
    monkeypatch.setattr(client, "download", lambda path: real_download(harmless(path)))
    monkeypatch.setattr("voice.models.Models", Shady)
    monkeypatch.setattr("jarvis.skill_trial.tried", _tried)
    monkeypatch.setattr(doctor, "CHECKS", (Check("sick", "a trial", _sick),))
    monkeypatch.setattr(wake, "POLL_S", 0.01)
    monkeypatch.setattr("jarvis.cli.docs.POLL_S", 0.01)
    prepare(monkeypatch, folder)
    async with door() as behind:
        behind.sounds["voice_1_0"] = b"fLaC"
        behind.bus.post(MicrophoneLost(reason=ATTACK))
        behind.bus.post(
            TaskFinished(turn="t", status="completed", answer=ATTACK, did={ATTACK: ATTACK}, pieces=1)
        )
        yield behind


def prepare(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Files that commands are pointed at, an editor that writes nonsense, and somebody who types."""
    (folder / "wrong.yaml").write_text(f"wake:\n  {ATTACK[-8:]}: 1\n  thresold: 3\n", errors="replace")
    (folder / "notes").mkdir(exist_ok=True)
    editor = folder / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "wake: {\\"[red]shown\\\\\\\\e[2J\\": 1}\\n" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "4000")
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\n/why\n/help\n"))


async def jarvis(*arguments: str) -> int:
    """A command in a terminal; gives its exit code."""

    def run() -> int:
        try:
            return main(arguments)
        except SystemExit as ended:  # it could not be used
            return int(ended.code or 0)

    return await asyncio.to_thread(run)
