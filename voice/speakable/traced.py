"""Text made plain for the rules of speaking, letter by letter, without losing where each came from."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from html.entities import html5

_PLAIN = {
    **dict.fromkeys("‘’ʼ‛′", "'"),  # noqa: RUF001 - apostrophes as people type them
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑", "-"),  # noqa: RUF001 - hyphens
    "№": "No. ",
    "™": "",
    "℠": "",
    "⁻": "^-",
    "⁺": "^",
    "⁄": "/",  # noqa: RUF001 - the bar of a fraction
    "。": ".",
    "、": ",",
}
_KEPT = frozenset("\n\t\r…")
_ODD = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});|[^\n\t\r -~]", re.ASCII)
_NOTHING = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Me"])
_SELECTORS = frozenset("\ufe00\ufe01\ufe02\ufe0e\ufe0f\u034f\u180b\u180c\u180d")


@dataclass(frozen=True)
class Traced:
    """Plain letters; the letter at `i` comes from `text[starts[i]:ends[i]]` of the original."""

    letters: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where these letters (at least one) come from."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Traced:
    """Entities read, quotes and hyphens made the usual ones, what cannot be seen left out."""
    odd = list(_ODD.finditer(text))
    if not odd:
        return Traced(text)
    parts, starts, ends = [], [], []

    def add(letters: str, start: int, end: int) -> None:
        parts.append(letters)
        starts.extend([start] * len(letters))
        ends.extend([end] * len(letters))

    at = 0
    for found in odd:
        parts.append(text[at : found.start()])
        starts.extend(range(at, found.start()))
        ends.extend(range(at + 1, found.start() + 1))
        at = found.end()
        add(_letters(found), found.start(), at)
    parts.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Traced("".join(parts), tuple(starts), tuple(ends))


def _letters(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    written = found[0]
    if len(written) == 1:
        return _letter(written, before)
    if written[1] != "#" and written[1:] not in html5:
        return written
    read = unescape(written)
    return (
        read if read.isascii() and read.isprintable() else "".join(_letter(letter, before) for letter in read)
    )


def _letter(letter: str, before: str) -> str:
    """One letter as the rules know it; superscripts become powers ("^2")."""
    if letter in _PLAIN:
        return _PLAIN[letter]
    kind = unicodedata.category(letter)
    if kind in _NOTHING or letter in _SELECTORS:
        return ""
    if letter in _KEPT or kind in {"Ll", "Lu", "Mn", "Mc", "Zs"}:
        return _compatible(letter, kind)
    if kind[0] == "N":
        return _numeral(letter, before)
    return _compatible(letter, kind)


def _compatible(letter: str, kind: str) -> str:
    usual = unicodedata.normalize("NFKC", letter)
    if kind == "Zs" or letter in _KEPT:
        return letter
    if kind[0] in "LM":
        return usual if all(part.isalpha() or part == letter for part in usual) else letter
    return usual if len(usual) == 1 or usual.isascii() or usual[0] == "°" else letter


def _numeral(letter: str, before: str) -> str:
    form = unicodedata.decomposition(letter)
    usual = unicodedata.normalize("NFKC", letter).replace("⁄", "/")  # noqa: RUF001
    if form.startswith("<super>"):
        raised = unicodedata.decomposition(before).startswith("<super>") if before else False
        return usual if raised else f"^{usual}"
    if form.startswith("<fraction>") and before.isdecimal():
        return f" {usual}"
    if all(part.isascii() or part.isalpha() for part in usual):
        return usual
    value = unicodedata.numeric(letter, None)
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else str(round(value, 4))
