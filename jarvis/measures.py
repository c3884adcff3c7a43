"""Units and quantities as they are said: "six feet two inches", "half a cup", "kilometers per hour"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import ClassVar, Self

from jarvis.numerals import LARGE, TENS, UNITS, number
from jarvis.sums import said

MONEY = "money"
"""Stands for every currency: what one is worth changes every day."""
_LONGEST_WORDS = 14
_LONGEST_NUMBER = 8
_PREFIXED = {
    "meter": "kilo centi milli micro nano deci", "gram": "kilo milli micro",
    "liter": "milli centi deci hecto",
    "second": "milli micro nano", "byte": "kilo mega giga tera peta kibi mebi gibi tebi",
    "bit": "kilo mega giga tera", "watt": "kilo mega giga milli", "joule": "kilo mega", "calorie": "kilo",
    "volt": "kilo milli", "ampere": "milli", "hertz": "kilo mega giga", "newton": "kilo",
    "pascal": "kilo hecto mega",
}  # fmt: skip
_NAMED = {
    "foot": "foot", "inch": "inch", "yard": "yard", "mile": "mile", "nautical mile": "nautical_mile",
    "light year": "light_year", "pound": f"pound {MONEY}", "ounce": "ounce fluid_ounce", "stone": "stone",
    "fluid ounce": "fluid_ounce", "ton": "ton", "tonne": "metric_ton", "metric ton": "metric_ton",
    "carat": "carat", "cup": "cup", "tablespoon": "tablespoon", "teaspoon": "teaspoon", "pint": "pint",
    "imperial pint": "imperial_pint", "quart": "quart", "gallon": "gallon",
    "imperial gallon": "imperial_gallon", "barrel": "oil_barrel", "acre": "acre", "hectare": "hectare",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "fortnight": "fortnight",
    "month": "month", "year": "year", "century": "century", "degree celsius": "degC",
    "degree fahrenheit": "degF", "kelvin": "kelvin", "degree": "degree degF degC", "radian": "radian",
    "knot": "knot", "mile per hour": "mile/hour", "kilometer per hour": "kilometer/hour", "bar": "bar",
    "atmosphere": "atmosphere", "horsepower": "horsepower", "kilowatt hour": "kilowatt_hour",
    "watt hour": "watt_hour",
    **dict.fromkeys(("dollar", "euro", "pound sterling", "yen", "franc", "rupee", "yuan", "peso", "krona",
                     "zloty", "bitcoin"), MONEY),
}  # fmt: skip
_MANY = {
    "foot": "feet", "inch": "inches", "century": "centuries", "stone": "stone", "hertz": "hertz",
    "horsepower": "horsepower", "yen": "yen", "yuan": "yuan",
    "pound sterling": "pounds sterling",
    "mile per hour": "miles per hour", "kilometer per hour": "kilometers per hour",
    "degree celsius": "degrees celsius", "degree fahrenheit": "degrees fahrenheit",
}  # fmt: skip
_SHORT = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "ft": "foot", "yd": "yard",
    "mi": "mile", "kg": "kilogram", "kilo": "kilogram", "kilos": "kilogram", "g": "gram", "mg": "milligram",
    "lb": "pound", "lbs": "pound", "oz": "ounce", "fl oz": "fluid ounce", "l": "liter", "ml": "milliliter",
    "cl": "centiliter", "tbsp": "tablespoon", "tsp": "teaspoon", "mph": "mile per hour",
    "kph": "kilometer per hour", "kmh": "kilometer per hour", "km h": "kilometer per hour",
    "celsius": "degree celsius", "centigrade": "degree celsius", "degree centigrade": "degree celsius",
    "degrees centigrade": "degree celsius", "c": "degree celsius", "f": "degree fahrenheit",
    "degrees c": "degree celsius", "degrees f": "degree fahrenheit", "fahrenheit": "degree fahrenheit",
    "k": "kelvin", "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte",
    "kwh": "kilowatt hour",
    "min": "minute", "sec": "second", "hr": "hour", "hrs": "hour", "gig": "gigabyte", "gigs": "gigabyte",
    "us dollar": "dollar", "us dollars": "dollar", "bucks": "dollar", "hp": "horsepower", "amp": "ampere",
    "amps": "ampere", "horse power": "horsepower",
}  # fmt: skip
_SPELLINGS = [(re.compile(r"metre\b"), "meter"), (re.compile(r"metres\b"), "meters"),
              (re.compile(r"litre(s?)\b"), r"liter\1"), (re.compile(r"gramme(s?)\b"), r"gram\1"),
              (re.compile(r"\b(?:an|a) hour\b"), "per hour")]  # fmt: skip
_PER = {"per hour": "/hour", "per second": "/second", "per minute": "/minute"}
_POWERS = {"square": "**2", "cubic": "**3"}


@dataclass(frozen=True)
class Unit:
    """A unit. `names`: what it can mean, as pint calls it, the likeliest first."""

    typical: ClassVar[str] = "kilometers"
    one: str
    many: str
    names: tuple[str, ...]

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The unit that this is, None if it is none that is known."""
        for pattern, usual in _SPELLINGS:
            words = pattern.sub(usual, words)
        words = words.strip(". ")
        power, _, bare = words.partition(" ")
        if power in _POWERS and (base := cls._plain(bare)):
            names = tuple(f"{name}{_POWERS[power]}" for name in base.names)
            return cls(f"{power} {base.one}", f"{power} {base.many}", names)
        for per, over in _PER.items():
            if words.endswith(f" {per}") and (base := cls._plain(words.removesuffix(per).strip())):
                names = tuple(f"{name}{over}" for name in base.names)
                return cls(f"{base.one} {per}", f"{base.many} {per}", names)
        return cls._plain(words)

    @classmethod
    def _plain(cls, words: str) -> Self | None:
        found = _known().get(words)
        return None if found is None else cls(*found)

    def __str__(self) -> str:
        """As it is said."""
        return self.many


@dataclass(frozen=True)
class Quantity:
    """So much of a unit, or of several together."""

    typical: ClassVar[str] = "ten miles"
    looks: ClassVar[str] = (
        rf"(?:\d|an?|half|quarter|minus|negative|point|hundred|{'|'.join((*UNITS, *TENS, *LARGE))}).*"
    )
    """What it begins with."""
    parts: tuple[tuple[Fraction, Unit], ...]

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """The quantity that the whole text is, None if it is none."""
        split = re.sub(r"(?<=\d)(?=[a-z])", " ", words).split()
        found = next(_parts(split), None) if 0 < len(split) <= _LONGEST_WORDS else None
        return cls(found) if found else None

    def __str__(self) -> str:
        """As it is said."""
        return " ".join(
            f"{said(count)} {unit.one if count == 1 else unit.many}" for count, unit in self.parts
        )


def _parts(words: list[str]) -> Iterator[tuple[tuple[Fraction, Unit], ...]]:
    """All readings of the words as numbers with their units, the longest first."""
    for at in range(min(len(words) - 1, _LONGEST_NUMBER), 0, -1):
        count = _count(words[:at])
        if count is None:
            continue
        for end in range(len(words), at, -1):
            unit = Unit.from_words(" ".join(words[at:end]).removeprefix("of ").removeprefix("a "))
            if unit is None:
                continue
            rest = words[end + 1 :] if words[end : end + 1] == ["and"] else words[end:]
            if not rest:
                yield ((count, unit),)
            for more in _parts(rest):
                yield ((count, unit), *more)


def _count(words: list[str]) -> Fraction | None:
    if words in (["a"], ["an"]):
        return Fraction(1)
    if words in (["quarter"], ["a", "quarter"]):
        return Fraction(1, 4)
    if words in (["three", "quarters"], ["3", "quarters"]):
        return Fraction(3, 4)
    value = number(" ".join(words))
    return None if value is None else Fraction(repr(value))


@cache
def _known() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Every name of a unit, in the singular, the plural, or short."""
    names = dict(_NAMED)
    for base, prefixes in _PREFIXED.items():
        names |= {f"{prefix}{base}": f"{prefix}{base}" for prefix in ("", *prefixes.split())}
    found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for one, pint in names.items():
        entry = (one, _MANY.get(one, f"{one}s"), tuple(pint.split()))
        found |= {one: entry, entry[1]: entry}
    return found | {short: found[one] for short, one in _SHORT.items()}
