"""Word files: a zip with XML in it, unpacked only up to a bound and read without entities."""

import io
import zipfile
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from jarvis.errors import BadInputError
from jarvis.mind.documents.kinds import Contents, Section

LARGEST_PART = 50_000_000
"""Unpacked bytes of one part."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def docx(content: bytes) -> Contents:
    """Its paragraphs by their headings. Raises BadInputError, and on a damaged file anything."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = ElementTree.fromstring(_part(archive, "word/document.xml"), forbid_dtd=True)
        title = ""
        if "docProps/core.xml" in archive.namelist():
            core = ElementTree.fromstring(_part(archive, "docProps/core.xml"), forbid_dtd=True)
            title = core.findtext(f".//{_TITLE}") or ""
    sections, heading, lines = [], "", list[str]()
    for paragraph in body.iter(f"{_WORD}p"):
        text, style = _text(paragraph), _style(paragraph)
        if style == "title":
            title = title or text
        elif style.startswith("heading"):
            sections.append(Section(heading, "\n\n".join(lines)))
            heading, lines = text, []
        elif text:
            lines.append(text)
    return Contents(title, [*sections, Section(heading, "\n\n".join(lines))])


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            found = stream.read(LARGEST_PART + 1)
    except KeyError:
        raise BadInputError("This is no Word file, whatever its name says.") from None
    if len(found) > LARGEST_PART:
        raise BadInputError("This Word file is far larger than it looks, so I leave it alone.")
    return found


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return "" if style is None else style.get(f"{_WORD}val", "").casefold()


def _text(paragraph: Element) -> str:
    spaces = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n"}
    return "".join(
        one.text or "" if one.tag == f"{_WORD}t" else spaces.get(one.tag, "") for one in paragraph.iter()
    ).strip()
