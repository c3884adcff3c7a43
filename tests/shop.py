"""A model one can pull, the server it comes from, and the folder it goes to."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.archives import make_zip
from tests.fileserver import FileServer, serving
from voice.catalogue import load
from voice.models import Models

NAME = "tiny-en"
FILES = {"model.bin": random.Random(5).randbytes(200_000), "words/en.txt": b"one two three"}  # noqa: S311


@dataclass(frozen=True)
class Shop:
    """Everything around a pull."""

    server: FileServer
    folder: Path
    """Where `jarvis models` looks too."""
    catalogue: Path

    @property
    def models(self) -> Models:
        """A user's view; each is a new one."""
        return Models(self.folder, load(self.catalogue))

    def offer(self, archive: Path) -> None:
        """Sell this as the model from now on."""
        self.server.content = archive.read_bytes()
        source = {
            "kind": "archive",
            "url": self.server.url,
            "format": "zip",
            "sha256": hashlib.sha256(self.server.content).hexdigest(),
            "size_bytes": len(self.server.content),
            "unpacked_bytes": 1_000_000,
        }
        model = {"summary": "English, tiny", "licence": "MIT", "source": source}
        self.catalogue.write_text(yaml.safe_dump({"models": {NAME: model}}))

    @property
    def seen(self) -> set[str]:
        """What anybody sees who looks for models."""
        return {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}

    @property
    def staged(self) -> set[str]:
        """What lies about in the workshop."""
        return {path.name for path in (self.folder / ".staging").iterdir()}


@contextmanager
def open_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Until the test is over."""
    with serving(b"", tmp_path, monkeypatch) as server:
        shop = Shop(server, tmp_path / "data/jarvis/models", tmp_path / "models.yaml")
        shop.folder.mkdir(mode=0o700, parents=True)
        shop.offer(make_zip(tmp_path / "archive", list(FILES.items())))
        yield shop
