"""Sums of money are said with their currency behind."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("$3.50", "three dollars and fifty cents"),
    ("$5", "five dollars"),
    ("$1", "one dollar"),
    ("$0.99", "ninety-nine cents"),
    ("$0.01", "one cent"),
    ("$1,200.00", "one thousand two hundred dollars"),
    ("$2.5 million", "two point five million dollars"),
    ("$5k", "five thousand dollars"),
    ("€20", "twenty euros"),
    ("20 €", "twenty euros"),
    ("£1", "one pound"),
    ("£3.01", "three pounds and one penny"),
    ("¥500", "five hundred yen"),
    ("USD 5", "five dollars"),
    ("100 EUR", "one hundred euros"),
    ("5 CHF", "five francs"),
    ("-$5", "minus five dollars"),
    ("$5/month", "five dollars per month"),
    ("$10-$20", "ten dollars to twenty dollars"),
    ("£20 million", "twenty million pounds"),
    ("$3.14159", "three point one four one five nine dollars"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_money_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected
