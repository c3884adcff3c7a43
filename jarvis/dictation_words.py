"""What is typed for what was dictated: marks and new lines are spoken."""

import re

_MARKS = {
    "full stop": ".", "comma": ",", "semicolon": ";", "semi colon": ";", "colon": ":", "question mark": "?",
    "exclamation mark": "!", "exclamation point": "!", "dot dot dot": "...", "ellipsis": "...",
    "close bracket": ")", "close brackets": ")", "close parenthesis": ")", "closing bracket": ")",
    "close quote": '"', "close quotes": '"', "end quote": '"', "unquote": '"',
}  # fmt: skip
"""They stand right after the word before."""
_OPENS = {
    "open bracket": "(", "open brackets": "(", "open parenthesis": "(", "opening bracket": "(",
    "open quote": '"', "open quotes": '"', "begin quote": '"',
}  # fmt: skip
"""They stand right before the word after."""
_BREAKS = {"new line": "\n", "newline": "\n", "next line": "\n", "new paragraph": "\n\n"}
_JOINS = {"hyphen": "-", "dash": " - "}
_ALL = _MARKS | _OPENS | _BREAKS | _JOINS
_SPOKEN = "|".join(sorted(map(re.escape, _ALL), key=len, reverse=True))
_PIECES = re.compile(
    rf"[\s,.;:]*\b(?:(?:the word|literally) (?P<word>{_SPOKEN}|period)"
    rf"|(?P<mark>{_SPOKEN}|period(?=[\s.,]*$)))\b[,.;:]*",
    re.IGNORECASE,
)
_ENDS = ("stop", "end", "finish", "finished", "exit")
STOPS = re.compile(
    rf"[\s,.;:]*\b((?:{'|'.join(_ENDS)}) (?:the )?(?:dictation|dictating|typing)|end of dictation)\W*$",
    re.IGNORECASE,
)
"""Ends a dictation, alone or at the end of what was said."""
SCRATCH = re.compile(r"\W*(scratch|delete|undo|strike) (that|this)\W*", re.IGNORECASE)
"""Takes back what was typed last, if it is all that was said."""


def typed(said: str, before: str = "") -> str:
    """What is to be typed after `before`: one space between words, and no control characters.

    >>> typed("Hello Anna comma how are you question mark")
    'Hello Anna, how are you?'
    """
    found, at = "", 0
    for piece in _PIECES.finditer(said):
        found = _after(found, said[at : piece.start()])
        found = _after(found, piece["word"]) if piece["word"] else _marked(found, piece["mark"].casefold())
        at = piece.end()
    found = _after(found, said[at:])
    found = "".join(letter for letter in found if letter == "\n" or letter.isprintable())
    tight = not before or before[-1] in '\n(-"' or found[:1] in ".,;:?!)\n" or found.startswith("- ")
    return found if tight or not found else f" {found}"


def _marked(found: str, mark: str) -> str:
    sign = _ALL.get(mark, ".")
    if mark in _OPENS:
        return f"{found}{' ' if found and not found[-1].isspace() else ''}{sign}\0"
    return found.removesuffix("\0") + (sign + "\0" if mark in _BREAKS or mark in _JOINS else sign)


def _after(found: str, words: str) -> str:
    """These words behind what there is. A NUL at the end says: without a space."""
    words = " ".join(words.split())
    if not words:
        return found
    if found.rstrip("\0").rstrip().endswith((".", "?", "!")) or found.rstrip("\0").endswith("\n"):
        words = words[0].upper() + words[1:]
    tight = not found or found.endswith("\0")
    return found.removesuffix("\0") + ("" if tight else " ") + words
