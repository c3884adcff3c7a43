# ruff: noqa: RUF001 - the signs are meant
"""Numbers are said as one would say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.speakable.aloud import SpokenText, speakable
from voice.speakable.numbers import cardinal, ordinal


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("Call 555-0123.", "Call five five five, zero one two three."),
    ("in 1905", "in nineteen oh five"),
    ("0", "zero"),
    ("7 apples", "seven apples"),
    ("There are 105 of them.", "There are one hundred and five of them."),
    ("1,000", "one thousand"),
    ("1000000 people", "one million people"),
    ("12,345,678", "twelve million three hundred and forty-five thousand six hundred and seventy-eight"),
    (
        "1234567890123456789",
        "one two three four five six seven eight nine zero one two three four five six seven eight nine",
    ),
    ("3.14", "three point one four"),
    ("0.5 and .5", "zero point five and point five"),
    ("1,234.5", "one thousand two hundred and thirty-four point five"),
    ("007", "zero zero seven"),
    (
        "the 1st, 2nd, 3rd, 11th, 12th, 20th, 21st, 103rd",
        "the first, second, third, eleventh, twelfth, twentieth, twenty-first, one hundred and third",
    ),
    ("in 1984", "in nineteen eighty-four"),
    (
        "in 1900, 2000, 2005 and 2026.",
        "in nineteen hundred, two thousand, two thousand and five and twenty twenty-six.",
    ),
    ("I have 1500 files.", "I have one thousand five hundred files."),
    ("the 1980s and the 90s", "the nineteen eighties and the nineties"),
    (
        "+44 20 7946 0958",
        "plus four four, two zero, seven nine four six, zero nine five eight",
    ),
    ("Call 020 7946 0958 now.", "Call zero two zero, seven nine four six, zero nine five eight now."),
    ("10-20", "ten to twenty"),
    ("pages 10–20", "pages ten to twenty"),
    ("1914-1918", "nineteen fourteen to nineteen eighteen"),
    ("1/2, 1/3, 2/3, 3/4, 5/8", "one half, one third, two thirds, three quarters, five eighths"),
    ("2 1/2 cups and 2½ cups", "two and a half cups and two and a half cups"),
    ("8/10 and 24/7", "eight out of ten and twenty-four seven"),
    ("1920x1080", "nineteen twenty by ten eighty"),
    ("3x4", "three by four"),
    ("3 x 4", "three x four"),
    (
        "MP3, A380, B2B, 4K, 3D, H2O, x86",
        "MP three, A three eight zero, B two B, four K, three D, H two O, x eighty-six",
    ),
    ("a 5-year-old", "a five year-old"),
    ("Python 3.11 and version 2.10", "Python three point eleven and version two point ten"),
    ("3.11.7", "three point eleven point seven"),
    ("192.168.0.1", "one nine two dot one six eight dot zero dot one"),
    ("v2.1", "version two point one"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_numbers_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected


@given(number=st.integers(0, 999_999_999_999_999))
def test_every_number_has_words_of_its_own(number: int) -> None:
    assert value(cardinal(number)) == number


def value(words: str) -> int:
    """Read a number in words again, by other means than those that made it."""
    scales = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    small = {cardinal(n): n for n in range(20)} | {cardinal(n): n for n in range(20, 100, 10)}
    total = group = 0
    for word in words.replace("-", " ").split():
        if word in scales:
            total, group = total + group * scales[word], 0
        elif word == "hundred":
            group *= 100
        elif word != "and":
            group += small[word]
    return total + group


@pytest.mark.parametrize(
    ("number", "words"),
    [(3, "third"), (12, "twelfth"), (20, "twentieth"), (41, "forty-first"), (100, "one hundredth")],
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words
