"""What an installed model consists of: a small file beside it that tells each file's size and checksum."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from jarvis.errors import ModelError
from voice.archive import why_astray, why_dangerous

NAME = "jarvis-manifest.json"


def _safe(path: str) -> str:
    if why := why_astray(path) or why_dangerous(path):
        raise ValueError(why)
    return path


SafePath = Annotated[str, AfterValidator(_safe)]


class Entry(BaseModel):
    """Something read from a file: nothing unknown in it, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pin(Entry):
    """The one content a file may have."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Field(ge=0)]

    @classmethod
    def of(cls, file: Path) -> "Pin":
        """What a file has."""
        return Pin(sha256=sha256_of(file), size_bytes=file.stat().st_size)

    def has_size_of(self, path: Path) -> bool:
        """Whether this is a file, and no link, of that size."""
        try:
            found = path.lstat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == self.size_bytes

    def is_content_of(self, path: Path) -> bool:
        """The same, and every byte is right."""
        try:
            return self.has_size_of(path) and sha256_of(path) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class Findings:
    """What is wrong with an installed model: names of files."""

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing is."""
        return not (self.missing or self.changed or self.extra)


class Manifest(Entry):
    """The files of a model, and the checksum of what they came from."""

    source_sha256: str
    files: dict[SafePath, Pin]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a model. Raises OSError or ValueError."""
        return cls.model_validate_json((folder / NAME).read_bytes())

    def missing(self, folder: Path) -> str:
        """The first file that is not there or has another size, "" if all are well. Takes no time."""
        return next((file for file, pin in self.files.items() if not pin.has_size_of(folder / file)), "")

    def compare(self, folder: Path) -> Findings:
        """Read every file."""
        found = {str(path.relative_to(folder)) for path in _files_below(folder)} - {NAME}
        expected = set(self.files)
        changed = (file for file in found & expected if not self.files[file].is_content_of(folder / file))
        return Findings(
            missing=tuple(sorted(expected - found)),
            changed=tuple(sorted(changed)),
            extra=tuple(sorted(found - expected)),
        )


def seal(folder: Path, source_sha256: str) -> None:
    """Write the manifest of what is in `folder`, and see to it that all of it is on the disk."""
    file = folder / NAME
    if file.exists():
        raise ModelError(f"The model is refused: it brings a {NAME} of its own. Please report it.")
    pins = {str(path.relative_to(folder)): Pin.of(path) for path in sorted(_files_below(folder))}
    file.touch(mode=0o600)
    text = Manifest(source_sha256=source_sha256, files=pins).model_dump_json(indent=1)
    file.write_text(text + "\n")
    for path in (*folder.rglob("*"), folder):
        to_disk(path)


def to_disk(path: Path) -> None:
    """Wait until a file or folder is really written."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(file: Path) -> str:
    """The checksum of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _files_below(folder: Path) -> Iterator[Path]:
    """Everything that is not a folder, links too."""
    return (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
