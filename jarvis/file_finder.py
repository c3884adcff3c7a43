"""Finding a file of the user's by its name: in Documents, Desktop and Downloads, and nowhere else."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jarvis.nearest import alike
from jarvis.notices import plain

MOST_LOOKED_AT = 30_000
"""Files; where there are more, the rest is not looked at."""
DEEPEST = 6
"""Folders inside one another."""
LIKELY = 0.8
_SAME = 0.03
_LONGEST = 80
_PLACES = {"DOCUMENTS": "Documents", "DESKTOP": "Desktop", "DOWNLOAD": "Downloads"}
_RUNS = {
    ".desktop", ".appimage", ".exe", ".msi", ".jar", ".run", ".bat", ".cmd", ".com", ".scr", ".lnk", ".url",
    ".deb", ".rpm", ".flatpakref", ".flatpakrepo", ".snap", ".sh", ".bash", ".vbs", ".ps1", ".jnlp", ".reg",
}  # fmt: skip
"""Files that some desktops start, or install, when they are opened."""
_BEGINS = (b"\x7fELF", b"MZ", b"[Desktop Entry]")
_SAID = {"dot": ".", "underscore": "_", "dash": "-"}
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Found:
    """A file that may have been meant. `shown` and `inside` can be said aloud."""

    path: Path
    shown: str
    inside: str


def places() -> list[Path]:
    """The folders that are searched, links resolved; those that are not there are left out."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    try:
        text = (config / "user-dirs.dirs").read_text(errors="replace")
    except OSError:
        text = ""
    found = []
    home = Path.home().resolve()
    for key, usual in _PLACES.items():
        told = re.search(rf'^XDG_{key}_DIR="\$HOME/(.+)"$', text, re.MULTILINE)
        place = (home / (told[1] if told else usual)).resolve()
        if place != home and place.is_relative_to(home) and place.is_dir():
            found.append(place)
    return list(dict.fromkeys(found))


def find(said: str) -> list[Found]:
    """Those whose names are most like this, the best first; several only where they are about as like.

    Hidden files and folders, links, and what is no plain file are never among them.
    """
    spoken = " ".join(_SAID.get(word, word) for word in said.casefold().split())
    wanted = _words(spoken)
    if not wanted:
        return []
    scored = sorted((-_likeness(wanted, one), str(one)) for one in _files())
    best = -scored[0][0] if scored else 0.0
    likely = [Path(one) for score, one in scored if -score >= max(LIKELY, best - _SAME)]
    return [Found(one, plain(one.name, _LONGEST), plain(one.parent.name, _LONGEST)) for one in likely[:20]]


def still_there(path: Path) -> bool:
    """Whether it is a plain file in one of the places, with no link on the way there."""
    try:
        return path.is_file() and path.resolve() == path and any(path.is_relative_to(one) for one in places())
    except OSError:
        return False


def runs(path: Path) -> bool:
    """Whether opening it might start it: a program, a script, an installer. What cannot be read counts."""
    try:
        with path.open("rb") as file:
            begin = file.read(64)
        executable = os.access(path, os.X_OK)
    except OSError:
        return True
    script = begin.startswith(b"#!") and executable
    return bool(set(map(str.lower, path.suffixes[-1:])) & _RUNS) or begin.startswith(_BEGINS) or script


def _files() -> Iterator[Path]:
    looked_at = 0
    for place in places():
        for folder, inside, names in os.walk(place, followlinks=False):
            depth = len(Path(folder).relative_to(place).parts)
            inside[:] = sorted(one for one in inside if not one.startswith(".")) if depth < DEEPEST else []
            for name in sorted(names):
                looked_at += 1
                if looked_at > MOST_LOOKED_AT:
                    return
                one = Path(folder, name)
                if not name.startswith(".") and one.is_file() and not one.is_symlink():
                    yield one


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _likeness(wanted: str, one: Path) -> float:
    """With or without what stands after the last dot. Another number is another file."""
    stem, whole = _words(one.stem), _words(one.name)
    if any(word.isdigit() and word not in whole.split() for word in wanted.split()):
        return 0.0
    part = 0.9 if set(wanted.split()) <= set(whole.split()) else 0.0
    return 1.0 if wanted in {stem, whole} else max(part, alike(wanted, stem), alike(wanted, whole))


def told(some: Sequence[Found]) -> list[str]:
    """A name for each that can be said, and that no other has."""
    names = [one.shown for one in some]
    named = [one.shown if names.count(one.shown) == 1 else f"{one.shown} in {one.inside}" for one in some]
    return [name if named.count(name) == 1 else f"{name}, number {at}" for at, name in enumerate(named, 1)]
