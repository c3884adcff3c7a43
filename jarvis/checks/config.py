"""The settings: the file, keys that nobody knows, who can read it, and what the environment overrides."""

import re

from jarvis import paths
from jarvis.checks.finding import Check, Finding, absent, counted, failed, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.config import Config
from jarvis.config_file import read_file
from jarvis.errors import ConfigError, FolderError

_OVERRIDE = re.compile(r"JARVIS_[A-Za-z]+__\w+")
_OTHERS = 0o077
_OTHER_NAMES = {
    *("CONFIG_PATH", "LOG_LEVEL", "FIRST_TOKEN_LATENCY_MS", "END_TO_END_LATENCY_MS", "MAX_LATENCY_MS"),
    *("VAD_THRESHOLD", "VAD_DURATION_MS", "INTERRUPTION_COOLDOWN_MS"),
}


def valid(patient: Patient) -> Finding:
    """Whether the settings can be used."""
    file = paths.config_file()
    lines = 0
    if file.exists():
        try:
            _, places = read_file(file, required=True)
            lines = sum(len(one) > 1 for one in places)
        except ConfigError as error:
            return failed("0 settings could be read", str(error), "Correct that line, or move the file away.")
    seen = (
        f"{counted(lines, 'setting')} in {file.name if file.exists() else 'no file, all are the usual ones'}"
    )
    if patient.problem:
        return failed(seen, patient.problem, "Correct it; `jarvis start` reads it again.")
    return ok(seen)


def unknown(patient: Patient) -> Finding:
    """Whether every key, in the file and in the environment, is one we know."""
    known = {
        (section, key)
        for section, part in Config.model_fields.items()
        for key in (*part.annotation.model_fields, *(["model"] if section == "wake" else []))  # type: ignore[union-attr]
    }
    found, file = [], paths.config_file()
    if file.exists():
        try:
            _, places = read_file(file, required=True)
        except ConfigError:
            return absent("0 keys could be read")
        sections = {one[0] for one in known}
        found += [".".join(one) for one in places if (len(one) == 1 and one[0] not in sections)]
        found += [".".join(one) for one in places if len(one) > 1 and one[:2] not in known]
    for name in patient.environ:
        if _OVERRIDE.fullmatch(name):
            section, _, key = name.removeprefix("JARVIS_").lower().partition("__")
            found += [] if (section, key) in known else [name]
    seen = f"{counted(len(found), 'key')} that no setting has"
    if found:
        return failed(seen, f"there is no {', '.join(sorted(set(found))[:3])}", "See docs/reference.md.")
    return ok(seen)


def overrides(patient: Patient) -> Finding:
    """What the environment overrides; only the names are told."""
    found = sorted(name for name in patient.environ if _OVERRIDE.fullmatch(name) or name in _OTHER_NAMES)
    seen = f"{counted(len(found), 'setting')} from the environment"
    if found:
        cause = f"{', '.join(found[:5])} wins over the file"
        return notice(seen, cause, "Unset it if you did not mean that.")
    return ok(seen)


def private(patient: Patient) -> Finding:
    """Whether others can read the settings, which may hold a key."""
    file = paths.config_file()
    if not file.exists():
        return absent("0 files of settings")
    mode = file.stat().st_mode & 0o777
    seen = f"mode {mode:04o}"
    if not mode & _OTHERS:
        return ok(seen)
    if patient.config.mind.key.get_secret_value():
        return failed(seen, "`mind.key` stands in it, and others may read it", "Run `jarvis doctor --fix`.")
    if mode & 0o022:
        return warning(seen, "others may change it", "Run `jarvis doctor --fix`.")
    return ok(f"{seen}, and no key in it")


def fix_private(_: Patient) -> str:
    """Close the settings to others."""
    file = paths.config_file()
    if not file.exists() or not file.stat().st_mode & _OTHERS:
        return "Nothing to do: the settings are closed to others."
    try:
        file.chmod(0o600)
    except OSError as error:
        raise FolderError(f"{file} cannot be closed to others ({error.strerror}). Is it yours?") from None
    return "The settings are closed to others."


CHECKS = (
    Check("settings", "whether the settings can be used", valid),
    Check("settings-unknown", "keys that no setting has", unknown),
    Check("settings-environment", "settings that the environment overrides", overrides),
    Check("settings-mode", "who can read the settings", private, fix_private),
)
