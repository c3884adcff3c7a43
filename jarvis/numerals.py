"""Numbers as they are said: "two point five", "minus twenty one", "three hundred and five", "7"."""

import re
from collections.abc import Sequence

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {word: value for value, word in enumerate(_SMALL)}
TENS = {word: value * 10 for value, word in enumerate(_TENS, 2)}
LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    **{f"{word}th": value for word, value in UNITS.items() if value in {4, 6, 7, 10, 11, *range(13, 20)}},
    "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_DIGITS = re.compile(r"\d{1,12}(\.\d{1,9})?")
_LONGEST = 12


def number(text: str) -> float | None:
    """The number that the whole text is, None if it is none.

    >>> number("minus two point five")
    -2.5
    """
    words = text.replace("-", " ").split()
    if not words or len(words) > _LONGEST:
        return None
    if words[0] in {"minus", "negative"}:
        below = _unsigned(words[1:])
        return None if below is None else -below
    return _unsigned(words)


def whole(text: str) -> int | None:
    """`number`, if it is a whole one."""
    found = number(text)
    return int(found) if found is not None and found.is_integer() else None


def ordinal(word: str) -> int | None:
    """A place in a row below 100: "third" → 3, "21st" → 21, "twenty-first" → 21."""
    if digits := re.fullmatch(r"(\d{1,2})(st|nd|rd|th)", word):
        return int(digits[1])
    tens, _, unit = word.rpartition("-")
    small = ORDINALS.get(unit)
    if tens:
        return TENS[tens] + small if tens in TENS and small is not None and small < 10 else None  # noqa: PLR2004 - a digit
    return small


def in_digits(words: Sequence[str]) -> list[str]:
    """Numbers below a hundred in digits, each on its own: "ten twenty five" → ["10", "25"].

    A place in a row becomes "25th".
    """
    found: list[str] = []
    tens = 0
    for word in words:
        unit, place = UNITS.get(word), ordinal(word)
        if tens and unit is not None and 0 < unit < 10:  # noqa: PLR2004 - a digit
            found[-1] = str(tens + unit)
        elif tens and place is not None and place < 10 and word in ORDINALS:  # noqa: PLR2004
            found[-1] = f"{tens + place}th"
        elif word in TENS or unit is not None:
            found.append(str(TENS.get(word, unit)))
        else:
            found.append(word if place is None or word == "second" else f"{place}th")
        tens = TENS.get(word, 0)
    return found


def _unsigned(words: list[str]) -> float | None:
    """Without a sign."""
    if words[-3:] == ["and", "a", "half"]:
        before = _integer(words[:-3])
        return None if before is None else before + 0.5
    if words in (["half"], ["a", "half"]):
        return 0.5
    if "point" in words:
        at = words.index("point")
        before, after = _integer(words[:at] or ["zero"]), _decimals(words[at + 1 :])
        return float(f"{before}.{after}") if before is not None and after else None
    if len(words) == 1 and _DIGITS.fullmatch(words[0]):
        return float(words[0])
    found = _integer(words)
    return None if found is None else float(found)


def _decimals(words: list[str]) -> str:
    """What is said after the point: "two five" → "25"; "" if it is none."""
    digits = [word if word.isdecimal() else str(UNITS.get(word, TENS.get(word, ""))) for word in words]
    return "" if not all(digits) else "".join(digits)


def _integer(words: list[str]) -> int | None:
    """Zero or more, in words or digits."""
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0]) if len(words[0]) <= _LONGEST else None
    total, part, last = 0, 0, ""
    for place, word in enumerate(words):
        unit = UNITS.get(word, int(word) if word.isdecimal() and place == 0 else None)
        if word == "and" and last in {"hundred", *LARGE} and place < len(words) - 1:
            continue
        if word == "a" and place == 0 and len(words) > 1 and words[1] in {"hundred", *LARGE}:
            part = 1
        elif unit is not None and (last in {"", "hundred", *LARGE} or (last in TENS and 0 < unit < 10)):  # noqa: PLR2004
            part += unit
        elif word in TENS and last in {"", "hundred", *LARGE}:
            part += TENS[word]
        elif word == "hundred" and 0 < part < 100 and last != "hundred":  # noqa: PLR2004
            part *= 100
        elif word in LARGE and part:
            total, part = total + part * LARGE[word], 0
        else:
            return None
        last = word
    return total + part if words else None
