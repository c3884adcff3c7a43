"""Units, from one into another. Money is not among them: rates change, and nothing is asked outside."""

import asyncio
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from jarvis import skill
from jarvis.measures import MONEY, Quantity, Unit
from jarvis.sums import said

NO_RATES = "I have no exchange rates offline."
_PLACES = 3
"""So many decimal places are told if there are no more."""


@skill(
    "[what[ is|'s| are]|tell me|how (much|many) (is|are)] {quantity} (in|to|into|as) {into}",
    "(convert|change|turn|translate|express|give me|show me|put) {quantity} (to|into|in|as) {into}",
    "[tell me|I want to know|I'd like to know] how many {into} [are|is] [there] (in|to|make|makes|make "
    "up) {quantity}",
    "[tell me|I want to know|I'd like to know] how many {into} (is|are|equals|would be) {quantity}",
    "how many {into} (does|do) {quantity} (make|have|weigh|equal)",
    "how many {into} (are [there] in|there are in|are there in) {quantity}",
    "how (far|long|hot|cold|warm|heavy|big|fast|much|tall|wide|high|large) (is|are|would be) "
    "{quantity} in {into}",
    "(what|how much|how many) would {quantity} be (in|as) {into}",
    "(what|how much) (does|do) {quantity} (make|weigh|come to) in {into}",
    "{quantity} (is|are|makes|equals) (how many|what in) {into}",
    "what[ is|'s] {quantity} (converted|expressed) (to|into|in) {into}",
    "convert {given} (to|into) {other}",
    "[what[ is|'s]] the exchange rate (of|for|between|from) {given}",
    example="how many kilometers are ten miles",
    reads=True,
)
async def convert(
    quantity: Quantity | None = None, into: Unit | None = None, given: str = "", other: str = ""
) -> str:
    """Turn a quantity into another unit."""
    if quantity is None or into is None:
        return _not_known(given, other)
    if any(MONEY in unit.names for unit in (into, quantity.parts[0][1])) and _only_money(quantity, into):
        return NO_RATES
    return await asyncio.to_thread(_converted, quantity, into)


def _not_known(given: str, other: str) -> str:
    """Why there is nothing to convert."""
    if other and Quantity.from_words(given) is None:
        return f"I do not know how much “{given}” is. Say it like “ten miles”."
    if other:
        return f"I do not know the unit “{other}”."
    return NO_RATES if given else "What shall I convert? Say it like “ten miles in kilometers”."


def _only_money(quantity: Quantity, into: Unit) -> bool:
    """Whether it can be about nothing but money."""
    return (MONEY,) in (into.names, quantity.parts[0][1].names) or (
        MONEY in into.names and into.many == quantity.parts[0][1].many
    )


def _converted(quantity: Quantity, into: Unit) -> str:
    """The sentence. The first call loads pint, which takes half a second: call it in a thread."""
    meanings = [[name for name in unit.names if name != MONEY] for _, unit in quantity.parts]
    for *names, wanted in product(*meanings, [name for name in into.names if name != MONEY]):
        if wanted == names[0] and quantity.parts[0][1] != into:
            continue  # "degrees in celsius" are not degrees Celsius
        value = _value([count for count, _ in quantity.parts], names, wanted)
        if value is not None:
            told = said(value, _PLACES)
            verb = "is" if len(quantity.parts) == 1 and quantity.parts[0][0] == 1 else "are"
            return f"{quantity} {verb} {told} {into.one if told == '1' else into.many}."
    return (
        f"{quantity.parts[0][1].many.capitalize()} cannot be turned into {into.many}: they measure "
        "different things."
    )


def _value(counts: list[Fraction], names: list[str], wanted: str) -> Fraction | None:
    """How many of the wanted unit; None if it measures something else."""
    pint, registry = _registry()
    try:
        values = [
            registry.Quantity(count, name).to(wanted).magnitude
            for count, name in zip(counts, names, strict=True)
        ]
    except pint.PintError:
        return None
    return Fraction(sum(values))


@cache
def _registry() -> Any:  # noqa: ANN401 - pint makes its classes when it runs
    """Pint, and what it knows of units."""
    import pint  # noqa: PLC0415 - loaded when the first unit is asked for

    return pint, pint.UnitRegistry(non_int_type=Fraction)
