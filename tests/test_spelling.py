"""Words that are spelled, in the ways people spell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.spelling import LONGEST, spelled


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("j a r v i s", "jarvis"),
        ("J-A-R-V-I-S.", "jarvis"),
        ("J. A. R. V. I. S.", "jarvis"),
        ("jay ay are", "jar"),
        ("a as in alpha, b for bravo", "ab"),
        ("b as in delta", "d"),
        ("capital j a n", "Jan"),
        ("upper case j", "J"),
        ("november oscar", "no"),
        ("double l", "ll"),
        ("a double n e", "anne"),
        ("double you", "w"),
        ("triple w dot a", "www.a"),
        ("ex why zed", "xyz"),
        ("a dash two", "a-2"),
        ("o apostrophe capital n", "o'N"),
        ("4 2", "42"),
        ("x-ray", "x"),
        ("m at x", "m@x"),
    ],
)
def test_letters_make_a_word(said: str, meant: str) -> None:
    assert spelled(said) == meant


@pytest.mark.parametrize(
    "said", ["", "jarvis", "a pony", "capital", "double", "a capital", "a " * (LONGEST + 1)]
)
def test_what_was_not_spelled_is_nothing(said: str) -> None:
    assert spelled(said) == ""


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20))
def test_every_word_can_be_spelled(word: str) -> None:
    assert spelled(" ".join(word)) == word


@given(st.text(max_size=80))
def test_whatever_is_said_does_not_hurt(text: str) -> None:
    assert len(spelled(text)) <= LONGEST
