"""Markdown, HTML and simple formulas: marks are not said, what they mean is."""

import re

from voice.speakable.addresses import in_words
from voice.speakable.numbers import cardinal
from voice.speakable.rules import SOFT, Rule, Say, from_table, opens_line, rule
from voice.stops import opens_block

_LANGUAGES = {
    "py": "Python", "python": "Python", "js": "JavaScript", "javascript": "JavaScript", "ts": "TypeScript",
    "typescript": "TypeScript", "sh": "shell", "bash": "bash", "shell": "shell", "console": "shell",
    "zsh": "shell", "json": "jason", "yaml": "yaml", "yml": "yaml", "html": "H T M L", "css": "C S S",
    "sql": "S Q L", "c": "C", "cpp": "C plus plus", "c++": "C plus plus", "cs": "C sharp",
    "csharp": "C sharp", "rs": "Rust", "rb": "Ruby", "go": "Go", "toml": "toml", "xml": "X M L",
}  # fmt: skip
_NO_LANGUAGE = frozenset(["", "text", "txt", "plain", "plaintext", "output", "none"])
_LONG_LINE = 400
_FORMULA = {
    "\\times": "times", "\\cdot": "times", "\\div": "divided by", "\\pm": "plus or minus", "\\le": "at most",
    "\\leq": "at most", "\\ge": "at least", "\\geq": "at least", "\\ne": "is not equal to",
    "\\neq": "is not equal to", "\\approx": "about", "\\infty": "infinity", "\\sqrt": "the square root of",
    "\\sum": "the sum of", "\\int": "the integral of", "\\to": "to", "\\text": "", "\\mathrm": "",
    "\\left": "", "\\right": "", "\\quad": SOFT, "\\degree": "degrees", "\\circ": "degrees",
}  # fmt: skip


def _code(found: re.Match[str]) -> str | None:
    """One short phrase for a block of code, which is for the eyes."""
    if not opens_line(found):
        return None
    lines = len([line for line in found[3].split("\n") if line.strip()])
    name = found[2].strip().split(" ")[0].lower()
    language = "" if name in _NO_LANGUAGE else f" in {_LANGUAGES.get(name) or in_words(name)}"
    return f"code{language.rstrip()}, {cardinal(lines)} line{'' if lines == 1 else 's'}, on your screen."


def _at_line_start(said: str) -> Say:
    """Says this, or leaves the sign alone where it does not open a line."""
    return lambda found: said if opens_line(found) else None


def _numbered(found: re.Match[str]) -> str | None:
    return f"{cardinal(int(found[1]))}:" if opens_line(found) else None


def _line_ends(found: re.Match[str]) -> str:
    """A pause where a heading, an item or a paragraph ends, none where a line is only broken."""
    text, at = found.string, found.start()
    line = text[max(text.rfind("\n", max(at - _LONG_LINE, 0), at) + 1, at - _LONG_LINE) : at].lstrip(" \t>")
    ends = found[0].count("\n") > 1 or line.startswith(("#", "|")) or opens_block(text, found.end())
    return "." if ends else ""


_BLOCK_OF_CODE = r"(`{3,20}|~{3,20})([^\n`]{0,200})\n((?s:.*?))(?:(?<=\n)[ \t]*\1[`~]*[ \t]*(?=\n|\Z)|\Z)"
SILENT: tuple[Rule, ...] = (
    rule("`~", _BLOCK_OF_CODE, _at_line_start("")),
    rule("\n", r"\n\s*", _line_ends),
    rule("-*_=|:+ \t", r"[-*_=|:+ \t]{3,}(?=\n|\Z)", _at_line_start("")),
    rule("-*+•", r"(?:[-*+•][ \t]+)(?:\[ ?\][ \t]+)?", _at_line_start("")),
    rule("#", r"#{1,6}[ \t]+", _at_line_start("")),
    rule(">", r">", _at_line_start("")),
    rule("[", r"\[[^\]\n\^]{1,100}\]:[ \t]+\S+[^\n]{0,200}", _at_line_start("")),
    rule("[", r"\[\^[\w-]{1,30}\]:?", ""),
    rule(
        "]",
        r"\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:[ \t]+[\"'][^\"'\n]{0,200}[\"'])?\)",
        "",
    ),
    rule("]", r"\]\[[^\]\n]{0,100}\]", ""),
    rule("<", r"<!--[^<>]{0,1000}-->", ""),
    rule("<", r"<(?:br|hr|/p|/li|/h\d|/tr|/div)\s{0,3}/?>", SOFT, re.IGNORECASE),
    rule("<", r"</?[a-zA-Z][\w-]{0,30}(?:\s[^<>]{0,500})?/?>", ""),
    rule("\\", r"\\(?=[A-Za-z])", ""),
)
"""Marks that are not said in any language."""

RULES: tuple[Rule, ...] = (
    rule("`~", _BLOCK_OF_CODE, _code),
    rule("`", r"(`{1,2})(?!`)([^`\n]{1,200})\1(?!`)", lambda found: in_words(found[2])),
    rule("-*+•", r"(?:[-*+•][ \t]+)\[[xX]\][ \t]+", _at_line_start("done:")),
    rule("1", r"(\d{1,3})[.)][ \t]+(?=\S)", _numbered),
    rule(
        "\\",
        r"\\frac\{([^{}\n]{1,60})\}\{([^{}\n]{1,60})\}",
        lambda found: f"{in_words(found[1])} over {in_words(found[2])}",
    ),
    from_table(_FORMULA, r"%s(?![a-zA-Z])"),
    *SILENT,
)
