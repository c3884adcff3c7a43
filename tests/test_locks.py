"""The lock files say exactly what is installed, the same everywhere, and fit pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("build", "models", "run", "test")
PEERS = "peers"  # goes into an environment of its own, so it need not agree with the others
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED: dict[str, list[str]] = {
    "run": PYPROJECT["project"]["dependencies"],
    **PYPROJECT["dependency-groups"],
}


def text_of(lock: str) -> str:
    return (ROOT / "scripts" / f"{lock}.lock").read_text(encoding="utf-8")


def entries_of(lock: str) -> list[str]:
    """Each pinned package with its hashes on one line, comments left out."""
    lines = [line for line in text_of(lock).splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def pins_of(lock: str) -> dict[str, str]:
    pins: dict[str, str] = {}
    for entry in entries_of(lock):
        requirement = Requirement(entry.split(" --hash", maxsplit=1)[0])
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        assert canonicalize_name(requirement.name) not in pins
        pins[canonicalize_name(requirement.name)] = pin.version
    return pins


def test_there_is_a_lock_for_each_group() -> None:
    assert sorted(ASKED) == sorted(LOCKS)


@pytest.mark.parametrize(("lock", "asked"), [(lock, asked) for lock in LOCKS for asked in ASKED[lock]])
def test_what_pyproject_asks_for_is_locked_at_a_version_that_fits(lock: str, asked: str) -> None:
    requirement = Requirement(asked)
    version = pins_of(lock).get(canonicalize_name(requirement.name))
    assert version is not None, f"{requirement.name} is not in {lock}.lock: run scripts/lock"
    assert requirement.specifier.contains(version, prereleases=True), "run scripts/lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_is_locked_for_a_wish_that_pyproject_has_dropped(lock: str) -> None:
    packages = re.split(r"^(?=\S)", text_of(lock), flags=re.MULTILINE)
    wished = {one.split("==")[0] for one in packages if "jarvis-desk (pyproject.toml" in one}
    assert wished == {canonicalize_name(Requirement(asked).name) for asked in ASKED[lock]}


def test_the_peers_are_locked_at_the_versions_that_were_asked_for() -> None:
    asked = (ROOT / "tests/bench/peers.in").read_text(encoding="utf-8").splitlines()
    for requirement in map(Requirement, (line for line in asked if not line.startswith("#"))):
        assert pins_of(PEERS)[canonicalize_name(requirement.name)] in requirement.specifier


def test_what_builds_jarvis_itself_is_locked() -> None:
    for asked in map(Requirement, PYPROJECT["build-system"]["requires"]):
        assert pins_of("build")[asked.name] in asked.specifier


@pytest.mark.parametrize("lock", [*LOCKS, PEERS])
def test_nothing_is_installed_without_its_hash(lock: str) -> None:
    assert entries_of(lock)
    for entry in entries_of(lock):
        pinned, *hashes = re.split(r"\s+--hash=", entry)
        assert hashes, pinned
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", one) for one in hashes), pinned


@pytest.mark.parametrize("lock", [*LOCKS, PEERS])
def test_a_lock_names_no_address_and_no_folder(lock: str) -> None:
    assert "://" not in text_of(lock)
    assert not re.search(r"(^|\s)[~/]", text_of(lock))
    assert not [entry for entry in entries_of(lock) if entry.startswith("-")]


def test_the_locks_agree_so_that_they_can_be_installed_over_one_another() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pins_of(lock).items():
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
