"""Doing sums exactly, within bounds, and telling what comes of them.

Fractions are exact; only roots and broken powers are rounded, to 40 digits.
"""

import math
from decimal import Context, Decimal
from fractions import Fraction

from jarvis.errors import JarvisError

MOST_BITS = 4_096
"""Numbers with more are not worked out: nobody would listen to 1,200 digits."""
LARGEST_FACTORIAL = 400
_ROUNDED = Context(prec=40)
_DIGITS_SAID = 15
_PLACES_EXACT = 6
"""So many decimal places are said if there are no more; what has more is rounded to two."""
_ALMOST = Fraction(1, 10**25)
"""So little, in relation, is the rounding of a root."""
_TOO_LARGE = "That is too large for me to work out."


class SumError(JarvisError):
    """A sum that has no answer, or none that one could say."""


def times(a: Fraction, b: Fraction) -> Fraction:
    """Multiply."""
    return bounded(a * b)


def divided(a: Fraction, b: Fraction) -> Fraction:
    """Divide. Raises SumError for nothing to divide by."""
    if not b:
        raise SumError("Nothing can be divided by zero.")
    return bounded(a / b)


def rest(a: Fraction, b: Fraction) -> Fraction:
    """What is left over, without a sign. Raises SumError."""
    if not b:
        raise SumError("Nothing can be divided by zero.")
    return a % abs(b)


def to_the(base: Fraction, exponent: Fraction) -> Fraction:
    """A power. Raises SumError."""
    if not base:
        if exponent < 0:
            raise SumError("Nothing can be divided by zero.")
        return Fraction(1 if not exponent else 0)
    size = max(base.numerator.bit_length(), base.denominator.bit_length()) - (abs(base) == 1)
    if abs(exponent) * size > MOST_BITS and abs(base) != 1:
        raise SumError(_TOO_LARGE)
    if exponent.denominator == 1:
        return bounded(base ** int(exponent % 2 if abs(base) == 1 else exponent))
    if base < 0:
        raise SumError("A negative number has no such power, except among the imaginary numbers.")
    power = root(base, exponent.denominator) if exponent.denominator <= 3 else None  # noqa: PLR2004 - cube roots
    if power is not None:
        return bounded(power**exponent.numerator)
    return bounded(Fraction(_ROUNDED.power(_decimal(base), _decimal(exponent))))


def root(value: Fraction, degree: int) -> Fraction:
    """The square root (`degree` 2) or another; exact where it is a fraction. Raises SumError."""
    if value < 0:
        if degree % 2 == 0:
            raise SumError("A negative number has no square root, except among the imaginary numbers.")
        return -root(-value, degree)
    if not value:
        return value
    exact = Fraction(_whole_root(value.numerator, degree), _whole_root(value.denominator, degree))
    if exact**degree == value:
        return exact
    return Fraction(_ROUNDED.power(_decimal(value), _decimal(Fraction(1, degree))))


def factorial(value: Fraction) -> Fraction:
    """The product of all numbers up to this one. Raises SumError."""
    if value.denominator != 1 or value < 0:
        raise SumError("Only whole numbers from zero on have a factorial.")
    if value > LARGEST_FACTORIAL:
        raise SumError(_TOO_LARGE)
    return bounded(Fraction(math.factorial(int(value))))


def bounded(value: Fraction) -> Fraction:
    """The same. Raises SumError if it is too large."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise SumError(_TOO_LARGE)
    return value


def said(value: Fraction, places_exact: int = _PLACES_EXACT) -> str:
    """A number as one tells it: "1,024", "2.5", "about 0.33", "about 1.27 times 10 to the power of 30".

    `places_exact`: so many decimal places are told if there are no more.
    """
    if abs(value) >= 10**_DIGITS_SAID:
        return _large(value)
    for places in range(places_exact + 1):
        if abs(round(value, places) - value) <= _ALMOST * abs(value):
            return f"{round(_decimal(value), places):,f}"
    places = 2 if abs(value) >= Fraction(1, 10) else 1 - _decimal(value).adjusted()
    if places > _DIGITS_SAID:
        return _large(value)
    return f"about {round(_decimal(value), places):,f}"


def _large(value: Fraction) -> str:
    """Far from 1."""
    digits, _, exponent = f"{_decimal(value):.2e}".partition("e")
    about = "" if Fraction(f"{digits}e{exponent}") == value else "about "
    sign = "minus " if exponent.startswith("-") else ""
    short = digits.rstrip("0").rstrip(".")
    return f"{about}{short} times 10 to the power of {sign}{exponent.lstrip('+-').lstrip('0')}"


def _decimal(value: Fraction) -> Decimal:
    return _ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator))


def _whole_root(value: int, degree: int) -> int:
    """The whole part of a root."""
    if degree == 2:  # noqa: PLR2004 - the square
        return math.isqrt(value)
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle)
    return low
