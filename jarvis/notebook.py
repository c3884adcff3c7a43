"""The notes and lists that one speaks: Markdown files in a folder of their own, which any editor opens too.

What a call has written is on disk when it returns. What it replaces is put aside for a day, to be restored.
Calls take milliseconds and wait for the disk: make them in a thread.
"""

import os
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jarvis.errors import BadInputError, StoreError

KEPT_S = 86_400
"""So long a page can be restored."""
LARGEST = 256 << 10
"""Bytes of a page: more than anybody says, and little to read."""
MOST_PAGES = 2_000
_LONGEST_NAME = 40
_ASIDE = ".before"
"""Hidden, so that what was deleted is not found among the documents."""
_changing = threading.Lock()


class Notebook:
    """The pages in a folder. `clock` gives seconds since 1970. All of it may raise StoreError."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.folder, self._clock = folder, clock

    def names(self) -> list[str]:
        """The pages there are; not what others have laid there under names that are none of ours."""
        with self._telling():
            stems = [file.stem for file in self.folder.glob("*.md")]
        return sorted(stem for stem in stems if _letters(stem) == stem)

    def read(self, name: str) -> str:
        """A page, "" if there is none."""
        with self._telling():
            return self._read(self._file(name))

    def change(self, name: str, change: Callable[[str], str]) -> int:
        """Write what `change` makes of a page ("": none); gives the number of the version before, to restore.

        Nothing else changes a page of ours meanwhile. Raises BadInputError for too many pages.
        """
        with _changing, self._telling():
            file = self._file(name)
            before = self._read(file)
            after = change(before)
            if not before and len(list(self.folder.glob("*.md"))) >= MOST_PAGES:
                raise BadInputError(f"There are {MOST_PAGES} of them already. Delete some first.")
            number = self._put_aside(name, before)
            if after:
                _write(file, after)
            elif file.exists():
                file.unlink()
                _settle(self.folder)
            return number

    def before(self, name: str, number: int = 0) -> str | None:
        """A page as it was: that version of it, or the last that was not empty. None if that is not kept."""
        with self._telling():
            kept = {at: file for at, of, file in self._kept() if of == page(name)}
            for at in sorted(kept, reverse=True):
                text = self._read(kept[at])
                if at == number or (not number and text):
                    return text
            return None

    def known(self) -> set[str]:
        """The names of all pages there are, and of those that can be restored."""
        with self._telling():
            return {*self.names(), *(of for _, of, _ in self._kept())}

    def _file(self, name: str) -> Path:
        return self.folder / f"{page(name)}.md"

    def _read(self, file: Path) -> str:
        if not file.exists():
            return ""
        if file.stat().st_size > LARGEST:
            raise BadInputError(f"The file {file} is too large for me. Shorten it.")
        return file.read_text("utf-8", "surrogateescape")  # an editor may have written other bytes: they stay

    def _put_aside(self, name: str, text: str) -> int:
        """Keep it for a day. What has been there for longer goes, but for the newest: it has the number."""
        aside = self.folder / _ASIDE
        aside.mkdir(mode=0o700, exist_ok=True)
        kept = sorted(self._kept())
        number = (kept[-1][0] if kept else 0) + 1
        for _, _, file in kept[:-1]:
            if self._clock() - file.stat().st_mtime > KEPT_S:
                file.unlink()
        file = aside / f"{number} {page(name)}.md"
        _write(file, text)
        os.utime(file, (self._clock(), self._clock()))
        return number

    def _kept(self) -> Iterator[tuple[int, str, Path]]:
        for file in (self.folder / _ASIDE).glob("*.md"):
            number, _, name = file.stem.partition(" ")
            if number.isdecimal():
                yield int(number), name, file

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"I cannot keep that in {self.folder} ({error.strerror}). Make room there, or check who may"
                " write to it."
            ) from None


def page(name: str) -> str:
    """A name of only letters, digits and spaces, and so no path. Raises BadInputError if none is left."""
    found = _letters(name)
    if not found:
        raise BadInputError("A list needs a name of letters or digits.")
    return found


def _letters(name: str) -> str:
    letters = re.sub(r"[\W_]", " ", unicodedata.normalize("NFC", name).casefold())
    return " ".join(letters.split())[:_LONGEST_NAME].strip()


def line(text: str) -> str:
    """Words as one line of Markdown: without line breaks, control letters, or marks at the beginning."""
    spaced = "".join(
        " " if unicodedata.category(one)[0] in "ZC" else one for one in text if one not in "`<>|\\"
    )
    return re.sub(r"^(?:[#>*+_~=-]+\s*)+", "", " ".join(spaced.split()))


def _write(file: Path, text: str) -> None:
    """All of it or nothing, whatever happens meanwhile."""
    new = file.with_name(f".{file.name}.new")
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8", errors="surrogateescape") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
    _settle(file.parent)


def _settle(folder: Path) -> None:
    """Which files there are is on disk too."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
