"""Unpacks what came from outside: whatever is not a plain file or folder in it is refused as a whole.

Nothing is renamed, left out or mended. What was written before something was refused lies in the
staging folder, which its owner throws away.
"""

import errno
import gzip
import os
import re
import shutil
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Literal, NoReturn

from jarvis.errors import ModelError

Format = Literal["zip", "tar.gz"]

MOST_MEMBERS = 10_000
MOST_RATIO = 20
"""Models hardly shrink: 2 is usual."""
SMALL_BYTES = 1_000_000
"""Below this, the ratio does not matter: an empty tar file has one of 70."""
_LONGEST_NAME = 240
_HEADER_BYTES = 1024
"""What a tar file adds to each member."""
_PICKLES = (".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".joblib", ".dill")
_PROGRAMS = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".exe", ".sh", ".bat")
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    ValueError,
    NotImplementedError,
    OSError,
)


@dataclass(frozen=True)
class _Member:
    name: str
    size_bytes: int
    is_folder: bool
    open: Callable[[], IO[bytes]]


def extract(
    archive: Path, kind: Format, into: Path, limit_bytes: int, only: Collection[str] | None = None
) -> None:
    """Write all files of the archive below `into`, or just those in `only`. Raises ModelError."""
    most_bytes = min(limit_bytes, max(SMALL_BYTES, MOST_RATIO * archive.stat().st_size))
    inspector = _Inspector(most_bytes)
    try:
        for member in _zip_members(archive) if kind == "zip" else _tar_members(archive, most_bytes):
            path = inspector.pass_name(member)
            if only is None or str(path) in only:
                inspector.pass_content(member)
                _write(member, into, path)
    except _DAMAGED as error:
        if isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}:
            raise  # it is the disk; a damaged archive has no number, or sends us to impossible places
        raise ModelError(
            "The archive is damaged. Nothing was installed; "
            "run the command again, and report it if it stays so."
        ) from None


def why_astray(name: str) -> str:
    """Why a file must not lie under this name, "" if it may."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return "leads out of the folder"
    if "\\" in name or re.match("[A-Za-z]:", name):
        return "is a Windows path"
    if not path.parts or not name.isprintable() or len(os.fsencode(path)) > _LONGEST_NAME:
        return "is not a name for a file"
    return ""


def why_dangerous(name: str) -> str:
    """Why a file like this is nothing for a model, "" if it is."""
    if name.casefold().endswith(_PICKLES):
        return "can run a program when it is loaded"
    return "is a program" if name.casefold().endswith(_PROGRAMS) else ""


class _Inspector:
    """Sees the members one after the other, and raises at the first that is not in order."""

    def __init__(self, most_bytes: int) -> None:
        self._left_bytes = most_bytes
        self._seen: set[str] = set()
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def pass_name(self, member: _Member) -> PurePosixPath:
        """Its path, which nothing else in the archive has, in no spelling."""
        path = PurePosixPath(member.name)
        is_root = member.is_folder and not path.parts  # `tar czf … .` begins with it
        if not is_root and (why := why_astray(member.name)):
            _refuse(member.name, why)
        key = unicodedata.normalize("NFC", str(path)).casefold()
        above = {str(parent) for parent in PurePosixPath(key).parents}
        is_both = above & self._files or (key in self._folders and not member.is_folder)
        if key in self._seen or is_both:
            _refuse(member.name, "is in it twice")
        self._seen.add(key)
        self._folders |= above
        if not member.is_folder:
            self._files.add(key)
        if len(self._seen) > MOST_MEMBERS:
            _refuse(member.name, f"is one of more than {MOST_MEMBERS} files")
        return path

    def pass_content(self, member: _Member) -> None:
        """Nothing that runs, and not more than there may be."""
        if why := why_dangerous(member.name):
            _refuse(member.name, why)
        self._left_bytes -= member.size_bytes
        if member.size_bytes < 0 or self._left_bytes < 0:
            _refuse(member.name, "makes it too large")


def _zip_members(file: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in {0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG}:
                _refuse(info.filename, "is neither a file nor a folder")
            if info.filename != info.orig_filename:
                _refuse(info.orig_filename, "is not a name for a file")
            if info.flag_bits & 1:
                _refuse(info.filename, "is encrypted")
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                _refuse(info.filename, "is packed in an unusual way")
            yield _Member(info.filename, info.file_size, info.is_dir(), partial(archive.open, info))


def _tar_members(file: Path, most_bytes: int) -> Iterator[_Member]:
    with _Bounded(file, most_bytes) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            is_file = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
            if not (is_file or member.isdir()):
                _refuse(member.name, "is neither a file nor a folder")
            yield _Member(member.name, member.size, member.isdir(), partial(_content, archive, member))


class _Bounded(gzip.GzipFile):
    """A stream that does not go on for ever; headers of a tar file may claim any length."""

    def __init__(self, file: Path, most_bytes: int) -> None:
        super().__init__(file, "rb")
        self._left_bytes = most_bytes + MOST_MEMBERS * _HEADER_BYTES

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes."""
        block = super().read(size)
        self._left_bytes -= len(block)
        if self._left_bytes < 0:
            raise ModelError(
                "The archive is refused: it is too large. Nothing was installed; please report it."
            )
        return block


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        _refuse(member.name, "has no content")
    return content


def _write(member: _Member, into: Path, path: PurePosixPath) -> None:
    target = into / path
    folders = [into / parent for parent in reversed(path.parents)]
    for folder in [*folders, target] if member.is_folder else folders:
        folder.mkdir(mode=0o700, exist_ok=True)
    if member.is_folder:
        return
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as sink, member.open() as content:
        shutil.copyfileobj(content, sink)
        if sink.tell() != member.size_bytes:
            raise EOFError


def _refuse(name: str, why: str) -> NoReturn:
    shown = ascii(name[:_LONGEST_NAME])
    raise ModelError(f"The archive is refused: {shown} {why}. Nothing was installed; please report it.")
