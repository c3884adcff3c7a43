"""Web pages that were kept: their words, without scripts, styles and menus."""

import re
from html.parser import HTMLParser

from jarvis.mind.documents.kinds import Contents, Section
from jarvis.mind.documents.text import decode

_UNSEEN = {"script", "style", "template", "noscript", "svg", "nav", "iframe", "object", "select"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "code",
    "em",
    "i",
    "kbd",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SPACE = re.compile(r"\s+")


def html(content: bytes) -> Contents:
    """The page by its headings."""
    page = _Page()
    page.feed(decode(content))
    page.close()
    return Contents(page.title, [*page.sections, Section(page.heading, "".join(page.text))])


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = self.heading = ""
        self.sections: list[Section] = []
        self.text: list[str] = []
        self._unseen = ""
        self._depth = 0
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Headings begin sections; blocks are paragraphs."""
        if self._unseen:
            self._depth += tag == self._unseen
        elif tag in _UNSEEN or (_hidden(attrs) and tag not in _VOID):
            self._unseen, self._depth = tag, 1
        elif tag in _HEADINGS:
            self.sections.append(Section(self.heading, "".join(self.text)))
            self.heading, self.text, self._in = "", [], tag
        elif tag == "title" and not self.title:
            self._in = tag
        elif tag not in _INLINE:
            self.text.append("\n" if tag in {"br", "tr"} else "\n\n" if tag not in {"td", "th"} else " ")

    def handle_endtag(self, tag: str) -> None:
        """The end of what is not seen, or of a heading."""
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._unseen = ""
        elif tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._unseen:
            return
        if self._in == "title":
            self.title += data
        elif self._in:
            self.heading += data
        else:
            self.text.append(_SPACE.sub(" ", data))


def _hidden(attributes: list[tuple[str, str | None]]) -> bool:
    """Whether a reader of the page would not see it."""
    return any(
        name == "hidden" or (name == "style" and "display:none" in (value or "").replace(" ", "").casefold())
        for name, value in attributes
    )
