"""Short forms that are said in full: 'Dr.', 'e.g.', 'approx.', 'U.S.'."""

import re

from voice.speakable.rules import Rule, any_of, ends_text, firsts, rule
from voice.stops import may_be_initial

_DOTTED = {
    "e.g": "for example", "i.e": "that is", "etc": "et cetera", "vs": "versus", "approx": "approximately",
    "ca": "about", "cf": "compare", "viz": "namely", "al": "others", "Dr": "Doctor", "Mr": "Mister",
    "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Rev": "Reverend", "Gen": "General", "Col": "Colonel",
    "Capt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "Gov": "Governor", "Sen": "Senator",
    "Jr": "Junior", "Sr": "Senior", "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation",
    "Co": "Company", "Mt": "Mount", "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Dept": "Department",
    "incl": "including", "max": "maximum", "Tel": "telephone", "govt": "government",
    "esp": "especially", "resp": "respectively",
}  # fmt: skip
_BEFORE_NUMBERS = {
    "No": "number", "no": "number", "Nr": "number", "Nos": "numbers", "p": "page", "pp": "pages",
    "Fig": "figure", "fig": "figure", "Figs": "figures", "vol": "volume", "Vol": "volume", "ch": "chapter",
    "Ch": "chapter", "sec": "section", "Sec": "section", "Eq": "equation", "ver": "version",
}  # fmt: skip
_PLAIN = {
    "w/o": "without",
    "w/": "with",
    "b/c": "because",
    "vs": "versus",
    "etc": "et cetera",
    "LED": "L E D",
    "LEDs": "L E Ds",
    "SOS": "S O S",
}


def _dotted(found: re.Match[str]) -> str:
    return _DOTTED[found[1]] + ("." if ends_text(found) and found[0].endswith(".") else "")


def _street(found: re.Match[str]) -> str:
    """'Saint Mary', but 'Main Street'."""
    saint = re.match(r" [A-Z]", found.string[found.end() : found.end() + 2])
    named = re.search(
        r"[A-Z][a-z]+ \Z|\d[a-z]{2} \Z", found.string[max(found.start() - 20, 0) : found.start()]
    )
    if saint and not named:
        return "Saint"
    return "Street" + ("." if ends_text(found) else "")


def _drive(found: re.Match[str]) -> str | None:
    """'Ocean Drive' where no name follows."""
    named = re.search(r"[A-Z][a-z]+ \Z", found.string[max(found.start() - 20, 0) : found.start()])
    if named and not re.match(r" [A-Z]", found.string[found.end() : found.end() + 2]):
        return "Drive" + ("." if ends_text(found) else "")
    return None


def _initials(found: re.Match[str]) -> str:
    letters = found[0].replace(".", "")
    # Spelled out, the "A" would be read as the article.
    return (letters if letters == "AI" else " ".join(letters)) + (
        "." if found[0].endswith(".") and ends_text(found) else ""
    )


def _initial(found: re.Match[str]) -> str | None:
    return (
        found[1]
        if may_be_initial(found[1], found.string[max(found.start() - 40, 0) : found.start()])
        else None
    )


_VERSION = r"[vV](?=\d{1,3}\.\d)"
RULES: tuple[Rule, ...] = (
    rule("e", r"et al\.", "and others"),
    rule(
        firsts(_BEFORE_NUMBERS),
        rf"({any_of(_BEFORE_NUMBERS)})\. ?(?=\d)",
        lambda found: _BEFORE_NUMBERS[found[1]],
    ),
    rule("S", r"St\.", _street),
    rule("D", r"Dr\.", _drive),
    rule(firsts(_DOTTED), rf"({any_of(_DOTTED)})\.(?![\w])", _dotted),
    rule(firsts(_PLAIN), rf"(?:{any_of(_PLAIN)})(?![\w.])", lambda found: _PLAIN[found[0]]),
    rule("a", r"(?:[A-Za-z]\.){2,8}(?:[A-Z](?![\w]))?(?![\w])", _initials),
    rule("a", r"([A-Z])\.(?= [A-Z])", _initial),
    rule("a", r"([^\W\d_]{1,40})\(s\)", lambda found: f"{found[1]}s"),
    rule("vV", _VERSION, "version"),
)
