"""One file in, its sections out; whatever cannot be read is refused with a sentence."""

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jarvis.errors import BadInputError

LARGEST = 50_000_000
"""Bytes of a file."""
LONGEST = 5_000_000
"""Characters of text that are taken out of one file."""


@dataclass(frozen=True)
class Section:
    """What stands under one heading ("" before the first)."""

    heading: str
    text: str


@dataclass(frozen=True)
class Contents:
    """What is in a file."""

    title: str
    sections: Sequence[Section]


Parser = Callable[[bytes], Contents]


def _parsers() -> dict[str, Parser]:
    from jarvis.mind.documents import docx, html, pdf, text  # noqa: PLC0415 - they need what is above

    plain = dict.fromkeys(("", ".txt", ".text", ".rst", ".org", ".log", ".csv", ".tsv"), text.plain)
    marked = dict.fromkeys((".md", ".markdown", ".mdown"), text.markdown)
    pages = dict.fromkeys((".html", ".htm", ".xhtml"), html.html)
    return {**plain, **marked, **pages, ".pdf": pdf.pdf, ".docx": docx.docx}


def known(file: Path) -> bool:
    """Whether files named so are looked into at all."""
    return file.suffix.casefold() in _parsers()


def load(file: Path) -> tuple[bytes, str]:
    """The bytes of a plain file and their SHA-256. Links, pipes and devices are never opened."""
    try:
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise BadInputError(f"{file.name} is not a plain file.")
            if found.st_size > LARGEST:
                raise BadInputError(f"{file.name} is larger than {LARGEST // 1_000_000} MB. Split it.")
            content = stream.read(LARGEST + 1)[:LARGEST]
    except OSError as error:
        raise BadInputError(f"{file.name} cannot be read ({error.strerror}).") from None
    return content, hashlib.sha256(content).hexdigest()


def parse(file: Path, content: bytes) -> Contents:
    """What is in it. Raises BadInputError; a parser may raise anything at all on a hostile file."""
    parser = _parsers().get(file.suffix.casefold())
    if parser is None:
        raise BadInputError(
            f"{file.name} is of a kind that I cannot read. I read text, Markdown, HTML, PDF and Word."
        )
    found = parser(content)
    left, sections = LONGEST, []
    for section in found.sections:
        text = section.text[:left].strip()
        left -= len(text)
        if text:
            sections.append(Section(" ".join(section.heading.split())[:200], text))
    if not content:
        raise BadInputError(f"{file.name} is empty.")
    if not sections:
        raise BadInputError(f"{file.name} holds no text. Scanned pages are pictures to me.")
    title = " ".join(found.title.split())[:200] or file.stem.replace("_", " ").replace("-", " ").strip()
    return Contents(title or file.name, sections)
