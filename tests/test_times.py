"""Times and dates are said as on the radio."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("3:07", "three oh seven"),
    ("15:30", "fifteen thirty"),
    ("3:00", "three o'clock"),
    ("15:00", "fifteen hundred"),
    ("0:00", "midnight"),
    ("12:00", "twelve o'clock"),
    ("7 p.m.", "seven p m."),
    ("7pm", "seven p m"),
    ("7:30 am", "seven thirty a-m"),
    ("at 7 p.m. sharp", "at seven p m sharp"),
    ("9:00-17:00", "nine o'clock to seventeen hundred"),
    ("9am-5pm", "nine a-m to five p m"),
    ("16:9", "sixteen to nine"),
    ("3:07:15", "three oh seven and fifteen seconds"),
    ("2026-11-21", "the twenty-first of November twenty twenty-six"),
    ("2026-11-21T15:30", "the twenty-first of November twenty twenty-six, fifteen thirty"),
    ("21.11.2026", "the twenty-first of November twenty twenty-six"),
    ("21/11/2026", "the twenty-first of November twenty twenty-six"),
    ("11/21/2026", "the twenty-first of November twenty twenty-six"),
    ("3/4/2026", "three four twenty twenty-six"),
    ("November 21", "November twenty-first"),
    ("Nov. 21, 2026", "November twenty-first, twenty twenty-six"),
    ("21 November 2026", "the twenty-first of November twenty twenty-six"),
    ("on the 21st of May", "on the twenty-first of May"),
    ("in Nov. or Dec.", "in November or December."),
    ("May 5, 2026", "May fifth, twenty twenty-six"),
    ("Dec 25", "December twenty-fifth"),
    ("12:30 a.m.", "twelve thirty a-m."),
    ("the 3rd of March", "the third of March"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_times_and_dates_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected
