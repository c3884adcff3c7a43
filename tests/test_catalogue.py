"""The list of models that is shipped, and lists that are not in order."""

from pathlib import Path

import pytest

from jarvis.errors import ModelError
from voice import catalogue
from voice.catalogue import WheelSource
from voice.fetch import megabytes

FILE = """
models:
  tiny:
    summary: Tiny
    licence: MIT
    source:
      kind: file
      url: https://example.org/model.bin
      name: model.bin
      sha256: abcdef01abcdef01abcdef01abcdef01abcdef01abcdef01abcdef01abcdef01
      size_bytes: 3
"""


def test_every_model_has_a_licence_and_files_that_do_not_collide() -> None:
    models = catalogue.load()
    assert {"moonshine-tiny-en", "vosk-small-en"} <= set(models)
    for model in models.values():
        assert model.licence
        assert 0 < model.source.installed_bytes <= model.source.needed_bytes
        if isinstance(model.source, WheelSource):
            assert len({file.name for file in model.source.files}) == len(model.source.files)


def test_the_size_of_a_model_is_told_in_megabytes() -> None:
    assert megabytes(catalogue.load()["moonshine-tiny-en"].source.installed_bytes) == "43.9 MB"


def test_a_list_in_order_is_read(tmp_path: Path) -> None:
    (tmp_path / "models.yaml").write_text(FILE)
    assert catalogue.load(tmp_path / "models.yaml")["tiny"].source.needed_bytes == 3


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("https://", "http://"),
        ("https://example.org/model.bin", "https:///etc/passwd"),
        ("tiny:", "../tiny:"),
        ("tiny:", "Tiny:"),
        ("name: model.bin", "name: ../model.bin"),
        ("name: model.bin", "name: below/model.bin"),
        ("name: model.bin", "name: model.pkl"),
        ("sha256: a", "sha256: x"),
        ("size_bytes: 3", "size_bytes: -3"),
        ("size_bytes: 3", "size_bytes: 3\n      mirror: somewhere"),
        ("kind: file", "kind: guess"),
        ("models:", "models: ["),
    ],
)
def test_a_list_that_is_not_in_order_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in FILE
    (tmp_path / "models.yaml").write_text(FILE.replace(right, wrong))
    with pytest.raises(ModelError, match=r"The list of models, .* cannot be used\. Install Jarvis again\."):
        catalogue.load(tmp_path / "models.yaml")
