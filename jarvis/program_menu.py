"""The programs that the desktop's menu offers, read from their .desktop files, and which is the usual one.

Whoever reads these files starts nothing. What a file wants to be started is a list of words, never a shell's.
"""

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jarvis.nearest import alike
from jarvis.notices import plain

LARGEST = 256 * 1024
"""A larger file is no entry of a menu."""
MOST = 3_000
"""More files are not read."""
LIKELY = 0.8
"""A name as much alike as this may have been meant."""
_SAME = 0.04
"""Names that are nearly as much alike as the best one may have been meant as well."""
_LONGEST = 60
_GROUP = "[Desktop Entry]"
_ESCAPED = {"s": " ", "n": " ", "t": " ", "r": " ", "\\": "\\", ";": ";"}
_WORDS = re.compile(r"\w+")
_KINDS = {
    "browser": ("x-scheme-handler/https", "WebBrowser"),
    "web browser": ("x-scheme-handler/https", "WebBrowser"),
    "internet": ("x-scheme-handler/https", "WebBrowser"), "email": ("x-scheme-handler/mailto", "Email"),
    "mail": ("x-scheme-handler/mailto", "Email"), "file manager": ("inode/directory", "FileManager"),
    "files": ("inode/directory", "FileManager"), "text editor": ("text/plain", "TextEditor"),
    "editor": ("text/plain", "TextEditor"), "music player": ("audio/mpeg", "Player"),
    "video player": ("video/mp4", "Player"), "calendar": ("text/calendar", "Calendar"),
    "terminal": ("", "TerminalEmulator"), "calculator": ("", "Calculator"),
}  # fmt: skip
"""What one may call a program by what it is for: a type of file that it opens, and its category."""


@dataclass(frozen=True)
class Program:
    """An entry of the menu."""

    key: str
    """The name of its file: "org.mozilla.firefox.desktop"."""
    name: str
    also: tuple[str, ...]
    """What else it is called: its general name, its keywords, its key, its command."""
    categories: tuple[str, ...]
    argv: tuple[str, ...]
    """What is started, word by word, without a file to open."""
    terminal: bool
    """Whether it wants a window of a terminal around it."""


def programs() -> list[Program]:
    """All that the menu shows, each once: what the user put there goes before what came with the system."""
    seen: dict[str, Program | None] = {}
    for number, (key, file) in enumerate(_files()):
        if number >= MOST:
            break
        if key not in seen:
            seen[key] = read(key, file)
    return [one for one in seen.values() if one is not None]


def named(known: Sequence[Program], said: str) -> list[Program]:
    """Those that may have been meant, the likeliest first; several only where they are about as likely."""
    said = " ".join(_WORDS.findall(said.casefold()))
    if not said:
        return []
    said = said.removesuffix(" program").removesuffix(" app")
    if (kind := _KINDS.get(said)) and (fitting := usual(known, *kind)):
        return fitting
    scored = sorted(((_likeness(said, one), one) for one in known), key=lambda pair: (-pair[0], pair[1].name))
    best = scored[0][0] if scored else 0.0
    return [one for score, one in scored if score >= max(LIKELY, best - _SAME)]


def usual(known: Sequence[Program], mime: str, category: str) -> list[Program]:
    """The program that the user chose for this, else all of this category."""
    by_key = {one.key: one for one in known}
    chosen = [by_key[key] for key in (_defaults(mime) if mime else []) if key in by_key]
    return chosen[:1] or [one for one in known if category in one.categories]


def read(key: str, file: Path) -> Program | None:
    """An entry that can be started; None for anything else, unreadable files among them."""
    try:
        if not file.is_file() or file.stat().st_size > LARGEST:
            return None
        values = _values(file.read_text(errors="replace"), _GROUP)
    except OSError:
        return None
    name, argv = plain(_text(values.get("Name[en]") or values.get("Name", "")), _LONGEST), _argv(values)
    hidden = any(values.get(one) == "true" for one in ("Hidden", "NoDisplay"))
    if values.get("Type") != "Application" or not name or not argv or hidden:
        return None
    also = (
        values.get("GenericName", ""),
        *values.get("Keywords", "").split(";"),
        key.removesuffix(".desktop").rpartition(".")[2],
        Path(argv[0]).name,
    )
    words = tuple(dict.fromkeys(one for one in (plain(_text(text), _LONGEST) for text in also[:40]) if one))
    categories = tuple(values.get("Categories", "").split(";"))
    return Program(key, name, words, categories, argv, values.get("Terminal") == "true")


def data_folders() -> list[Path]:
    """Where programs put what they bring, the user's own folder first."""
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(one) for one in (own, *shared.split(":")) if one.startswith("/")]


def _files() -> Iterator[tuple[str, Path]]:
    """Each file with its key; those of a folder inside are called "folder-file.desktop"."""
    for folder in data_folders():
        place = folder / "applications"
        try:
            found = sorted(place.rglob("*.desktop"))
        except OSError:
            continue
        yield from (("-".join(one.relative_to(place).parts), one) for one in found)


def _values(text: str, group: str) -> dict[str, str]:
    """What stands in one group: `key=value`, the first of each."""
    found: dict[str, str] = {}
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == group
        elif inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found


def _text(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[0]), value)


def _argv(values: Mapping[str, str]) -> tuple[str, ...]:
    """The words of `Exec`, without places for files and the like; () if they cannot be told apart."""
    try:
        words = shlex.split(_text(values.get("Exec", "")))
    except ValueError:
        return ()
    kept = [word for word in words if not re.fullmatch(r"%[a-zA-Z]", word)]
    argv = tuple(re.sub(r"%(.)", lambda code: "%" if code[1] == "%" else "", word) for word in kept)
    return () if not argv or not argv[0] or any("\0" in word for word in argv) else argv


def _defaults(mime: str) -> list[str]:
    """The keys of the programs that were chosen for a type, the best choice first."""
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    shared = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    desktop = [
        one.casefold() for one in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if one.isalpha()
    ]
    folders = [Path(config), *map(Path, shared), *(one / "applications" for one in data_folders())]
    found: list[str] = []
    for folder in folders:
        for name in (*(f"{one}-mimeapps.list" for one in desktop), "mimeapps.list"):
            try:
                text = (folder / name).read_text(errors="replace")[:LARGEST]
            except OSError:
                continue
            found += _values(text, "[Default Applications]").get(mime, "").split(";")
    return [key for key in found if key]


def _likeness(said: str, one: Program) -> float:
    """How likely it was meant, from 0 to 1; its own name counts a little more than what else it is called."""
    whole = " ".join(_WORDS.findall(one.name.casefold()))
    words, within = set(said.split()), set(whole.split())
    if said == whole:
        return 1.0
    part = 0.95 if words <= within else 0.0
    others = (alike(said, " ".join(_WORDS.findall(name.casefold()))) for name in one.also)
    return max(part, alike(said, whole), 0.93 * max(others, default=0.0))
