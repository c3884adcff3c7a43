"""Chords as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.chord import Chord

MODIFIERS = ("ctrl", "alt", "shift", "super")


@pytest.mark.parametrize(
    ("written", "read", "pynput", "portal"),
    [
        ("ctrl+alt+j", "ctrl+alt+j", "<ctrl>+<alt>+j", "CTRL+ALT+j"),
        (" Alt + Control + J ", "ctrl+alt+j", "<ctrl>+<alt>+j", "CTRL+ALT+j"),
        ("win+F9", "super+f9", "<cmd>+<f9>", "LOGO+F9"),
        ("pause", "pause", "<pause>", "Pause"),
        ("ctrl+Page Up", "ctrl+page_up", "<ctrl>+<page_up>", "CTRL+Page_Up"),
    ],
)
def test_it_is_read_as_it_is_meant(written: str, read: str, pynput: str, portal: str) -> None:
    chord = Chord.of(written)
    assert (chord.text, chord.pynput, chord.portal) == (read, pynput, portal)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ctrl+foo", "no key of this name"),
        ("ctrl+ö", "no key of this name"),
        ("ctrl+alt", "needs one key"),
        ("ctrl+", "no key of this name"),
        ("ctrl+j+k", "needs one key"),
        ("ctrl+control+j", "twice"),
        ("j", "while writing"),
        ("shift+j", "while writing"),
        ("space", "while writing"),
        ("ctrl+shift+1", "Leave shift out"),
    ],
)
def test_what_cannot_be_one_is_refused_with_the_remedy(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Chord.of(written)


@given(st.sets(st.sampled_from(MODIFIERS)), st.sampled_from("abcxyz"), st.randoms())
def test_the_order_does_not_matter(modifiers: set[str], key: str, chance: object) -> None:
    words = [*{*modifiers, "ctrl"}, key]
    chance.shuffle(words)  # type: ignore[attr-defined]  # hypothesis gives a Random
    chord = Chord.of("+".join(words))
    assert chord == Chord.of(chord.text)
    assert chord.text == "+".join((*(one for one in MODIFIERS if one in {*modifiers, "ctrl"}), key))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        chord = Chord.of(text)
    except ValueError:
        return
    assert Chord.of(chord.text) == chord
