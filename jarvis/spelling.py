"""What was spelled: "j a r v i s", "jay ay are", "a as in alpha", "capital j", "double l", "november"."""

import re

from jarvis.numerals import UNITS

_NAMES = {
    "a": "ay eh alpha alfa", "b": "be bee bravo", "c": "see sea cee charlie",
    "d": "dee delta", "e": "ee echo",
    "f": "ef eff foxtrot", "g": "gee golf", "h": "aitch haitch hotel", "i": "eye aye india",
    "j": "jay juliet juliett", "k": "kay okay kilo", "l": "el ell lima", "m": "em mike", "n": "en november",
    "o": "oh owe oscar", "p": "pee papa", "q": "cue queue quebec", "r": "are ar romeo", "s": "es ess sierra",
    "t": "tee tea tango", "u": "you ewe uniform", "v": "vee victor", "w": "double-u whiskey whisky",
    "x": "ex x-ray xray", "y": "why wye yankee", "z": "zee zed zulu",
}  # fmt: skip
_LETTERS = {name: letter for letter, names in _NAMES.items() for name in [letter, *names.split()]}
_SIGNS = {
    "dash": "-", "hyphen": "-", "minus": "-", "dot": ".", "point": ".", "underscore": "_", "space": " ",
    "apostrophe": "'", "at": "@", "slash": "/", "plus": "+",
}  # fmt: skip
_CAPITAL = {"capital", "uppercase", "big"}
_TIMES = {"double": 2, "triple": 3}
_LIKE = re.compile(r"\b([\w-]+) (?:as in|like in|like|for) ([\w-]+)")
LONGEST = 60
"""Letters."""


def spelled(text: str) -> str:
    """The word that was spelled, in small letters but for capitals that were said; "" if none was.

    >>> spelled("capital j, a as in alpha, double n, e")
    'Janne'
    """
    words = re.sub(r"\bdouble[ -](?:you|u)\b", "double-u", text.casefold())
    words = re.sub(r"[^\w\s'-]", " ", words.replace("\u2019", "'"))
    words = _LIKE.sub(_told_by_example, " ".join(words.split()))
    found, capital, times = "", False, 1
    for word in _letters(words.replace("upper case", "uppercase").split()):
        if word in _CAPITAL:
            capital = True
        elif word in _TIMES:
            times = _TIMES[word]
        elif sign := _sign(word):
            found += (sign.upper() if capital else sign) * times
            capital, times = False, 1
        else:
            return ""
    return found if not capital and times == 1 and len(found) <= LONGEST else ""


def _told_by_example(found: re.Match[str]) -> str:
    """The letter of "a as in alpha": the word tells which was meant, if the letter was misheard."""
    return found[2][0] if found[1] in _LETTERS or len(found[1]) == 1 else found[0]


def _letters(words: list[str]) -> list[str]:
    """A recognizer may write "J-A-R-V" or "jarv" for letters: with hyphens they are letters for sure."""
    found: list[str] = []
    for word in words:
        apart = word.split("-")
        single = len(apart) > 1 and word not in _LETTERS and all(len(one) == 1 for one in apart)
        found += apart if single else [word]
    return found


def _sign(word: str) -> str:
    """The letter, figure or sign of this name; "" if there is none."""
    if word.isdecimal():
        return word
    if word in _LETTERS:
        return _LETTERS[word]
    if UNITS.get(word, 10) < 10:  # noqa: PLR2004 - a figure
        return str(UNITS[word])
    return _SIGNS.get(word, "")
