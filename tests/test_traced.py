# ruff: noqa: RUF001 - the signs are meant
"""Plain letters remember where they come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.speakable.traced import plain


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("plain", "plain"),
        ("AT&amp;T &lt;", "AT&T <"),
        ("R&D; &nothing;", "R&D; &nothing;"),
        ("don’t “go”", 'don\'t "go"'),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\a", "bell"),
        ("x² 10⁻¹²", "x^2 10^-12"),
        ("H₂O", "H2O"),
        ("½ 2½", "1/2 2 1/2"),
        ("٣४", "34"),
        ("Ⅷ ①", "VIII 1"),
        ("ﬁ", "fi"),
        ("№5", "No. 5"),
        ("℃", "°C"),
    ],
)
def test_letters_become_plain(written: str, letters: str) -> None:
    assert plain(written).letters == letters


def test_each_letter_knows_its_place() -> None:
    traced = plain("a &amp; b\u200bc")
    assert traced.letters == "a & bc"
    assert traced.source(2, 3) == (2, 7)
    assert traced.source(4, 6) == (8, 11)
    assert plain("abc").source(1, 2) == (1, 2)


@given(text=st.text())
def test_places_go_forward_and_stay_inside(text: str) -> None:
    traced = plain(text)
    places = [traced.source(at, at + 1) for at in range(len(traced.letters))]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
