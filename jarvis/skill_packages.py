"""Skills that come with installed packages: their entry points in the group `jarvis.skills`.

Nothing of a package is imported here: its file is found and read, and runs in a process like a user's own.
"""

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from pathlib import Path

from jarvis.errors import SkillError, SkillRefusedError
from jarvis.skill_folder import SkillFile, read_skill

GROUP = "jarvis.skills"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


@dataclass(frozen=True)
class Packaged:
    """A skill of a package: the name of its entry point, the module it names, and the package."""

    name: str
    module: str
    package: str


def packaged() -> Iterator[Packaged]:
    """What installed packages bring along, by name; the first one of a name. Takes a moment."""
    found: dict[str, Packaged] = {}
    for one in importlib.metadata.entry_points(group=GROUP):
        package = one.dist.name if one.dist is not None else ""
        found.setdefault(one.name, Packaged(one.name, one.module, package))
    yield from (found[name] for name in sorted(found) if _NAME.fullmatch(name))


def read_packaged(one: Packaged) -> SkillFile:
    """Read its file. Raises SkillError, a sentence with a remedy."""
    path = _file(one.module) if _MODULE.fullmatch(one.module) else None
    if path is None:
        raise SkillError(
            f"The package {one.package} names {one.module[:80]} as a skill, which is no Python file of it. "
            f"Install it again: `pip install --force-reinstall {one.package}`."
        )
    if path.name == "__init__.py":
        raise SkillRefusedError(
            f"The package {one.package} names a folder as the skill {one.name}. "
            "Its entry point must name one file in it."
        )
    return replace(read_skill(path, path.parent), entry=one.name)


def _file(module: str) -> Path | None:
    """Where the source of a module lies; found without importing the packages above it."""
    folders: list[str] | None = None
    *above, last = module.split(".")
    for name in above:
        spec = PathFinder.find_spec(name, folders)
        if spec is None or spec.submodule_search_locations is None:
            return None
        folders = list(spec.submodule_search_locations)
    spec = PathFinder.find_spec(last, folders)
    origin = spec.origin if spec is not None and spec.has_location else None
    return Path(origin) if origin is not None and origin.endswith(".py") else None
