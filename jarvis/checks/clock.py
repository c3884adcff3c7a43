"""The clock: set by time servers, gone back, or standing still while the computer slept."""

import ctypes
import os
from datetime import UTC, datetime
from pathlib import Path

from jarvis.checks.files import private
from jarvis.checks.finding import Check, Finding, absent, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import JarvisError

_UNSYNCHRONIZED = 5
_MINUTE_S = 60


def synchronized() -> int:
    """The kernel's word on its clock: 5 is not synchronized, -1 if it cannot be asked."""
    fields = (ctypes.c_byte * 512)()
    try:
        return int(ctypes.CDLL(None).adjtimex(fields))
    except (AttributeError, OSError):
        return -1


def clock(_: Patient) -> Finding:
    """Whether the clock is set by time servers."""
    found = synchronized()
    seen = f"state {found} of the kernel's clock"
    if found == _UNSYNCHRONIZED:
        return notice(seen, "no time server sets it", "`timedatectl set-ntp true` lets one do that.")
    return absent(f"{seen}: it cannot be asked") if found < 0 else ok(seen)


def jumped(patient: Patient) -> Finding:
    """Whether the clock went back: then something was written in the future."""
    newest = max((one.lstat().st_mtime for one in private(patient) if os.path.lexists(one)), default=0.0)
    ahead_s = newest - patient.now().timestamp()
    if ahead_s > _MINUTE_S:
        date = datetime.fromtimestamp(newest, UTC)
        cause = f"something was written at {date:%Y-%m-%d %H:%M} UTC: the clock was ahead, or is behind now"
        return warning(f"{ahead_s:.0f} s ahead of the clock", cause, "Set the clock; look at your alarms.")
    return ok("0 files written in the future")


def suspended(patient: Patient) -> Finding:
    """How long the computer slept while Jarvis ran."""
    pid = patient.pid
    if pid is None or patient.status is None:
        return absent("0 s suspended: Jarvis does not run")
    slept_s = max(0.0, _age_s(pid) - float(patient.status["uptime_s"]))
    seen = f"{slept_s:.0f} s suspended while Jarvis ran"
    if slept_s > _MINUTE_S:
        return notice(seen, "the computer slept; timers ring late after that", "None is needed.")
    return ok(seen)


def _age_s(pid: int) -> float:
    """How long a process exists, sleep included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    except (OSError, IndexError):
        raise JarvisError("The system does not tell how long a process runs.") from None
    return uptime_s - int(fields[19]) / os.sysconf("SC_CLK_TCK")


CHECKS = (
    Check("clock", "whether a time server sets the clock", clock),
    Check("clock-jump", "files that were written in the future", jumped),
    Check("suspended", "how long the computer slept while Jarvis ran", suspended),
)
