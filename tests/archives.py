"""Archives made by the tests: good ones, and the kinds that somebody mean would make."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

FILES = {"model.bin": b"weights", "words/en.txt": b"one two three"}


def make_zip(file: Path, members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """A zip archive with these members, names as they are."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return file


def make_tar(file: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """A tar.gz archive with these members."""
    with tarfile.open(file, "w:gz") as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return file


def zip_of_kind(name: str, kind: int) -> zipfile.ZipInfo:
    """A member that says it is a link, a device, …: `stat.S_IFLNK`, `stat.S_IFIFO`."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o644) << 16
    assert stat.S_IFMT(info.external_attr >> 16) == kind
    return info


def tarred(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    """A member of a tar archive."""
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, to
    return info


def good_zip(file: Path) -> Path:
    """An archive as it should be."""
    return make_zip(file, [("words/", b""), *FILES.items()])


def good_tar(file: Path) -> Path:
    """The same as tar.gz, as `tar czf … .` makes it."""
    folders = [(tarred(name, kind=tarfile.DIRTYPE), b"") for name in (".", "./words")]
    files = [(tarred(f"./{name}", content), content) for name, content in FILES.items()]
    return make_tar(file, [*folders, *files])


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
