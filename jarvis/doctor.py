"""What `jarvis doctor` does: looks at everything beside each other, tells the worst first, and mends it."""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jarvis import config
from jarvis.checks import (
    clock,
    daemon,
    databases,
    desktop,
    files,
    microphone,
    mind,
    models,
    network,
    privacy,
    python,
    skills,
    sound,
    speech,
    troubles,
    wake,
)
from jarvis.checks import config as settings
from jarvis.checks.finding import Check, Finding, State, Told
from jarvis.checks.patient import Patient
from jarvis.errors import BadInputError, ConfigError, JarvisError, contained

FIELDS: Mapping[str, tuple[Check, ...]] = {
    "daemon": daemon.CHECKS,
    "Python": python.CHECKS,
    "sound": sound.CHECKS,
    "microphone": microphone.CHECKS,
    "speech": speech.CHECKS,
    "wake word": wake.CHECKS,
    "models": models.CHECKS,
    "language model": mind.CHECKS,
    "files": files.CHECKS,
    "what is kept": databases.CHECKS,
    "clock": clock.CHECKS,
    "network": network.CHECKS,
    "skills": skills.CHECKS,
    "settings": settings.CHECKS,
    "privacy": privacy.CHECKS,
    "desktop": desktop.CHECKS,
    "troubles": troubles.CHECKS,
}
CHECKS = tuple(check for checks in FIELDS.values() for check in checks)
"""All checks, field by field."""

_ORDER = list(State)


def admit(get: Callable[[str], Any], environ: Mapping[str, str]) -> Patient:
    """Who is looked at: wrong settings are a finding, and everything else is looked at all the same."""
    try:
        return Patient(config.load(environ), environ, get)
    except ConfigError as error:
        return Patient(config.Config(), environ, get, problem=str(error))


def named(names: Sequence[str]) -> tuple[Check, ...]:
    """The checks of these names, all for none. Raises BadInputError."""
    known = {check.name: check for check in CHECKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadInputError(f"There is no check called {unknown[0][:60]!r}. Known are: {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(names)) or CHECKS


def examine(patient: Patient, checks: Sequence[Check]) -> list[Told]:
    """Look, beside each other, with a limit for each; the worst first."""
    done: queue.SimpleQueue[Told] = queue.SimpleQueue()
    began_s = time.monotonic()
    waiting = {check.name: check for check in checks}
    for check in checks:  # threads that nobody waits for at the end: one may hang for ever
        threading.Thread(target=_look, args=[check, patient, done], name=check.name, daemon=True).start()
    told: list[Told] = []
    while waiting:
        deadline_s = began_s + min(check.limit_s for check in waiting.values())
        try:
            found = done.get(timeout=max(0.0, deadline_s - time.monotonic()))
        except queue.Empty:
            passed_s = time.monotonic() - began_s
            late = [check for check in waiting.values() if check.limit_s <= passed_s]
            told += [_late(check) for check in late]
            for check in late:
                del waiting[check.name]
            continue
        if waiting.pop(found.check, None) is not None:
            told.append(found)
    places = {check.name: place for place, check in enumerate(checks)}
    return sorted(told, key=lambda one: (_ORDER.index(one.finding.state), places[one.check]))


def _look(check: Check, patient: Patient, done: "queue.SimpleQueue[Told]") -> None:
    began_s = time.monotonic()
    found = contained(lambda: check.look(patient))
    took_ms = round((time.monotonic() - began_s) * 1000)
    if isinstance(found, JarvisError):
        found = Finding(State.WARNING, "0 values: it could not be looked at", str(found), "Mend that first.")
    elif isinstance(found, Exception):
        cause = f"this check failed itself ({type(found).__name__})"
        found = Finding(State.WARNING, "0 values: it could not be looked at", cause, "Please report it.")
    done.put(Told(check.name, found, took_ms, check.fix is not None))


def _late(check: Check) -> Told:
    cause = "whoever was asked does not answer"
    seen = f"0 values within {check.limit_s:.0f} s"
    remedy = f"Try it alone: `jarvis doctor {check.name}`."
    found = Finding(State.WARNING, seen, cause, remedy)
    return Told(check.name, found, round(check.limit_s * 1000), check.fix is not None)


def mend(patient: Patient, checks: Sequence[Check], found: Sequence[Told], asked: Sequence[str]) -> list[str]:
    """Put right what is wrong, and what was asked for by name; gives what was done."""
    wrong = {one.check for one in found if one.finding.state in {State.FAILED, State.WARNING}}
    fixes = [
        (check.name, check.fix)
        for check in checks
        if check.fix is not None and (check.name in wrong or check.name in asked)
    ]
    return _changed(patient, fixes)


def undo(patient: Patient, checks: Sequence[Check]) -> list[str]:
    """Take back what `mend` did, where that can be taken back; gives what was done."""
    return _changed(patient, [(check.name, check.undo) for check in checks if check.undo is not None])


def _changed(patient: Patient, changes: Sequence[tuple[str, Callable[[Patient], str]]]) -> list[str]:
    """What was done; a change that cannot be made is told, and the others are made all the same."""
    done = []
    for name, change in changes:
        told = contained(lambda change=change: change(patient))  # type: ignore[misc]
        if isinstance(told, Exception):
            why = str(told) if isinstance(told, JarvisError) else f"({type(told).__name__})"
            done.append(f"{name}: this could not be changed. {why}")
        else:
            done.append(f"{name}: {told}")
    return done
