# ruff: noqa: RUF001 - the signs are meant
"""Signs in what was written, as words: people type, and recognizers write, "12% of 200" and "7 x 8"."""

import re

_FORMULA = re.compile(
    r"(?P<before>(?:.*?\b(?:is|what's|whats|calculate|compute|solve|evaluate|work out))?[\s:]*)"
    r"(?P<sum>[-(√\u2212\d][-+*/×÷·xX^()%\d.,\s\u2212√²³]*[\d)%²³])[\s=?!.]*"
)
"""A text that ends with nothing but numbers and signs: there, and only there, 5/12 is no date."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SIGNS = [
    (re.compile(pattern), f" {words} ")
    for pattern, words in (
        (r"(?<=\d)\s*%", "percent"),
        (r"(?<=\d)\s*°\s*[Cc]\b", "degrees celsius"),
        (r"(?<=\d)\s*°\s*[Ff]\b", "degrees fahrenheit"),
        (r"(?<=\d)\s*°", "degrees"),
        (r"(?<=\d)\s*\+\s*(?=\d)", "plus"),
        (r"(?<=\d)\s*[×·]\s*(?=\d)", "times"),
        (r"(?<=\d)\s*÷\s*(?=\d)", "divided by"),
        (r"(?<=\d)\s[-\u2212]\s(?=\d)", "minus"),
        (r"\$\s*(\d+(?:\.\d+)?)", r"\1 dollars"),
        (r"€\s*(\d+(?:\.\d+)?)", r"\1 euros"),
        (r"£\s*(\d+(?:\.\d+)?)", r"\1 pounds sterling"),
        (r"(?<=[\d)])²", "squared"),
        (r"(?<=[\d)])³", "cubed"),
    )
]
_IN_A_SUM = {
    "+": "plus", "-": "minus", "\u2212": "minus", "*": "times", "×": "times", "·": "times", "x": "times",
    "X": "times", "/": "divided by", "÷": "divided by", "^": "to the power of", "(": "open bracket",
    ")": "close bracket", "%": "percent", "√": "square root of", "²": "squared", "³": "cubed",
}  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, sorted(_IN_A_SUM))))
_OPERATION = re.compile(r"[-+*/×÷·xX^√\u2212²³]")
_LONGEST = 200


def in_words(text: str) -> str:
    """The text with its signs of arithmetic in words.

    >>> in_words("What is (2+3)*4?")
    'What is  open bracket 2 plus 3 close bracket  times 4'
    """
    text = _THOUSANDS.sub("", text)
    found = _FORMULA.fullmatch(text) if len(text) <= _LONGEST else None
    if found and _OPERATION.search(found["sum"].lstrip("-\u2212")):
        return found["before"] + _SIGN.sub(lambda sign: f" {_IN_A_SUM[sign[0]]} ", found["sum"])
    for pattern, words in _SIGNS:
        text = pattern.sub(words, text)
    return text
