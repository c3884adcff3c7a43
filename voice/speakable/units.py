"""Numbers with a unit: '5 km/h', '-5 °C', '50 %'."""

import re

from voice.speakable.numbers import NUMBER, spoken
from voice.speakable.rules import Rule, any_of, rule

# One, and many where that is not simply an "s" more.
_UNITS = {
    "mm": "millimetre", "cm": "centimetre", "dm": "decimetre", "m": "metre", "km": "kilometre",
    "μm": "micrometre", "nm": "nanometre", "mi": "mile", "ft": "foot/feet", "yd": "yard",
    "mg": "milligram", "μg": "microgram", "g": "gram", "kg": "kilogram", "t": "tonne", "lb": "pound",
    "lbs": "pound", "oz": "ounce", "ml": "millilitre", "mL": "millilitre", "cl": "centilitre",
    "dl": "decilitre", "l": "litre", "L": "litre", "gal": "gallon", "tsp": "teaspoon", "tbsp": "tablespoon",
    "ns": "nanosecond", "μs": "microsecond", "ms": "millisecond", "s": "second", "sec": "second",
    "secs": "second", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "PB": "petabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte",
    "bit": "bit", "kbit": "kilobit", "Mbit": "megabit", "Gbit": "gigabit", "Hz": "hertz/hertz",
    "kHz": "kilohertz/kilohertz", "MHz": "megahertz/megahertz", "GHz": "gigahertz/gigahertz",
    "mV": "millivolt", "V": "volt", "kV": "kilovolt", "mA": "milliamp", "mAh": "milliamp hour",
    "Ah": "amp hour", "mW": "milliwatt", "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt",
    "Wh": "watt hour", "kWh": "kilowatt hour", "MWh": "megawatt hour", "kJ": "kilojoule", "MJ": "megajoule",
    "cal": "calorie", "kcal": "kilocalorie", "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal",
    "mbar": "millibar", "bar": "bar", "psi": "pound per square inch/pounds per square inch", "Ω": "ohm",
    "kΩ": "kilohm", "dB": "decibel", "px": "pixel", "ha": "hectare",
    "°C": "degree Celsius/degrees Celsius", "°F": "degree Fahrenheit/degrees Fahrenheit",
    "° C": "degree Celsius/degrees Celsius", "° F": "degree Fahrenheit/degrees Fahrenheit",
    "°": "degree", "%": "percent/percent", "‰": "per mille/per mille",
    "mph": "mile per hour/miles per hour", "kph": "kilometre per hour/kilometres per hour",
    "kmh": "kilometre per hour/kilometres per hour", "kbps": "kilobit per second/kilobits per second",
    "Mbps": "megabit per second/megabits per second", "Gbps": "gigabit per second/gigabits per second",
    "fps": "frame per second/frames per second", "rpm": "revolution per minute/revolutions per minute",
}  # fmt: skip
_ONLY_ATTACHED = {
    "C": "degree Celsius/degrees Celsius",
    "F": "degree Fahrenheit/degrees Fahrenheit",
    "A": "amp",
    "B": "byte",
}
_LENGTHS = {"mm", "cm", "dm", "m", "km", "mi", "ft", "yd"}
_PER = {"h": "hour", "s": "second", "min": "minute", "hr": "hour", "d": "day", "kg": "kilogram", "l": "litre"}
_POWERS = {"2": "square", "3": "cubic"}
_TIMES = {
    "day",
    "week",
    "month",
    "year",
    "hour",
    "minute",
    "second",
    "night",
    "person",
    "mo",
    "yr",
    "GB",
    "km",
    "mile",
}
_WRITTEN_OUT = {"mo": "month", "yr": "year"}

_QUANTITY = (
    rf"(?<![A-Za-z])({NUMBER})(?:[ \u00a0\u202f]?({any_of(_UNITS)})|({any_of(_ONLY_ATTACHED)}))"
    rf"(?:\^?([23]))?(?:/({any_of({**_UNITS, **_PER})})(?:\^?([23]))?)?(?![\w])"
)


def _form(unit: str, *, many: bool) -> str:
    both = (_UNITS.get(unit) or _ONLY_ATTACHED.get(unit) or _PER[unit]).split("/")
    return both[-1] + ("s" if len(both) == 1 else "") if many else both[0]


def _raised(words: str, unit: str, power: str | None) -> str:
    if not power:
        return words
    if unit in _LENGTHS:
        return f"{_POWERS[power]} {words}"
    return f"{words} {'squared' if power == '2' else 'cubed'}"


def _quantity(found: re.Match[str]) -> str:
    number, unit = found[1], found[2] or found[3]
    words = _raised(_form(unit, many=number != "1"), unit, found[4])
    if found[5]:
        words += f" per {_raised(_form(found[5], many=False), '' if found[5] == 's' else found[5], found[6])}"
    return f"{spoken(number)} {words}"


def _part(found: re.Match[str]) -> str | None:
    words = {"1/2": "half a", "1/4": "a quarter of a", "3/4": "three quarters of a"}.get(found[1])
    unit = _form(found[2], many=False)
    return words and f"{words}{'n' if unit[0] in 'aeio' or unit == 'hour' else ''} {unit}"


def _height(found: re.Match[str]) -> str:
    inches = f" {spoken(found[2])} inch{'' if found[2] == '1' else 'es'}"
    return f"{spoken(found[1])} {'foot' if found[1] == '1' else 'feet'}{inches}"


RULES: tuple[Rule, ...] = (
    rule("1", r"(\d)'(\d{1,2})\"", _height),
    rule("1", rf"(1/2|1/4|3/4) ?({any_of(_UNITS)})(?![\w/])", _part),
    rule("1", _QUANTITY, _quantity),
    rule(
        "/",
        rf"(?<=\w)/({any_of(_TIMES)})(?![\w/])",
        lambda found: f"per {_WRITTEN_OUT.get(found[1], found[1])}",
    ),
    rule(
        "/",
        rf"(?<=[a-z])/({any_of(['h', 's', 'min', 'kg'])})(?![\w/])",
        lambda found: f"per {_PER[found[1]]}",
    ),
)
