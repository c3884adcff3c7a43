"""What comes first in a sum, and what a word stands for."""

import pytest

from jarvis.sum_reader import NotASumError, Reader, tokens


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("the square root of nine", ["squareroot", "of", "nine"]),
        ("two multiplied by three divided by four", ["two", "*", "three", "/", "four"]),
        ("two to the power of ten", ["two", "^", "ten"]),
        ("double the average", ["2", "*", "average"]),
        ("ten per cent", ["ten", "percent"]),
        ("open bracket two plus two close bracket", ["(", "two", "+", "two", ")"]),
    ],
)
def test_operations_become_signs(words: str, read: list[str]) -> None:
    assert tokens(words) == read


@pytest.mark.parametrize(
    ("words", "value", "operations"),
    [
        ("five", 5, 0),
        ("two plus three times four", 14, 2),
        ("two times three to the power of two", 18, 2),
        ("two to the power of three to the power of two", 512, 2),
        ("minus two squared", -4, 1),
        ("half of ten plus one", 6, 2),
        ("square root of nine plus sixteen", 19, 2),
    ],
)
def test_times_comes_before_plus_and_powers_before_both(words: str, value: int, operations: int) -> None:
    reader = Reader(tokens(words))
    assert reader.alone()() == value
    assert reader.operations == operations


def test_what_is_left_over_makes_it_no_sum() -> None:
    with pytest.raises(NotASumError):
        Reader(tokens("two plus two apples")).alone()
