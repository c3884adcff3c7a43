"""Numbers in English words."""

import re

from voice.speakable.rules import Rule, row, rule

_ONES = row(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = row("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = ["", "thousand", "million", "billion", "trillion"]
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LONGEST = 15
"""More digits than this nobody can follow as one number."""
_LONG_RUN = 7
_YEARS = range(1100, 2100)

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?)"
"""A number, perhaps with commas between thousands and a decimal point."""
_PLURAL_FOLLOWS = re.compile(r" (?!(?:was|is|has|this|as|us|its|his|always|plus|minus|times)\b)[a-z]{3,}s\b")


def cardinal(number: int) -> str:
    """'one hundred and five'; numbers of more than fifteen digits are said digit by digit."""
    if len(str(number)) > _LONGEST:
        return digits(str(number))
    groups, words = f"{number:,}".split(","), []
    for place, group in enumerate(groups):
        scale = _SCALES[len(groups) - 1 - place]
        if int(group):
            last = place == len(groups) - 1
            words.append(
                " ".join(filter(None, [_below_thousand(int(group), and_=last and place > 0), scale]))
            )
    return " ".join(words) or "zero"


def _below_thousand(number: int, *, and_: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest and (hundreds or and_):
        words.append("and")
    if rest:
        words.append(below_hundred(rest))
    return " ".join(words)


def below_hundred(number: int) -> str:
    """'forty-two'."""
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """'twenty-first'."""
    before, dash, last = cardinal(number).rpartition("-")
    if not dash:
        before, dash, last = last.rpartition(" ")
    if last in _ORDINALS:
        return before + dash + _ORDINALS[last]
    return before + dash + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def digits(number: str) -> str:
    """'one nine two', whatever stands between the digits."""
    return " ".join(_ONES[int(digit)] for digit in number if digit.isdecimal())


def year(number: int) -> str:
    """'nineteen eighty-four', 'two thousand and five', 'nineteen oh five'."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10:  # noqa: PLR2004 - 2000 to 2009
        return cardinal(number)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{below_hundred(rest)}"  # noqa: PLR2004


def spoken(number: str) -> str:
    """A number as it is written: '1,234.5', '3.14', '007', '1000000'."""
    whole, point, decimals = number.replace(",", "").partition(".")
    if point:
        return f"{plain(whole)} point {digits(decimals)}"
    return plain(whole) if "," in number else _run(whole)


def plain(whole: str) -> str:
    """Digits as one number, unless a zero leads or they are too many."""
    return (
        digits(whole)
        if len(whole) > _LONGEST or (whole[0] == "0" and len(whole) > 1)
        else cardinal(int(whole))
    )


def _run(whole: str) -> str:
    """A run of digits without commas is rather a phone number, once it is long and not round."""
    return digits(whole) if len(whole) >= _LONG_RUN and not whole.endswith("000") else plain(whole)


def is_year(number: str) -> bool:
    """Whether four digits may be a year."""
    return len(number) == 4 and number.isdecimal() and int(number) in _YEARS  # noqa: PLR2004


def _number(found: re.Match[str]) -> str:
    number = found[0]
    text, at = found.string, found.start()
    if text[max(at - 1, 0) : at].isalpha() and len(number) > 2:  # noqa: PLR2004 - "MP3", but "A380"
        return spoken(number) if "." in number else digits(number)
    if is_year(number) and not _PLURAL_FOLLOWS.match(text, found.end()):
        return year(int(number))
    return spoken(number)


def _version(found: re.Match[str]) -> str:
    parts = found[0].split(".")
    if len(parts) == 4:  # noqa: PLR2004 - an address in a network
        return " dot ".join(map(digits, parts))
    return " point ".join(map(plain, parts))


def _fraction(found: re.Match[str]) -> str | None:
    over, under = int(found[2]), int(found[3])
    whole = f"{spoken(found[1])} and " if found[1] else ""
    if under in _PARTS and over < under:
        one = "a" if whole else "one"
        return whole + (
            f"{one} {_PARTS[under]}"
            if over == 1
            else f"{cardinal(over)} {_PARTS[under]}s".replace("half", "halve")
        )
    if whole:
        return None
    return (
        f"{cardinal(over)} out of {cardinal(under)}"
        if under in {10, 100}
        else f"{plain(found[2])} {plain(found[3])}"
    )


_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 16: "sixteenth"}


def _tenth(found: re.Match[str]) -> str:
    return "one tenth" if found[1] == "10" else "one hundredth"


def _by(found: re.Match[str]) -> str:
    def side(number: str) -> str:
        pairs = len(number) == 4 and "0" not in (number[0], number[2])  # noqa: PLR2004 - "1080"
        return year(int(number)) if pairs else spoken(number)

    return f"{side(found[1])} by {side(found[2])}"


_END = r"(?![\w])"
RULES: tuple[Rule, ...] = (
    rule("1", r"(\d+)(?:st|nd|rd|th)" + _END, lambda found: ordinal(int(found[1][:_LONGEST])), re.IGNORECASE),
    rule("1", r"\d+(?:\.\d+){2,8}(?!\.?\d)", _version),
    rule("1", r"(?:(?<=[Vv]ersion )|(?<=[Pp]ython )|(?<=\bv))\d+\.\d+(?!\.?\d)", _version),
    rule("1", r"1/(100?)(?![\w/])", _tenth),
    rule("1", r"(?:(\d{1,6})[ -])?(\d{1,4})/(\d{1,4})(?![\w/]|\.\d)", _fraction),
    rule("1", r"(\d{1,6})[xX\u00d7](\d{1,6})(?![\w])", _by),
    rule("1", NUMBER, _number),
    rule("1", r"\d", lambda found: digits(found[0])),
)
