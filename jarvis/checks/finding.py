"""What a check is, and what it finds: every finding says what was measured, and what can be done."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from jarvis.checks.patient import Patient

LIMIT_S = 10.0
"""A check that takes longer has found nothing."""


class State(StrEnum):
    """How it is, the worst first: in this order findings are told."""

    FAILED = "failed"
    WARNING = "warning"
    NOTICE = "notice"
    ABSENT = "not here"
    """There is nothing of this kind here, so that nothing can be wrong with it."""
    OK = "ok"


@dataclass(frozen=True)
class Finding:
    """What was seen, with number and unit; why that is so; what one can do ("" for nothing).

    `evidence`: the steps of a recipe, each with what it showed.
    """

    state: State
    seen: str
    cause: str = ""
    remedy: str = ""
    evidence: tuple[str, ...] = ()


Look = Callable[[Patient], Finding]
Change = Callable[[Patient], str]


@dataclass(frozen=True)
class Check:
    """Something that can be looked at. `about` says what it measures.

    `fix` and `undo` tell what they did, change nothing the second time, and raise JarvisError.
    """

    name: str
    about: str
    look: Look
    fix: Change | None = None
    undo: Change | None = None
    limit_s: float = LIMIT_S


@dataclass(frozen=True)
class Told:
    """A finding, of which check, how long looking took, and whether `--fix` can put it right."""

    check: str
    finding: Finding
    took_ms: int
    fixable: bool

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        found = asdict(self.finding)
        return {"check": self.check, **found, "took_ms": self.took_ms, "fixable": self.fixable}


def ok(seen: str, evidence: tuple[str, ...] = ()) -> Finding:
    """Nothing is wrong."""
    return Finding(State.OK, seen, evidence=evidence)


def notice(seen: str, cause: str = "", remedy: str = "") -> Finding:
    """Worth knowing; nothing has to be done."""
    return Finding(State.NOTICE, seen, cause, remedy)


def warning(seen: str, cause: str, remedy: str) -> Finding:
    """It works, and not as well as it could."""
    return Finding(State.WARNING, seen, cause, remedy)


def failed(seen: str, cause: str, remedy: str) -> Finding:
    """Something does not work."""
    return Finding(State.FAILED, seen, cause, remedy)


def absent(seen: str, cause: str = "", remedy: str = "") -> Finding:
    """There is nothing of this kind here."""
    return Finding(State.ABSENT, seen, cause, remedy)


def not_running(what: str) -> Finding:
    """Only a running daemon could tell."""
    return absent(f"{what}: 0 values, only a running Jarvis can tell", remedy="Start it with `jarvis start`.")


def mb(size_bytes: float) -> str:
    """A size, as one says it.

    >>> mb(1_500_000), mb(2_500_000_000), mb(900)
    ('1.5 MB', '2.5 GB', '900 bytes')
    """
    if size_bytes < 10_000:  # noqa: PLR2004 - below that one counts bytes
        return f"{size_bytes:.0f} bytes"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 1e9 else f"{size_bytes / 1e9:.1f} GB"  # noqa: PLR2004 - 1 GB


def counted(number: int, what: str, many: str = "") -> str:
    """A number of things.

    >>> counted(1, "file"), counted(2, "file"), counted(0, "entry", "entries")
    ('1 file', '2 files', '0 entries')
    """
    return f"{number} {what if number == 1 else many or what + 's'}"
