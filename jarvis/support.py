"""What `jarvis support` hands to somebody who helps: numbers and words of ours, from an allow-list.

Nothing that was said, no text of a turn, no name of a document, no secret: what is not named here is
left out, and a text from outside (an error's, a device's, a skill's) is never named here.
"""

import getpass
import io
import json
import os
import platform
import re
import socket
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from jarvis import __version__
from jarvis.checks.finding import Told
from jarvis.checks.patient import Patient
from jarvis.config import Config
from jarvis.errors import FolderError, JarvisError
from jarvis.latency import BUDGETS_MS

if TYPE_CHECKING:
    from pydantic import BaseModel

WHOLE = frozenset(
    {
        *("python", "packages", "libraries", "sound-server", "speaker-volume", "own-volume"),
        *("muted", "microphone-volume", "microphone-level", "microphone-noise", "microphone-clipping"),
        *("microphone-silence", "wake-threshold", "model-leftovers", "search-model", "memory", "disk", "log"),
        *("clock", "clock-jump", "suspended", "stale-socket", "database-version", "database-log", "vectors"),
        *("walls", "privacy-kept", "session-bus", "hotkey", "trouble-worker", "recognizer"),
    }
)
"""The checks whose `seen` holds only words of ours and numbers. Of all others the state is told."""
EVENTS: Mapping[str, tuple[str, ...]] = {
    "daemon_ready": ("version", "start_s"),
    "daemon_stopping": (),
    "microphone_opened": (),
    "microphone_lost": (),
    "microphone_muted": (),
    "microphone_silent": ("silent_s",),
    "loudspeaker_lost": (),
    "recognizer_lost": (),
    "wake_heard": ("score",),
    "nothing_heard": (),
    "voice_failed": (),
    "turn_interrupted": (),
    "skill_broken": (),
    "circuit_breaker_open": ("failures", "retry_in_s"),
    "circuit_breaker_half_open": (),
    "circuit_breaker_closed": (),
    "circuit_breaker_strained": ("failures", "slowdown"),
    "latency_violation": ("stage", "took_ms", "budget_ms"),
    "latency_anomaly": ("stage", "took_ms", "usual_ms", "score"),
}
"""The events that are told, and which of their fields."""
_HEALTH = {
    "": ("state", "version", "uptime_s"),
    "microphone": ("muted", "level_dbfs"),
    "loudspeaker": ("volume",),
    "recognizer": ("engine", "ready"),
    "echo": ("by", "state"),
    "queue": ("waiting",),
    "residency": ("total_mb", "one_heavy_slot"),
}
_FIGURES = ("count", "budget_ms", "violations", "p50_ms", "p95_ms", "p99_ms")
_PLACES = ("weather",)
"""Sections whose numbers say where somebody lives."""
_WORD = re.compile(r"[A-Za-z0-9_. -]{1,40}")
_LINE = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) \[[A-Z-]+\] ([\w.]+): "
)
_LINES, _LOG_BYTES = 500, 2_000_000


def collect(patient: Patient, found: Iterable[Told]) -> dict[str, str]:
    """The files of the bundle by name, as they will be written."""
    parts: dict[str, object] = {
        "findings.json": [_finding(one) for one in found],
        "versions.json": _versions(),
        "settings.json": _settings(patient.config),
        "health.json": _health(patient),
        "events.json": list(_events(patient)),
        "log.json": list(_log(patient.place("state") / "jarvis.log")),
    }
    return {name: anonymous(json.dumps(part, indent=1)) for name, part in parts.items()}


def anonymous(text: str) -> str:
    """A text without the home folder, and the names of user and computer."""
    text = text.replace(str(Path.home()), "~")
    for name, instead in ((_user(), "USER"), (socket.gethostname(), "COMPUTER")):
        if name:
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", instead, text)
    return text


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def write(file: Path, parts: Mapping[str, str]) -> None:
    """Write the bundle, for its owner alone. Raises FolderError, also if the file is there already."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in parts.items():
            bundle.writestr(name, text)
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(number, "wb") as stream:
            stream.write(content.getvalue())
    except OSError as error:
        raise FolderError(f"{file} cannot be written ({error.strerror}). Name another file.") from None


def _finding(one: Told) -> dict[str, object]:
    told: dict[str, object] = {"check": one.check, "state": one.finding.state, "took_ms": one.took_ms}
    return {**told, "seen": one.finding.seen} if one.check in WHOLE else told


def _versions() -> dict[str, object]:
    asked = metadata.requires("jarvis-desk") or ()
    names = sorted({re.split(r"[\s<>=!~;\[]", one, maxsplit=1)[0] for one in asked})
    versions = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "missing"
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return {
        "jarvis": __version__,
        "python": platform.python_version(),
        "system": system,
        "packages": versions,
    }


def _settings(config: Config) -> dict[str, dict[str, object]]:
    """Numbers, switches and choices; of a text only whether there is one."""
    told: dict[str, dict[str, object]] = {}
    for section in Config.model_fields:
        part: BaseModel = getattr(config, section)
        told[section] = {
            key: _setting(section, getattr(part, key), field.annotation)
            for key, field in type(part).model_fields.items()
        }
    return told


def _setting(section: str, value: object, kind: object) -> object:
    number = isinstance(value, bool | int | float) and section not in _PLACES
    if number or (get_origin(kind) is Literal and value in get_args(kind)):
        return value
    secret = getattr(value, "get_secret_value", None)
    return "set" if (secret() if secret else value) else "empty"


def _health(patient: Patient) -> dict[str, object]:
    try:
        status, latency = patient.status, patient.told("/latency")
    except JarvisError:
        return {"running": "does not answer"}
    if status is None or latency is None:
        return {"running": False}
    told: dict[str, object] = {"running": True}
    for part, keys in _HEALTH.items():
        values = status if part == "" else status[part]
        told |= {f"{part}.{key}".lstrip("."): _plain(values[key]) for key in keys}
    stages = latency["stages"]
    told["stages"] = {
        name: {key: stages[name][key] for key in _FIGURES} for name in BUDGETS_MS if name in stages
    }
    told["breakers"] = sorted(one["state"] for one in latency["breakers"].values())
    return told


def _events(patient: Patient) -> Iterator[dict[str, object]]:
    try:
        records = patient.told("/events?last=100") or ()
    except JarvisError:
        return
    for one in records:
        if one["event"] in EVENTS:
            yield {key: _plain(one[key]) for key in ("event", "at_s", *EVENTS[one["event"]]) if key in one}


def _plain(value: object) -> object:
    """A number, a switch, or a word of ours; anything else is only told to be there."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return value if isinstance(value, str) and (not value or _WORD.fullmatch(value)) else "set"


def _log(file: Path) -> Iterator[dict[str, Any]]:
    """When which of our modules wrote how grave a line; never what it wrote."""
    home = Path(__file__).parents[1]
    try:
        with file.open("rb") as stream:
            lines = stream.read(_LOG_BYTES).decode(errors="replace").splitlines()
    except OSError:
        return
    for line in lines[-_LINES:]:
        found = _LINE.match(line)
        if found and (home / found[3].replace(".", "/")).with_suffix(".py").is_file():
            yield {"at": found[1], "level": found[2], "module": found[3]}
