"""Signs that people type are read as words, but a date stays a date."""

import pytest

from jarvis.signs import in_words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("What is 2+3?", "What is 2 plus 3"),
        ("(2 + 3) * 4", "open bracket 2 plus 3 close bracket times 4"),
        ("5/12", "5 divided by 12"),
        ("10 - 3 =", "10 minus 3"),
        ("what's √81", "what's square root of 81"),
        ("2^10", "2 to the power of 10"),
        ("set the volume to 50%", "set the volume to 50 percent"),
        ("1,250,000 people", "1250000 people"),
        ("20 °C in fahrenheit", "20 degrees celsius in fahrenheit"),
        ("68°F", "68 degrees fahrenheit"),
        ("remind me on 5/12 to call", "remind me on 5/12 to call"),
        ("from 10-12 and 5 - 3 more", "from 10-12 and 5 minus 3 more"),
        ("set a timer for 5-10 minutes", "set a timer for 5-10 minutes"),
        ("it is 2026-11-21 now", "it is 2026-11-21 now"),
        ("set a 20-minute timer", "set a 20-minute timer"),
        ("five", "five"),
        ("-5", "-5"),
    ],
)
def test_signs_become_words_where_they_are_arithmetic(written: str, read: str) -> None:
    assert " ".join(in_words(written).split()) == read
