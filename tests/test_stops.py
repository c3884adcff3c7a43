"""What a full stop means is told only when enough of the text is there."""

import pytest

from voice.stops import End, Pending, Text, find_end


@pytest.mark.parametrize(
    ("letters", "whole", "found"),
    [
        ("It is late", False, Pending(10)),
        ("It is late.", False, Pending(10)),
        ("It is late. ", False, Pending(10)),
        ("It is late. ", True, End(12)),
        ("It is late. G", False, End(12)),
        ("It is late.g", False, Pending(12)),
        ("Ask Dr. Who", False, Pending(11)),
        ("In the U.S. T", False, Pending(10)),
        ("In the U.S. The", True, End(12)),
        ("In the U.S. Then ", False, End(12)),
        ("In the U.S. Navy ", False, Pending(17)),
        ("a list\n1", False, Pending(6)),
        ("a list\n1.", False, Pending(6)),
        ("a list\n1. ", False, End(7)),
        ("a list\n1.5 O", False, Pending(12)),
    ],
)
def test_an_end_is_told_as_soon_as_it_is_certain(*, letters: str, whole: bool, found: End | Pending) -> None:
    assert find_end(Text(letters, whole), 0, 400) == found
