"""Unpacking archives that are as they should be, and some that are merely odd. The mean ones: T25."""

import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jarvis.errors import ModelError
from tests.archives import FILES, contents, good_tar, good_zip, make_tar, make_zip, tarred
from voice import archive

PLENTY = 1_000_000


def test_a_zip_is_unpacked(tmp_path: Path) -> None:
    archive.extract(good_zip(tmp_path / "a"), "zip", tmp_path / "into", PLENTY)
    assert contents(tmp_path / "into") == FILES


def test_a_tar_is_unpacked(tmp_path: Path) -> None:
    archive.extract(good_tar(tmp_path / "a"), "tar.gz", tmp_path / "into", PLENTY)
    assert contents(tmp_path / "into") == FILES


def test_only_the_files_one_wants_are_unpacked(tmp_path: Path) -> None:
    package = make_zip(tmp_path / "a", [("code/run.py", b"print()"), *FILES.items()])
    archive.extract(package, "zip", tmp_path / "into", PLENTY, {"words/en.txt"})
    assert contents(tmp_path / "into") == {"words/en.txt": FILES["words/en.txt"]}


def test_what_is_unpacked_is_for_its_owner_only(tmp_path: Path) -> None:
    archive.extract(good_tar(tmp_path / "a"), "tar.gz", tmp_path / "into", PLENTY)
    for path in (tmp_path / "into").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_as_much_as_was_announced_may_be_in_it_and_no_more(tmp_path: Path) -> None:
    size_bytes = sum(len(content) for content in FILES.values())
    archive.extract(good_zip(tmp_path / "a"), "zip", tmp_path / "enough", size_bytes)
    with pytest.raises(ModelError, match="too large"):
        archive.extract(good_zip(tmp_path / "a"), "zip", tmp_path / "less", size_bytes - 1)


def test_a_tar_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    content = bytes(range(256)) * 100
    whole = make_tar(tmp_path / "a", [(tarred("model.bin", content), content)])
    whole.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(ModelError, match="damaged"):
        archive.extract(whole, "tar.gz", tmp_path / "into", PLENTY)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_something_else_entirely_is_refused(tmp_path: Path, kind: archive.Format) -> None:
    (tmp_path / "a").write_bytes(b"<html>Please log in to the hotel's network</html>")
    with pytest.raises(ModelError, match="damaged"):
        archive.extract(tmp_path / "a", kind, tmp_path / "into", PLENTY)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_damage_anywhere_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, kind: archive.Format, place: float, byte: int, *, cut: bool
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    file = (good_zip if kind == "zip" else good_tar)(folder / "a")
    content = bytearray(file.read_bytes())
    where = int(place * len(content))
    content[where] = byte
    file.write_bytes(content[:where] if cut else content)
    with suppress(ModelError):
        archive.extract(file, kind, folder / "into", PLENTY)
    assert {path.name for path in folder.iterdir()} <= {"a", "into"}


@pytest.mark.parametrize("name", ["a", "a/b.bin", "tiny-en/encoder_model.ort", "мова.txt", "a b"])
def test_ordinary_names_are_accepted(name: str) -> None:
    assert not archive.why_astray(name)
    assert not archive.why_dangerous(name)
