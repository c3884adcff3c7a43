"""What a model consists of, and how one notices that it does not any more."""

import json
import stat
from pathlib import Path

import pytest

from jarvis.errors import ModelError
from voice import manifest
from voice.manifest import Findings, Manifest

SOURCE = "0" * 64


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model/words").mkdir(parents=True)
    (tmp_path / "model/model.bin").write_bytes(b"weights")
    (tmp_path / "model/words/en.txt").write_bytes(b"one two three")
    manifest.seal(tmp_path / "model", SOURCE)
    return tmp_path / "model"


def test_a_model_is_intact_as_long_as_nobody_touches_it(model: Path) -> None:
    read = Manifest.read(model)
    assert set(read.files) == {"model.bin", "words/en.txt"}
    assert read.compare(model) == Findings()
    assert read.compare(model).intact
    assert not read.missing(model)
    assert stat.S_IMODE((model / manifest.NAME).stat().st_mode) == 0o600


def test_a_missing_file_is_noticed_at_a_glance(model: Path) -> None:
    (model / "words/en.txt").unlink()
    assert Manifest.read(model).missing(model) == "words/en.txt"
    assert Manifest.read(model).compare(model) == Findings(missing=("words/en.txt",))


def test_a_file_of_another_size_is_noticed_at_a_glance(model: Path) -> None:
    (model / "model.bin").write_bytes(b"weight")
    assert Manifest.read(model).missing(model) == "model.bin"


def test_a_changed_byte_is_noticed_by_reading(model: Path) -> None:
    (model / "model.bin").write_bytes(b"weighty")
    assert not Manifest.read(model).missing(model)
    assert Manifest.read(model).compare(model) == Findings(changed=("model.bin",))


def test_a_link_is_not_the_file_it_leads_to(model: Path) -> None:
    (model / "model.bin").rename(model.parent / "elsewhere")
    (model / "model.bin").symlink_to(model.parent / "elsewhere")
    assert Manifest.read(model).missing(model) == "model.bin"
    assert Manifest.read(model).compare(model) == Findings(changed=("model.bin",))


def test_files_that_do_not_belong_there_are_noticed(model: Path) -> None:
    (model / "words/more.txt").write_bytes(b"four")
    (model / "out").symlink_to("/")
    assert Manifest.read(model).compare(model) == Findings(extra=("out", "words/more.txt"))


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "model.pkl"])
def test_a_manifest_cannot_lead_elsewhere(model: Path, name: str) -> None:
    written = json.loads((model / manifest.NAME).read_text())
    written["files"][name] = written["files"]["model.bin"]
    (model / manifest.NAME).write_text(json.dumps(written))
    with pytest.raises(ValueError, match="files"):
        Manifest.read(model)


def test_a_model_is_not_sealed_twice(model: Path) -> None:
    with pytest.raises(ModelError, match=r"brings a jarvis-manifest\.json of its own"):
        manifest.seal(model, SOURCE)
