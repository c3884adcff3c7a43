"""Python and its packages: the version, the environment, what is locked, and whose files they are."""

import ctypes
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

from jarvis import paths
from jarvis.checks.finding import Check, Finding, absent, counted, failed, ok, warning
from jarvis.checks.patient import Patient

LOWEST, BEYOND = (3, 11), (3, 14)
OURS = ("jarvis", "voice", "skills", "ui")
LIBRARIES = {
    "libportaudio.so.2": "libportaudio2",
    "libpulse.so.0": "libpulse0",
    "libasound.so.2": "libasound2",
}
"""What is loaded, and how Debian calls the package that has it."""
_AGAIN = "Run scripts/run once more, or install jarvis-desk again in an environment of its own."
_SHOWN = 3
_PIN = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)(\s*;)?", re.MULTILINE)


def version(_: Patient) -> Finding:
    """Whether this Python is one Jarvis is tested with."""
    seen = f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    if LOWEST <= sys.version_info[:2] < BEYOND:
        return ok(seen)
    return failed(seen, "Jarvis needs Python 3.11, 3.12 or 3.13", "Install one, then run scripts/run again.")


def environment(_: Patient) -> Finding:
    """Whether it is an environment of its own."""
    if sys.prefix != sys.base_prefix:
        return ok(f"1 environment of its own, {sys.prefix}")
    cause = "Jarvis shares its packages with other programs, which may change them"
    return warning(f"0 environments of its own: {sys.prefix} is the system's", cause, _AGAIN)


def lock_file() -> Path:
    """The versions that belong together; in a checkout only."""
    return paths.assets().parent / "scripts/run.lock"


def locked(_: Patient) -> Finding:
    """Whether the packages are the locked ones, or at least all there."""
    lock = lock_file()
    if not lock.exists():
        return _required()
    wrong, number = [], 0
    for name, wanted, marker in _PIN.findall(lock.read_text(encoding="utf-8")):
        found = _version(name)
        if found or not marker:  # with a marker it may be for another system
            number += 1
            wrong += [f"{name} {found or 'missing'} instead of {wanted}"] if found != wanted else []
    seen = f"{number - len(wrong)} of {counted(number, 'package')} as locked"
    if not wrong:
        return ok(seen)
    return failed(
        f"{seen}: {'; '.join(wrong[:_SHOWN])}", "something else installed or removed packages", _AGAIN
    )


def _required() -> Finding:
    names = {re.split(r"[\s<>=!~;\[]", one, maxsplit=1)[0] for one in metadata.requires("jarvis-desk") or ()}
    missing = sorted(name for name in names if not _version(name))
    seen = f"{len(names) - len(missing)} of {counted(len(names), 'package')} installed"
    if missing:
        return failed(f"{seen}; missing: {', '.join(missing[:_SHOWN])}", "something removed them", _AGAIN)
    return ok(seen)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def whole(_: Patient) -> Finding:
    """Whether the files of all packages are there, as large as they were installed, and nobody else's."""
    files, wrong = 0, []
    for number, problem in _wrong_files(metadata.distributions()):
        files += number
        wrong += [problem] if problem else []
    seen = f"{counted(files, 'file')} of packages, {len(wrong)} of them changed"
    if not wrong:
        return ok(seen)
    return failed(f"{seen}: {'; '.join(wrong[:_SHOWN])}", "another package or program overwrote them", _AGAIN)


def _wrong_files(distributions: Iterable[metadata.Distribution]) -> Iterable[tuple[int, str]]:
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for one in distributions:
        name = str(one.metadata["Name"])
        for file in one.files or ():
            if file.size is None or file.suffix == ".pyc" or "__pycache__" in file.parts:
                continue
            place = Path(str(file.locate()))
            size = place.stat().st_size if place.exists() else None
            owners[str(place)][name] = str(file.hash.value if file.hash else "")
            yield 1, "" if size == file.size else f"{file} of {name} is {_sized(size, file.size)}"
    for path, whose in owners.items():
        if len(set(whose.values())) > 1:
            yield 0, f"{path} belongs to {' and '.join(sorted(whose))}"


def _sized(size: int | None, wanted: int) -> str:
    return "missing" if size is None else f"{size} bytes instead of {wanted}"


def own_files(_: Patient) -> Finding:
    """Whether the four packages of Jarvis come from one place."""
    home = Path(__file__).parents[2]
    away = []
    for name in OURS:
        found = PathFinder.find_spec(name)
        place = Path(found.origin).parents[1] if found and found.origin else None
        if place != home:
            away.append(f"{name} is in {place or 'no folder'}")
    seen = f"{len(OURS) - len(away)} of {len(OURS)} packages of Jarvis in {home}"
    if not away:
        return ok(seen)
    return failed(f"{seen}; {'; '.join(away)}", "another package has the same plain name", _AGAIN)


def libraries(_: Patient) -> Finding:
    """Whether the system's libraries can be loaded."""
    if sys.platform != "linux":
        return absent("0 system libraries: they come with the packages here")
    missing = [name for name in LIBRARIES if not _loads(name)]
    seen = f"{len(LIBRARIES) - len(missing)} of {len(LIBRARIES)} system libraries"
    if not missing:
        return ok(seen)
    packages = " ".join(LIBRARIES[name] for name in missing)
    cause = f"{', '.join(missing)} cannot be loaded"
    return failed(seen, cause, f"Install what Debian calls {packages}, then run scripts/run again.")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


CHECKS = (
    Check("python", "the version of Python", version),
    Check("environment", "whether Python is in an environment of its own", environment),
    Check("packages", "the versions of the packages against the lock", locked),
    Check(
        "package-files", "files of packages that are missing, changed, or claimed by two", whole, limit_s=30
    ),
    Check("own-files", "whether nobody overwrote `voice`, `skills` or `ui`", own_files),
    Check("libraries", "the system libraries for sound", libraries),
)
