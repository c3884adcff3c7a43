"""Web and mail addresses, paths and code, as one would read them to somebody."""

import re

from voice.speakable.numbers import digits, plain
from voice.speakable.rules import Rule, any_of, row, rule
from voice.speakable.symbols import NAMES

_ENDINGS = row(
    "com org net edu gov io dev app ai co info uk de fr ch at eu us ca au nl it es se no fi pl jp in tv me"
)
_HOST = r"[^\W_](?:[\w-]{0,62}[^\W_])?(?:\.[^\W_](?:[\w-]{0,62}[^\W_])?){0,8}"
_PATH = r"(?::\d{1,5})?(?:[/?#](?:[^\s<>\"`\])}|]*[^\s<>\"`\])}|.,;:!?'*_])?)?"
_SEGMENT = r"\.?[\w@+-]+(?:\.[\w@+-]+)*"
_IN_CODE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_SILENT = frozenset("()[]{}\"'`,;")
_FEW_DIGITS = 6


def dotted(address: str) -> str:
    """'example dot com', 'one nine two dot one six eight'."""
    parts = address.split(".")
    numeric = all(part.isdecimal() for part in parts)
    return " dot ".join(digits(part) if numeric else in_words(part) for part in parts)


def in_words(code: str) -> str:
    """Code or a path in words: signs by their names, numbers, no brackets."""
    words = []
    for found in _IN_CODE.finditer(code):
        sign, at = found[0], found.start()
        inside = code[max(at - 1, 0) : at].isalnum() and code[at + 1 : at + 2].isalnum()
        if sign.isdecimal():
            words.append(plain(sign) if len(sign) <= _FEW_DIGITS else digits(sign))
        elif sign[0].isalpha():
            words.append(sign)
        elif sign == "." and inside and code[at - 1].isdecimal() and code[at + 1].isdecimal():
            words.append("point")
        elif not (sign in _SILENT or (sign == "-" and inside) or (sign in ".:!" and at + 1 == len(code))):
            words.append(NAMES.get(sign, ""))
    return " ".join(filter(None, words))


def _link(found: re.Match[str]) -> str:
    return f"link to {dotted(found[1])}"


def _mail(found: re.Match[str]) -> str:
    name = in_words(found[1].replace("_", " underscore ").replace("-", " dash "))
    return f"{name} at {dotted(found[2])}"


def _domain(found: re.Match[str]) -> str:
    return dotted(found[1])


def _phone(found: re.Match[str]) -> str:
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(map(digits, re.findall(r"\d+", found[0])))


_END = r"(?![\w])"
RULES: tuple[Rule, ...] = (
    rule("+", r"\+\d{1,3}(?:[ ().-]{1,2}\d{1,5}){2,6}" + _END, _phone),
    rule("+", r"\+\d{7,15}" + _END, _phone),
    rule("1", r"\d{3}-\d{3}-\d{4}(?![\w-])", _phone),
    rule("1", r"(?!\d*0-)\d{3}-\d{4}(?![\w-])", _phone),
    rule("1", r"0\d{2,5}(?: \d{2,5}){1,4}" + _END, _phone),
    rule(
        "hHfF",
        rf"(?:https?|ftp|file)://(?:[^\s/@<>]{{1,100}}@)?(?:www\.)?({_HOST}){_PATH}",
        _link,
        re.IGNORECASE,
    ),
    rule("wW", rf"www\.({_HOST}){_PATH}", _link, re.IGNORECASE),
    rule("a1", rf"(?<![\w.@+-])(?:mailto:)?([\w.+-]{{1,64}}+)@({_HOST}\.[A-Za-z]\w{{1,20}})(?![\w@])", _mail),
    rule("a", rf"(?<![\w.@-])({_HOST}\.{any_of(_ENDINGS)})(?![\w-]|\.\w){_PATH}", _domain, re.IGNORECASE),
    rule("a", r"[A-Z]:(?:\\[\w.-]{1,100}){1,30}\\?", lambda found: in_words(found[0])),
    rule(
        "a",
        r"(?<![\w/.-])[\w-]{1,60}+(?:/[\w-]{1,60}){1,20}(?:\.[A-Za-z]\w{0,9}){1,3}(?!\w)",
        lambda found: in_words(found[0]),
    ),
    rule(
        "~./",
        rf"(?<![\w/.])(?:~|\.{{1,2}})?/{_SEGMENT}(?:/{_SEGMENT}){{0,30}}/?",
        lambda found: in_words(found[0]),
    ),
    rule("~", r"(?<![\w/])~/", "tilde slash"),
    rule(".", r"(?<![\w.])\.(?=[a-z])", "dot"),
)
