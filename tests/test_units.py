# ruff: noqa: RUF001 - the signs are meant
"""Units are said in full, one or many."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("5 km/h", "five kilometres per hour"),
    ("1 km", "one kilometre"),
    ("1 km/h", "one kilometre per hour"),
    ("100 m in 9.58 s", "one hundred metres in nine point five eight seconds"),
    ("-5 °C", "minus five degrees Celsius"),
    ("−5 °C", "minus five degrees Celsius"),
    ("72 °F", "seventy-two degrees Fahrenheit"),
    ("20C", "twenty degrees Celsius"),
    ("50 %", "fifty percent"),
    ("50%", "fifty percent"),
    ("8 GB of RAM", "eight gigabytes of RAM"),
    ("16GB", "sixteen gigabytes"),
    ("100 Mbit/s", "one hundred megabits per second"),
    ("3 kWh", "three kilowatt hours"),
    ("20 m²", "twenty square metres"),
    ("5 m2", "five square metres"),
    ("1 cm³", "one cubic centimetre"),
    ("500 ml", "five hundred millilitres"),
    ("5 min", "five minutes"),
    ("1 min", "one minute"),
    ("250 ms", "two hundred and fifty milliseconds"),
    ("65 mph", "sixty-five miles per hour"),
    ("9.81 m/s^2", "nine point eight one metres per second squared"),
    ("6'2\"", "six feet two inches"),
    ("1/2 km", "half a kilometre"),
    ("1/4 mile", "one quarter mile"),
    ("60 miles/hour", "sixty miles per hour"),
    ("3 GHz", "three gigahertz"),
    ("5 kg", "five kilograms"),
    ("10 lbs and 1 lb", "ten pounds and one pound"),
    ("2 ft", "two feet"),
    ("30°", "thirty degrees"),
    ("5 l", "five litres"),
    ("10-20 km", "ten to twenty kilometres"),
    ("5–10 °C", "five to ten degrees Celsius"),
    ("3 tsp", "three teaspoons"),
    ("1.5 l", "one point five litres"),
    ("220 V", "two hundred and twenty volts"),
    ("5 hPa", "five hectopascals"),
    ("90 km", "ninety kilometres"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_units_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected
