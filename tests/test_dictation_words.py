"""Marks that are spoken, and words that only sound like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.dictation_words import SCRATCH, STOPS, typed


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Hello Anna comma how are you question mark", "Hello Anna, how are you?"),
        ("Dear Anna, comma, new line. thank you full stop see you period", "Dear Anna,\nThank you. See you."),
        ("one new paragraph two", "one\n\nTwo"),
        ("the Roman period was long", "the Roman period was long"),
        ("the word comma is a word", "comma is a word"),
        ("he said open quote go close quote dash twice", 'he said "go" - twice'),
        ("left open bracket not right close bracket full stop", "left (not right)."),
        ("a well hyphen known song", "a well-known song"),
        ("Nothing of that. Really.", "Nothing of that. Really."),
        ("new line", "\n"),
    ],
)
def test_spoken_marks_are_typed(said: str, text: str) -> None:
    assert typed(said) == text


def test_what_follows_has_one_space_before_it() -> None:
    assert typed("and you", "Hello") == " and you"
    assert typed("full stop", "Hello") == "."
    assert typed("and you", "Hello\n") == "and you"
    assert typed("new line", "Hello") == "\n"


@given(said=st.text(max_size=200), before=st.text(max_size=5))
def test_no_control_character_is_ever_typed(said: str, before: str) -> None:
    text = typed(said, before)
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    assert "\n" not in text or "line" in said.casefold() or "paragraph" in said.casefold()


def test_how_it_ends_and_is_taken_back() -> None:
    assert STOPS.fullmatch("Stop dictation.")
    assert STOPS.sub("", "Best wishes, Tom. End dictation") == "Best wishes, Tom"
    assert not STOPS.search("stop dictating to me what I do")
    assert SCRATCH.fullmatch("Scratch that.")
    assert not SCRATCH.fullmatch("scratch that old paint off")
