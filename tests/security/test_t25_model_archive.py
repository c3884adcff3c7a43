"""T25: an archive with anything but plain files in plain places is refused, and nothing leaves staging."""

import hashlib
import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jarvis.errors import ModelError
from tests.archives import contents, good_tar, good_zip, make_tar, make_zip, tarred, zip_of_kind
from tests.fileserver import serving
from voice import archive
from voice.catalogue import ArchiveSource, Model
from voice.models import Models

MEAN_NAMES = {
    "../out": "leads out",
    "words/../../out": "leads out",
    "/jarvis-t25": "leads out",
    "//out": "leads out",
    "..\\out": "Windows",
    "C:\\out": "Windows",
    "C:out": "Windows",
    "a\nb": "not a name",
    "\x1b[2Jout": "not a name",
    "a" * 300: "not a name",
    "txt.\u202eexe": "not a name",
    "run.so": "is a program",
    "__init__.PY": "is a program",
}
LIMIT_BYTES = 3_000_000
Make = Callable[[Path], Path]


def zip_with(*members: tuple[str | zipfile.ZipInfo, bytes]) -> Make:
    return lambda file: make_zip(file, [("model.bin", b"weights"), *members])


def tar_with(*members: tuple[tarfile.TarInfo, bytes]) -> Make:
    return lambda file: make_tar(file, [(tarred("model.bin", b"weights"), b"weights"), *members])


def tar_of_kind(kind: bytes, to: str = "") -> Make:
    return tar_with((tarred("out", kind=kind, to=to), b""))


def overlong_header(file: Path) -> Path:
    """The name of a member claims 100 MB."""
    info = tarred("model.bin")
    header = tarred("././@LongLink", kind=tarfile.GNUTYPE_LONGNAME)
    header.size = 100_000_000
    with tarfile.open(file, "w:gz") as made:
        made.addfile(header, io.BytesIO(bytes(header.size)))
        made.addfile(info)
    return file


def encrypted(file: Path) -> Path:
    """The first member says that it needs a password."""
    content = bytearray(good_zip(file).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(content)
    return file


def hidden_name(file: Path) -> Path:
    """A name that ends at a NUL for some, and goes on for others."""
    content = make_zip(file, [("model.binXpkl", b"weights")]).read_bytes()
    file.write_bytes(content.replace(b"model.binX", b"model.bin\0"))
    return file


MEAN_ZIPS: dict[str, tuple[Make, str]] = {
    "symbolic link": (zip_with((zip_of_kind("out", stat.S_IFLNK), b"/etc")), "neither a file nor a folder"),
    "named pipe": (zip_with((zip_of_kind("out", stat.S_IFIFO), b"")), "neither a file nor a folder"),
    "device": (zip_with((zip_of_kind("out", stat.S_IFBLK), b"")), "neither a file nor a folder"),
    "the same name in capitals": (zip_with(("MODEL.bin", b"others")), "twice"),
    "the same name in other letters": (zip_with(("é.bin", b"a"), ("e\u0301.bin", b"b")), "twice"),
    "the same name as folder": (zip_with(("model.bin/", b"")), "twice"),
    "a file used as folder": (zip_with(("model.bin/out", b"")), "twice"),
    "a folder used as file": (zip_with(("a/b", b""), ("a", b"")), "twice"),
    "no name": (zip_with((".", b"")), "not a name"),
    "bomb": (zip_with(("zeros.bin", bytes(2_500_000))), "too large"),
    "larger than announced": (zip_with(("model2.bin", bytes(LIMIT_BYTES + 1))), "too large"),
    "encrypted": (encrypted, "encrypted"),
    "hidden name": (hidden_name, "not a name"),
}
MEAN_TARS: dict[str, tuple[Make, str]] = {
    "symbolic link": (tar_of_kind(tarfile.SYMTYPE, "/etc"), "neither a file nor a folder"),
    "hard link": (tar_of_kind(tarfile.LNKTYPE, "model.bin"), "neither a file nor a folder"),
    "character device": (tar_of_kind(tarfile.CHRTYPE), "neither a file nor a folder"),
    "block device": (tar_of_kind(tarfile.BLKTYPE), "neither a file nor a folder"),
    "named pipe": (tar_of_kind(tarfile.FIFOTYPE), "neither a file nor a folder"),
    "the same name": (tar_with((tarred("./model.bin", b"others"), b"others")), "twice"),
    "the same name in capitals": (tar_with((tarred("Model.BIN", b"others"), b"others")), "twice"),
    "bomb": (tar_with((tarred("zeros.bin", bytes(2_500_000)), bytes(2_500_000))), "too large"),
    "overlong header": (overlong_header, "too large"),
}


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Path]:
    """Where archives are unpacked; around it, nothing may change."""
    folder = tmp_path / "around/staging"
    folder.mkdir(parents=True)
    yield folder
    assert [path.name for path in (tmp_path / "around").iterdir()] == ["staging"]
    assert not Path("/jarvis-t25").exists()
    assert not any(path.is_symlink() for path in folder.rglob("*"))


def refused(file: Path, kind: archive.Format, staging: Path, why: str) -> None:
    with pytest.raises(ModelError, match=f"refused.*{why}.*Nothing was installed") as caught:
        archive.extract(file, kind, staging, LIMIT_BYTES)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", MEAN_NAMES, ids=ascii)
def test_no_zip_may_use_such_a_name(tmp_path: Path, staging: Path, name: str) -> None:
    refused(zip_with((name, b"mean"))(tmp_path / "a"), "zip", staging, MEAN_NAMES[name])


@pytest.mark.parametrize("name", MEAN_NAMES, ids=ascii)
def test_no_tar_may_use_such_a_name(tmp_path: Path, staging: Path, name: str) -> None:
    refused(tar_with((tarred(name, b"mean"), b"mean"))(tmp_path / "a"), "tar.gz", staging, MEAN_NAMES[name])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_zip_may_use_a_name_twice(tmp_path: Path, staging: Path) -> None:
    refused(zip_with(("model.bin", b"others"))(tmp_path / "a"), "zip", staging, "twice")


@pytest.mark.parametrize("trick", MEAN_ZIPS)
def test_a_mean_zip_is_refused(tmp_path: Path, staging: Path, trick: str) -> None:
    make, why = MEAN_ZIPS[trick]
    refused(make(tmp_path / "a"), "zip", staging, why)


@pytest.mark.parametrize("trick", MEAN_TARS)
def test_a_mean_tar_is_refused(tmp_path: Path, staging: Path, trick: str) -> None:
    make, why = MEAN_TARS[trick]
    refused(make(tmp_path / "a"), "tar.gz", staging, why)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_there_may_not_be_too_many_files(
    tmp_path: Path, staging: Path, monkeypatch: pytest.MonkeyPatch, kind: archive.Format
) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 50)
    names = [str(number) for number in range(50)]
    make = zip_with(*((name, b"") for name in names))
    if kind == "tar.gz":
        make = tar_with(*((tarred(name), b"") for name in names))
    refused(make(tmp_path / "a"), kind, staging, "more than 50 files")


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path, staging: Path) -> None:
    content = make_zip(tmp_path / "a", [("model.bin", bytes(2_500_000))]).read_bytes()
    (tmp_path / "a").write_bytes(content.replace((2_500_000).to_bytes(4, "little"), bytes([9, 0, 0, 0])))
    with pytest.raises(ModelError, match="damaged"):
        archive.extract(tmp_path / "a", "zip", staging, LIMIT_BYTES)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_a_mean_archive_with_the_right_checksum_is_not_installed_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: archive.Format
) -> None:
    mean = zip_with(("../../../out", b"mean")) if kind == "zip" else tar_of_kind(tarfile.SYMTYPE, "/")
    content = mean(tmp_path / "a").read_bytes()
    with serving(content, tmp_path, monkeypatch) as server:
        models = Models(tmp_path / "models", {"mean": model_of(server.url, content, kind)})
        with pytest.raises(ModelError, match="refused"):
            models.pull("mean")
    assert list(contents(tmp_path / "models")) == [".lock"]
    assert not (tmp_path / "out").exists()


def test_an_archive_must_not_bring_a_manifest_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zip_with(("jarvis-manifest.json", b"{}"))(tmp_path / "a").read_bytes()
    with serving(content, tmp_path, monkeypatch) as server:
        models = Models(tmp_path / "models", {"mean": model_of(server.url, content, "zip")})
        with pytest.raises(ModelError, match="refused"):
            models.pull("mean")
    assert list(contents(tmp_path / "models")) == [".lock"]


@pytest.mark.parametrize(("kind", "make"), [("zip", good_zip), ("tar.gz", good_tar)])
def test_a_good_archive_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: archive.Format, make: Make
) -> None:
    content = make(tmp_path / "a").read_bytes()
    with serving(content, tmp_path, monkeypatch) as server:
        models = Models(tmp_path / "models", {"good": model_of(server.url, content, kind)})
        assert models.pull("good")
    assert models.verify("good").intact


def model_of(url: str, content: bytes, kind: archive.Format) -> Model:
    source = ArchiveSource(
        kind="archive",
        url=url,
        format=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        unpacked_bytes=1_000_000,
    )
    return Model(summary="An archive", licence="MIT", source=source)
