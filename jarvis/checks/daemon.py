"""Whether Jarvis runs, in this version, and how it is."""

from collections.abc import Mapping
from typing import Any

from jarvis import __version__
from jarvis.checks.files import is_held
from jarvis.checks.finding import Check, Finding, failed, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import JarvisError

_START = "Start it with `jarvis start`."
_RESTART = "Restart it: `jarvis stop`, then `jarvis start`."
_STARTING_S = 60


def daemon(patient: Patient) -> Finding:
    """Whether it runs and answers, and is of this version."""
    if not patient.door_is_ours:
        mode = patient.modes["run"] or 0
        cause = f"the folder of its socket has mode {mode:04o}: somebody else may have put it there"
        return failed("0 daemons asked", cause, "Run `jarvis doctor --fix folders`.")
    try:
        status = patient.status
    except JarvisError as error:
        return failed("0 answers of the daemon", str(error), _RESTART)
    return _answered(status) if status else _unanswered(held=is_held(patient))


def _unanswered(*, held: bool) -> Finding:
    if held:
        return failed("1 daemon, 0 answers", "it hangs, or has lost its socket", _RESTART)
    return notice("0 daemons", "Jarvis does not run", _START)


def _answered(status: Mapping[str, Any]) -> Finding:
    seen = f"1 daemon, {status['state']} for {status['uptime_s']:.0f} s, version {status['version']}"
    if status["version"] != __version__:
        return warning(seen, f"this command is version {__version__}", _RESTART)
    if status["state"] == "starting" and status["uptime_s"] > _STARTING_S:
        return warning(seen, f"it is not ready after {_STARTING_S} s", "Look into the log, then restart it.")
    return ok(seen)


CHECKS = (Check("daemon", "whether Jarvis runs and answers, and its version", daemon),)
