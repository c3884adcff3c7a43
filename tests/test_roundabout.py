"""A request said in a roundabout way is the same request."""

import pytest

from jarvis.roundabout import ways


@pytest.mark.parametrize(
    ("said", "straight"),
    [
        ("i'd like to know what time it is", "what time is it"),
        ("remind me what day it is", "what day is it"),
        ("let me know when the timer goes off", "when does the timer go off"),
        ("i need a timer for ten minutes", "a timer for ten minutes"),
        ("let's stop the music now", "stop the music"),
        ("set a timer for like ten minutes", "set a timer for ten minutes"),
        ("i need five more minutes", "five minutes more"),
        ("tomorrow wake me at seven", "wake me at seven tomorrow"),
        ("no that's wrong undo it", "undo it"),
    ],
)
def test_what_is_meant_is_among_the_ways(said: str, straight: str) -> None:
    assert straight in list(ways(said))


@pytest.mark.parametrize("said", ["", "stop", "wake me at seven"])
def test_what_is_straight_has_no_other_way(said: str) -> None:
    assert list(ways(said)) == []
