"""Words of arithmetic are read as people mean them, and nothing else is taken for arithmetic."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.arithmetic import LONGEST_WORDS, Calculation
from jarvis.sums import SumError


def result(words: str) -> Fraction | None:
    read = Calculation.from_words(words)
    return None if read is None else read.work()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("two plus three times four", 14),
        ("open bracket two plus three close bracket times four", 20),
        ("two to the power of three squared", 512),
        ("ten minus four minus three", 3),
        ("three plus four plus five", 12),
        ("seventeen modulo five", 2),
        ("the remainder of seventeen divided by five", 2),
        ("the product of 3 4 and 5", 60),
        ("the average of three four and eight", 5),
        ("the sum of one two and three", 6),
        ("the difference between ten and four", 6),
        ("subtract five from twelve", 7),
        ("take 5 from 12", 7),
        ("multiply six by seven", 42),
        ("five squared plus one", 26),
        ("four cubed", 64),
        ("cube root of twenty seven", 3),
        ("five factorial", 120),
        ("twice eight", 16),
        ("two thirds of ninety", 60),
        ("a fifth of one hundred", 20),
        ("half of half of 40", 10),
        ("200 minus 20 percent", 160),
        ("ten percent plus five percent", Fraction(3, 20)),
        ("200 plus 10 percent of 50", 205),
        ("minus five plus two", -3),
        ("2.5 times 4", 10),
        ("one and a half times two", 3),
        ("nine to the power of a half", 3),
        ("what percent of 80 is 20", 25),
        ("three hundred and five plus two", 307),
        ("one billion divided by one thousand", 1_000_000),
    ],
)
def test_it_is_read_as_people_mean_it(words: str, value: int | Fraction) -> None:
    assert result(words) == value


@pytest.mark.parametrize(
    "words",
    [
        "", "five", "half", "pi", "plus", "five plus", "times six", "( 2 + 3", "2 + 3 )", "five six", "add",
        "add five", "two to the", "five percent", "divide nine", "sum of", "a b plus c", "percent of is",
        "seven o'clock plus two", "one " * LONGEST_WORDS + "plus one", "the weather minus the rain",
    ],
)  # fmt: skip
def test_what_is_no_sum_is_not_read(words: str) -> None:
    assert Calculation.from_words(words) is None


WORDS = [
    "two", "7", "plus", "minus", "times", "/", "(", ")", "^", "percent", "of", "half", "root", "square", "by",
    "squared", "factorial", "and", "add", "to", "the", "point", "hundred", "third", "is", "what",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_any_words_are_a_sum_or_not_and_none_breaks_it(words: str) -> None:
    with suppress(SumError):
        assert result(words) is None or Calculation.from_words(words)


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from(["plus", "minus", "times"]))
def test_two_numbers_in_digits_come_out_right(a: int, b: int, sign: str) -> None:
    expected = {"plus": a + b, "minus": a - b, "times": a * b}[sign]
    assert result(f"{a} {sign} {b}") == expected
