"""Numbers as people say them, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.numerals import in_digits, number, ordinal, whole


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("seven", 7), ("7", 7), ("zero", 0), ("twenty one", 21), ("twenty-one", 21), ("ninety", 90),
        ("a hundred", 100), ("one hundred and five", 105), ("three hundred twenty", 320),
        ("two thousand and twenty six", 2026), ("one million", 1_000_000),
        ("nineteen thousand three", 19_003),
        ("two point five", 2.5), ("two point oh five", None), ("two point zero five", 2.05), ("3.25", 3.25),
        ("point five", 0.5), ("minus five", -5), ("minus two point five", -2.5), ("half", 0.5),
        ("two and a half", 2.5), ("ten and a half", 10.5),
    ],
)  # fmt: skip
def test_a_number_is_read_in_words_and_in_digits(said: str, meant: float | None) -> None:
    assert number(said) == meant


@pytest.mark.parametrize(
    "said",
    ["", "many", "five six", "twenty twelve", "hundred", "minus", "ten ponies", "and five", "two point",
     "point",
     "one hundred and", "five twenty", "1.2.3", "a", "hundred hundred", "9" * 40, "five " * 20],
)  # fmt: skip
def test_what_is_no_number_is_none(said: str) -> None:
    assert number(said) is None


def test_a_whole_number_has_nothing_after_the_point() -> None:
    assert (whole("minus five"), whole("two point five"), whole("two point zero")) == (-5, None, 2)


@given(st.integers(-999_999, 999_999))
def test_digits_mean_themselves(value: int) -> None:
    assert whole(str(value).replace("-", "minus ")) == value


@given(st.text(max_size=60))
def test_whatever_is_said_does_not_hurt(text: str) -> None:
    number(text)
    in_digits(text.split())
    ordinal(text)


def test_each_number_below_a_hundred_stands_on_its_own() -> None:
    assert in_digits(["at", "ten", "twenty", "five"]) == ["at", "10", "25"]
    assert in_digits(["may", "twenty", "first"]) == ["may", "21th"]
    assert in_digits(["twenty", "twenty", "seven"]) == ["20", "27"]
    assert in_digits(["twenty-first", "third", "second"]) == ["21th", "3th", "second"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("first", 1), ("21st", 21), ("twenty-first", 21), ("twelfth", 12), ("thirty-fourth", 34), ("ten", None),
     ("ten-first", None), ("twenty-twelfth", None)],
)  # fmt: skip
def test_a_place_in_a_row_has_a_number(word: str, meant: int | None) -> None:
    assert ordinal(word) == meant
