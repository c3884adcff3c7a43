# ruff: noqa: RUF001 - the signs are meant
"""Signs become words; emoji are named only where there is nothing else."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("👍", "thumbs up"),
    ("❤️", "red heart"),
    ("🇩🇪", "flag D E"),
    ("👍🏽 🎉", "thumbs up, party popper"),
    ("😀", "grinning face"),
    ("Great! 🎉", "Great!"),
    ("🎉 Happy birthday!", "Happy birthday!"),
    ("I ❤️ you", "I you"),
    ("5 + 3 = 8", "five plus three equals eight"),
    ("5 - 3 = 2", "five minus three equals two"),
    ("5+3", "five plus three"),
    ("3 * 4", "three times four"),
    ("3 × 4", "three times four"),
    ("12 / 4", "twelve divided by four"),
    ("10 ÷ 2", "ten divided by two"),
    ("a = b", "a equals b"),
    ("x >= 5", "x at least five"),
    ("5 > 3", "five is greater than three"),
    ("R&D", "R and D"),
    ("Tom & Ann", "Tom and Ann"),
    ("~5 km", "about five kilometres"),
    ("≈ 5", "about five"),
    ("± 2", "plus or minus two"),
    ("#5", "number five"),
    ("#weather", "hashtag weather"),
    ("§ 5", "section five"),
    ("@ann", "at ann"),
    ("C++ and C#", "C plus plus and C sharp"),
    ("5 @ home", "five at home"),
    ("a → b", "a, b"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_signs_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected
