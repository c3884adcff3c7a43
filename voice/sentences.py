# ruff: noqa: RUF001 - the commas of Chinese and the dashes are meant
"""A stream of text cut into what is spoken in one go: sentences, and the first clause early.

The pieces that come out, joined, are the text that went in. Where it is cut depends on the text
only, never on how it arrived. White space goes with the sentence before it; text that is nothing but
white space gives nothing.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from voice.stops import End, Pending, Text, find_end

LONG = 200
"""A sentence of more letters than this is cut at a clause, if it has one."""
LONGEST = 400
"""None is longer, not even one without any border."""
LONGEST_CODE = 20_000
"""A block of code is one piece, however long, up to this many letters."""
_LONGEST_SPACE = 20_000
"""White space beyond this is dropped: memory has an end, and nobody hears it."""
_WINDOW = 2 * _LONGEST_SPACE + LONGEST_CODE + LONGEST
"""More than the next cut can depend on, so that a long text is not copied for each sentence."""
_FIRST_LETTERS, _FIRST_WORDS = 15, 3

_CLAUSE = re.compile(
    r"[,;:](?=\s)|\s[-–—](?=\s)|[—，；：、]"
    r"|(?=\s(?:and|but|because|which|while|although|so|or|when|where|unless|until)\s)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s*")
_MUCH_SPACE = re.compile(r"\s{500,}")
_CONJUNCTION = re.compile(r"\s+\w+")
_TWO_WORDS = re.compile(r"\s*[^\w\s]*\w\S*\s+[^\w\s]*\w")
_FENCE = re.compile(r"(`{3,20}|~{3,20})[^\n`]{0,200}\n")
_MAYBE_FENCE = re.compile(r"(?:`{1,2}|~{1,2}|(?:`{3,20}|~{3,20})[^\n`]{0,200})\Z")


async def sentences(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
    """What can be spoken, as soon as it is whole, out of pieces of text of any size.

    The first one may end at a comma or before a word like "and", so that speaking starts early.
    """
    cutter = Cutter()
    async for piece in pieces:
        for sentence in cutter.feed(piece):
            yield sentence
    for sentence in cutter.finish():
        yield sentence


class Cutter:
    """Keeps what is not a whole sentence yet: at most a few hundred letters, or one block of code."""

    def __init__(self) -> None:
        self._rest = ""
        self._first = True
        self._at_line_start = True
        self._fence = ""
        self._looked = 0

    def feed(self, piece: str) -> Iterator[str]:
        """The sentences that are whole now; go through all of them before the next `feed`."""
        self._rest += piece
        if len(self._rest) > _LONGEST_SPACE:
            self._rest = _MUCH_SPACE.sub(lambda space: space[0][:_LONGEST_SPACE], self._rest)
        yield from self._take(whole=False)

    def finish(self) -> Iterator[str]:
        """The sentences that are left when the text has ended."""
        yield from self._take(whole=True)

    def _take(self, *, whole: bool) -> Iterator[str]:
        rest, at = self._rest, 0
        while True:
            window = rest[at : at + _WINDOW]
            cut = self._cut(Text(window, whole and at + len(window) == len(rest)))
            if not cut:
                break
            sentence = window[:cut]
            at += cut
            self._first, self._looked = False, 0
            self._at_line_start = "\n" in sentence[len(sentence.rstrip()) :]
            yield sentence
        self._rest = rest[at:]

    def _cut(self, text: Text) -> int:
        """How long the first sentence is, with the white space behind it; 0 as long as that is open."""
        start = _end(_SPACE, text.letters, 0)
        if start == len(text.letters):
            return 0
        if self._fence or self._opens_code(text, start):
            return self._code(text, start)
        if not text.whole and self._at_line_start and _MAYBE_FENCE.match(text.letters, start):
            return 0
        return self._sentence(text, start)

    def _sentence(self, text: Text, start: int) -> int:
        end = find_end(text, start, start + LONGEST)
        if self._first and (clause := _first_clause(text.letters, start, end.at)):
            return _with_space(text, clause)
        if end.at - start > LONG:
            return _cut_long(text, start, end)
        if isinstance(end, End):
            return _with_space(text, end.at)
        return len(text.letters) if text.whole else 0

    def _opens_code(self, text: Text, start: int) -> bool:
        fence = _FENCE.match(text.letters, start) if self._at_line_start else None
        if fence is not None:
            self._fence, self._looked = fence[1], fence.end() - 1
        return fence is not None

    def _code(self, text: Text, start: int) -> int:
        """Where the block of code ends; 0 as long as it goes on."""
        closing = re.compile(rf"(?:^|\n)[ \t]{{0,8}}{self._fence}[`~]*[ \t]{{0,8}}(?=\n|\Z)")
        closed = closing.search(text.letters, self._looked)
        if closed is not None and closed.end() - start <= LONGEST_CODE:
            cut = _with_space(text, closed.end())
            self._fence = "" if cut else self._fence
            return cut
        if len(text.letters) - start > LONGEST_CODE:
            line = text.letters.rfind("\n", start, start + LONGEST_CODE) + 1
            return _with_space(text, max(line, start + LONGEST_CODE // 2))
        if text.whole:
            self._fence = ""
            return len(text.letters)
        self._looked = max(self._looked, text.letters.rfind("\n"))
        return 0


def _with_space(text: Text, cut: int) -> int:
    """The cut moved behind the white space; 0 while more of it may come."""
    end = _end(_SPACE, text.letters, cut)
    return end if end < len(text.letters) or text.whole else 0


def _first_clause(letters: str, start: int, settled: int) -> int:
    """Where the first thing said may end before its sentence does; 0 if nowhere yet."""
    for border in _borders(letters, start, settled):
        clause = letters[start:border]
        words = len(clause.split())
        if len(clause) >= _FIRST_LETTERS and words >= _FIRST_WORDS and _balanced(clause):
            return border
    return 0


def _borders(letters: str, start: int, settled: int) -> Iterator[int]:
    """Borders of clauses, where at least two words of the sentence are still to come."""
    for border in _CLAUSE.finditer(letters, start, settled):
        at = border.end() if border[0] else _end(_CONJUNCTION, letters, border.end())
        if _TWO_WORDS.match(letters, at, settled):
            yield border.end()


def _balanced(clause: str) -> bool:
    """No bracket, link or marked words are torn apart."""
    return (
        clause.count("(") == clause.count(")")
        and clause.count("[") == clause.count("]")
        and not clause.count("`") % 2
        and not clause.count("**") % 2
    )


def _cut_long(text: Text, start: int, end: End | Pending) -> int:
    """A cut in a sentence that is too long to be said in one go; 0 while that is open."""
    early = [cut for cut in _borders(text.letters, start, start + LONG) if cut - start >= LONG // 4]
    if early:
        return _with_space(text, early[-1])
    for cut in _borders(text.letters, start + LONG, end.at):
        return _with_space(text, cut)
    if len(text.letters[start : end.at].rstrip()) <= LONGEST:
        if isinstance(end, End):
            return _with_space(text, end.at)
        if end.at - start < LONGEST:
            return len(text.letters) if text.whole else 0
    last = max(text.letters.rfind(space, start + 1, start + LONGEST) for space in " \n\t")
    return _with_space(text, last + 1 if last > 0 else start + LONGEST)


def _end(pattern: re.Pattern[str], letters: str, at: int) -> int:
    found = pattern.match(letters, at)
    return found.end() if found else at
