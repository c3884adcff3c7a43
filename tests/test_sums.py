"""Sums are exact, bounded, and told as one says numbers."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.sums import SumError, divided, factorial, rest, root, said, times, to_the

SMALL = st.fractions(-1000, 1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Fraction(56), "56"),
        (Fraction(1024), "1,024"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "about 0.33"),
        (Fraction(-2, 3), "about -0.67"),
        (Fraction(1, 10) + Fraction(2, 10), "0.3"),
        (Fraction(1, 3000), "about 0.00033"),
        (Fraction(0), "0"),
        (Fraction(10**9 + 1, 3), "about 333,333,333.67"),
        (Fraction(2) ** 100, "about 1.27 times 10 to the power of 30"),
        (Fraction(10) ** 18, "1 times 10 to the power of 18"),
        (Fraction(1, 3 * 10**20), "about 3.33 times 10 to the power of minus 21"),
    ],
)
def test_a_number_is_told_no_more_precisely_than_one_can_hear(value: Fraction, told: str) -> None:
    assert said(value) == told


@given(SMALL, SMALL)
def test_what_is_divided_and_multiplied_again_is_what_it_was(a: Fraction, b: Fraction) -> None:
    if b:
        assert times(divided(a, b), b) == a
        assert (a - rest(a, b)) % b == 0
    else:
        with pytest.raises(SumError, match="zero"):
            divided(a, b)


@given(st.integers(0, 10**12), st.sampled_from([2, 3]))
def test_the_root_of_a_power_is_exact(value: int, degree: int) -> None:
    assert root(Fraction(value) ** degree, degree) == value


@given(st.fractions(max_denominator=10**6), st.fractions(max_denominator=10**6))
def test_any_power_is_told_or_refused_at_once(base: Fraction, exponent: Fraction) -> None:
    with suppress(SumError):
        assert said(to_the(base, exponent))


def test_powers_roots_and_factorials() -> None:
    assert to_the(Fraction(2), Fraction(-2)) == Fraction(1, 4)
    assert to_the(Fraction(9), Fraction(1, 2)) == 3
    assert to_the(Fraction(-1), Fraction(10**9 + 1)) == -1
    assert said(root(Fraction(2), 2)) == "about 1.41"
    assert root(Fraction(-27), 3) == -3
    assert factorial(Fraction(5)) == 120
    for value in (Fraction(1, 2), Fraction(-1), Fraction(401)):
        with pytest.raises(SumError):
            factorial(value)
