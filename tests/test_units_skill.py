"""Units are converted as people ask for it; money is not."""

import pytest

from jarvis.measures import MONEY, _known
from jarvis.testing import run, say
from skills import calculator, units
from skills.units import _registry


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How many kilometers are ten miles?", "10 miles are about 16.09 kilometers."),
        ("how many feet are in a mile", "1 mile is 5,280 feet."),
        ("What's six feet two inches in centimetres?", "6 feet 2 inches are 187.96 centimeters."),
        ("convert 20 °C to Fahrenheit", "20 degrees celsius are 68 degrees fahrenheit."),
        ("what's twenty degrees in fahrenheit", "20 degrees are 68 degrees fahrenheit."),
        ("what is 350 degrees fahrenheit in celsius", "are about 176.67 degrees celsius."),
        ("minus forty celsius in fahrenheit", "-40 degrees celsius are -40 degrees fahrenheit."),
        ("how many milliliters are in half a cup", "0.5 cups are about 118.29 milliliters."),
        ("how many ounces in a cup", "1 cup is 8 ounces."),
        ("how many tablespoons in a quarter cup", "0.25 cups are 4 tablespoons."),
        ("100 kilometers per hour in miles per hour", "are about 62.14 miles per hour."),
        ("convert two hours to minutes", "2 hours are 120 minutes."),
        ("how many megabytes are in a gigabyte", "1 gigabyte is 1,000 megabytes."),
        ("2 gibibytes in megabytes", "2 gibibytes are about 2,147.48 megabytes."),
        ("how heavy is eleven stone in kilos", "11 stone are about 69.85 kilograms."),
        ("100 centimeters in meters", "100 centimeters are 1 meter."),
        ("what is 5km in miles", "5 kilometers are about 3.11 miles."),
        ("how many square feet is one acre", "1 acre is about 43,560.17 square feet."),
    ],
)
def test_it_is_converted(asked: str, answer: str) -> None:
    async def story() -> None:
        told = await say(asked, skills=[units, calculator])
        assert (told.skill, told.error) == ("units.convert", "")
        assert told.answer.endswith(answer)

    run(story(), real_time=True)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("convert ten dollars to euros", "I have no exchange rates offline."),
        ("what is $10 in euros?", "I have no exchange rates offline."),
        ("how many euros is one pound", "I have no exchange rates offline."),
        ("what's the exchange rate for the dollar", "I have no exchange rates offline."),
        ("convert five miles to gallops", "I do not know the unit “gallops”."),
        ("convert five gallops to miles", "I do not know how much “five gallops” is."),
        ("how many hours are in a mile", "Miles cannot be turned into hours: they measure different things."),
        ("what are ten pounds in pounds sterling", "I have no exchange rates offline."),
    ],
)
def test_what_cannot_be_converted_is_told_in_a_sentence(asked: str, why: str) -> None:
    async def story() -> None:
        told = await say(asked, skills=[units])
        assert why in told.answer
        assert told.error == ""

    run(story(), real_time=True)


@pytest.mark.parametrize(
    "asked", ["how many people are in the room", "what is love in french", "ten in miles"]
)
def test_what_names_no_units_is_left_to_others(asked: str) -> None:
    async def story() -> None:
        assert (await say(asked, skills=[units])).skill != "units.convert"

    run(story())


def test_every_unit_that_is_understood_is_known_to_pint() -> None:
    _, registry = _registry()
    names = {name for _, _, names in _known().values() for name in names} - {MONEY}
    assert len(names) > 80
    for name in names:
        registry.Unit(name)
