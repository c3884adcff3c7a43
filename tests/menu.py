"""A home of a test's own: a menu of programs, and some files."""

from pathlib import Path

import pytest

_ENTRY = "[Desktop Entry]\nType=Application\nName={name}\nExec={runs}\n{more}\n"


class Home:
    """What is on this computer, as far as the skills look."""

    def __init__(self, home: Path, system: Path) -> None:
        self.home, self._system = home, system
        self.log = home.parent / "log"
        """What programs of `program` were started with, a line each."""

    def entry(self, key: str, name: str, runs: str, *more: str, own: bool = False) -> Path:
        """An entry of the menu."""
        folder = (self.home / ".local/share" if own else self._system) / "applications"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / key
        file.write_text(_ENTRY.format(name=name, runs=runs, more="\n".join(more)))
        return file

    def program(self, name: str, ends: str = "exec sleep 60") -> Path:
        """A program on the PATH that writes down its words, then goes on, or does what `ends` says."""
        file = self.home.parent / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'#!/bin/sh\nprintf "%s|" "$0" "$@" >>{self.log}\necho >>{self.log}\n{ends}\n')
        file.chmod(0o755)
        return file

    def file(self, path: str, content: str = "words") -> Path:
        """A file of the user's."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        return file

    def started(self) -> list[list[str]]:
        """The words of each program that was started."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [[Path(line.split("|")[0]).name, *line.split("|")[1:-1]] for line in lines]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home without anything in it, and nothing on the PATH but the usual."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    for name, at in (("DATA_HOME", ".local/share"), ("CONFIG_HOME", ".config")):
        monkeypatch.setenv(f"XDG_{name}", str(place / at))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "system"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return Home(place, tmp_path / "system")
