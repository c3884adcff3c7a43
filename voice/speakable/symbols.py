# ruff: noqa: RUF001 - the symbols are meant
"""Signs that are said as words, and the names of emoji."""

import re
import unicodedata

from voice.speakable.numbers import ordinal, spoken
from voice.speakable.rules import SOFT, Rule, from_table, rule

NAMES = {
    "-": "dash", ".": "dot", "/": "slash", "\\": "backslash", "=": "equals", "|": "pipe", "~": "tilde",
    "*": "star", "$": "dollar", "&": "and", "@": "at", "+": "plus", "#": "hash", "%": "percent",
    "<": "less than", ">": "greater than", "^": "caret", ":": "colon", "!": "bang",
}  # fmt: skip
"""What signs are called in code and paths, where each of them counts."""

_SIGNS = {
    "&&": "and", "&": "and", "==": "equals", "=": "equals", "≠": "is not equal to", "≤": "at most",
    "≥": "at least", "<=": "at most", ">=": "at least", "≈": "about", "±": "plus or minus", "÷": "divided by",
    "√": "the square root of", "∞": "infinity", "∑": "the sum of", "©": "copyright", "§": "section",
    "%": "percent", "‰": "per mille", "°C": "degrees Celsius", "°F": "degrees Fahrenheit", "°": "degrees",
    "∂": "partial", "∈": "in", "∫": "the integral of",
}  # fmt: skip
_PAUSES = {
    "…": SOFT, "...": SOFT, "..": SOFT, "—": SOFT, "–": SOFT, "→": SOFT, "⇒": SOFT, "•": SOFT, "·": SOFT,
    "|": SOFT, ",": ",", ";": ";", ":": ":", ".": ".", "!": "!", "?": "?", "¡": "", "¿": "", "，": ",",
    "！": "!", "？": "?", "：": ":", "；": ";", "।": ".", "؟": "?", "،": ",", "‽": "?",
}  # fmt: skip
_EMOJI_NAMES = {
    "👍": "thumbs up", "👎": "thumbs down", "❤": "red heart", "✅": "check mark", "✔": "check mark",
    "❌": "cross mark", "⚠": "warning", "☀": "sun", "👌": "okay", "🙏": "folded hands", "🎉": "party popper",
    "😂": "tears of joy", "⭐": "star", "💯": "one hundred points", "🔥": "fire", "🚀": "rocket",
}  # fmt: skip
_LEFT_OUT = re.compile(
    r"\b(?:black|white|heavy|sign|symbol|emoji modifier.*|with|variation selector.*)\b|[^a-z -]"
)
_FLAG = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)
_MOST_EMOJI = 3


def emoji_names(text: str) -> str:
    """What is said for an answer that is nothing but emoji: the first few by name."""
    found: list[str] = []
    for sign in text:
        if ord(sign) in _FLAG:
            letter = chr(ord(sign) - _FLAG.start + ord("A"))
            alone = not found or not found[-1].startswith("flag") or len(found[-1]) == len("flag A B")
            found = [*found, f"flag {letter}"] if alone else [*found[:-1], f"{found[-1]} {letter}"]
        elif unicodedata.category(sign) == "So" and ord(sign) not in _SKIN:
            name = _EMOJI_NAMES.get(sign) or _LEFT_OUT.sub("", unicodedata.name(sign, "").lower())
            found.append(" ".join(name.split()))
    return ", ".join(list(dict.fromkeys(filter(None, found)))[:_MOST_EMOJI])


def _power(found: re.Match[str]) -> str:
    sign, power = found[1] or "", found[2]
    if power in {"2", "3"} and not sign:
        return "squared" if power == "2" else "cubed"
    if power.isdecimal():
        return f"to the {'minus ' if sign else ''}{spoken(power) if sign else ordinal(int(power))}"
    return f"to the {'minus ' if sign else ''}{power}"


def _between_numbers(found: re.Match[str]) -> str:
    """A hyphen with space around it takes away; any other one, and each longer dash, is a range."""
    if "−" in found[0]:
        return "minus"
    return "minus" if found[0] == " - " else "to"


PAUSING = from_table(_PAUSES)
AS_WRITTEN = rule("1$€£", r"[$€£]?\d+(?:[.,:/-]\d+)*(?: ?[%€£$°])?", lambda found: found[0])
"""Numbers, for a synthesizer that knows its language."""

RULES: tuple[Rule, ...] = (
    rule("cC", r"[Cc]\+\+(?![\w+])", "C plus plus"),
    rule("ABCDEFGJ", r"([A-GJ])#(?![\w#])", lambda found: f"{found[1]} sharp"),
    rule(" -–—−", r"(?:(?<=[\d%mM.°])|(?<=°[CF]))(?: - | ?[–—−] ?|-)(?=[$€£¥]?\d)", _between_numbers),
    rule("-−", r"(?<![\w.)])[-−](?=[$€£¥.]?\d)", "minus"),
    rule("−", r"−", "minus"),
    rule(" *×⋅·", r"(?<=[\w)]) ?[*×⋅·] ?(?=\d)|×", "times"),
    rule(" /", r"(?<=[\d)]) ?/ (?=\d)", "divided by"),
    rule("^", r"\^\{?([-−⁻]?)(\d{1,6}|[A-Za-z])(?![\w])\}?", _power),
    rule("+", r"(?<=[\d)}\w])\+(?=[\d(])|(?<= )\+(?= )|\+(?=\d)", "plus"),
    rule("<", r"<(?=\d)", "less than"),
    rule("<", r"(?<= )<(?= )", "is less than"),
    rule(">", r">(?=\d)", "greater than"),
    rule(">", r"(?<=[\w)] )>(?= )", "is greater than"),
    rule("~", r"~(?= ?[$€£]?\d)", "about"),
    rule("#", r"#(?=\d)", "number"),
    rule("#", r"#(?=[^\W\d_])", "hashtag"),
    rule("@", r"(?<=\s)@(?=\s)|@(?=\w)", "at"),
    from_table(_SIGNS),
    rule(" ", r" (?:--?|/) ", SOFT),
    rule("()", r"(?<=\w )\(|\)(?=[\s,])", SOFT),
    rule(".", r"(?<=[^\W\d_])\.(?=[a-z0-9])", "dot"),
    rule(".", r"(?<![\w.])\.(?=\d)", "point"),
    PAUSING,
)
