"""Quantities as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.measures import Quantity, Unit


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("ten miles", "10 miles"),
        ("a mile", "1 mile"),
        ("half a cup", "0.5 cups"),
        ("a quarter of a cup", "0.25 cups"),
        ("one and a half litres", "1.5 liters"),
        ("six feet two inches", "6 feet 2 inches"),
        ("five pounds and three ounces", "5 pounds 3 ounces"),
        ("5km", "5 kilometers"),
        ("100 kmh", "100 kilometers per hour"),
        ("sixty miles an hour", "60 miles per hour"),
        ("twenty square metres", "20 square meters"),
        ("minus five degrees celsius", "-5 degrees celsius"),
        ("98.6 f", "98.6 degrees fahrenheit"),
        ("two thousand five hundred megabytes", "2,500 megabytes"),
        ("ten meters per second", "10 meters per second"),
        ("1 stone", "1 stone"),
    ],
)
def test_a_quantity_is_read_and_said(words: str, read: str) -> None:
    assert str(Quantity.from_words(words)) == read


@pytest.mark.parametrize(
    "words", ["", "ten", "miles", "ten apples", "ten miles of road", "ten miles long", "x"]
)
def test_what_is_no_quantity_is_not_read(words: str) -> None:
    assert Quantity.from_words(words) is None


@given(st.lists(st.sampled_from(["a", "half", "six", "feet", "and", "of", "inches", "per", "hour", "5"])))
def test_any_words_are_a_quantity_or_not(words: list[str]) -> None:
    found = Quantity.from_words(" ".join(words))
    assert found is None or Quantity.from_words(str(found)) == found


def test_units_have_long_and_short_names_and_british_ones() -> None:
    assert Unit.from_words("kilometres") == Unit.from_words("km") == Unit.from_words("kilometer")
    assert Unit.from_words("cubic feet") == Unit("cubic foot", "cubic feet", ("foot**3",))
    assert Unit.from_words("gallops") is None
