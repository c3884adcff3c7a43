"""Short forms are said in full."""

import pytest

from voice.speakable.aloud import SpokenText, speakable


def said(text: str) -> str:
    return SpokenText(speakable(text)).text


CASES = [
    ("e.g. this", "for example this"),
    ("i.e. that", "that is that"),
    ("bread, cheese etc.", "bread, cheese et cetera."),
    ("cats vs. dogs", "cats versus dogs"),
    ("approx. 5 km", "approximately five kilometres"),
    ("Dr. Smith", "Doctor Smith"),
    ("Mr. and Mrs. Jones", "Mister and Missus Jones"),
    ("St. Mary", "Saint Mary"),
    ("Main St. is long", "Main Street is long"),
    ("12 Ocean Dr.", "twelve Ocean Drive."),
    ("No. 5", "number five"),
    ("p. 7 and pp. 8-9", "page seven and pages eight to nine"),
    ("Fig. 3", "figure three"),
    ("the U.S. Navy", "the U S Navy"),
    ("in the U.S.", "in the U S."),
    ("J. R. R. Tolkien", "J R R Tolkien"),
    ("Prof. Lee, Jr.", "Professor Lee, Junior."),
    ("w/o sugar", "without sugar"),
    ("et al.", "and others"),
    ("Mt. Everest", "Mount Everest"),
    ("at approx. noon", "at approximately noon"),
    ("See Ch. 2, sec. 4.", "See chapter two, section four."),
    ("Smith et al. said so", "Smith and others said so"),
    ("Vol. 3", "volume three"),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_short_forms_are_said_as_a_person_would(written: str, expected: str) -> None:
    assert said(written) == expected
