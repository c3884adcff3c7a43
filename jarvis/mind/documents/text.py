"""Plain text and Markdown, in whatever encoding they are."""

import codecs
import re
from typing import Any

from markdown_it import MarkdownIt

from jarvis.errors import BadInputError
from jarvis.mind.documents.kinds import LONGEST, Contents, Section

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_MOST_CONTROLS = 0.01
_FRONT = re.compile(r"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def decode(content: bytes) -> str:
    """Text of bytes: by its mark, else UTF-8, else Windows' Latin. Raises BadInputError if it is none."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    controls = sum(content.count(bytes([code])) for code in range(32) if code not in {9, 10, 12, 13, 27})
    if b"\0" in content or controls > _MOST_CONTROLS * len(content):
        raise BadInputError("This file is not text, whatever its name says.")
    try:
        return content.decode("utf-8")[:LONGEST]
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")[:LONGEST]


def plain(content: bytes) -> Contents:
    """Text without any structure but its paragraphs."""
    return Contents("", [Section("", decode(content))])


def markdown(content: bytes) -> Contents:
    """Markdown by its headings; the first one of the first level is the title."""
    text = decode(content)
    front = _FRONT.match(text)
    named = _FRONT_TITLE.search(front.group()) if front else None
    title = named.group(1) if named else ""
    sections, heading, level, lines = [], "", "", list[str]()
    for token in MarkdownIt("commonmark").enable("table").parse(text[front.end() if front else 0 :]):
        if token.type == "heading_open":
            level = token.tag
        elif token.type == "heading_close":
            level = ""
        elif token.type == "inline":
            said = _spoken(token.children or [])
            if level:
                sections.append(Section(heading, "\n\n".join(lines)))
                title = title or (said if level == "h1" else "")
                heading, lines = said, []
            else:
                lines.append(said)
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content)
    sections.append(Section(heading, "\n\n".join(lines)))
    return Contents(title, sections)


def _spoken(children: list[Any]) -> str:
    """The words of a line without its marks."""
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(breaks.get(one.type, one.content if one.type != "html_inline" else "") for one in children)
