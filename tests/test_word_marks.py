"""Which word is spoken when, whatever an engine tells about it."""

from hypothesis import given
from hypothesis import strategies as st

from jarvis.speech import Mark
from voice.synthesize.word_marks import WordMarks


def test_a_word_is_what_stands_between_spaces_without_its_punctuation() -> None:
    marks = WordMarks("“Well,” she-said.")
    assert marks.told(0, 100) == (Mark("Well", 100, 1, 5),)
    assert marks.told(8, 300) == (Mark("she-said", 300, 8, 16),)
    assert marks.rest(500) == ()


def test_what_is_told_twice_or_backwards_is_given_once() -> None:
    marks = WordMarks("one two")
    assert marks.told(4, 100)[-1] == Mark("two", 100, 4, 7)
    assert marks.told(5, 120) == marks.told(0, 130) == marks.told(4, 140) == ()


def test_a_word_that_was_left_out_begins_between_its_neighbours() -> None:
    marks = WordMarks("of the in a")
    assert [mark.at_ms for mark in marks.told(0, 0)] == [0]
    assert marks.told(7, 200) == (Mark("the", 100, 3, 6), Mark("in", 200, 7, 9))
    assert marks.rest(400) == (Mark("a", 300, 10, 11),)


def test_it_does_not_begin_in_sound_that_was_given_away_already() -> None:
    marks = WordMarks("of the in")
    marks.told(0, 0)
    assert [mark.at_ms for mark in marks.told(7, 200, not_before_ms=160)] == [160, 200]


def test_punctuation_has_a_mark_only_if_it_is_spoken() -> None:
    marks = WordMarks("a — b … c")
    assert [mark.text for mark in (*marks.told(0, 0), *marks.told(2, 10), *marks.told(8, 20))] == list("a—bc")


@given(
    text=st.text("ab ,.é今\n", max_size=40),
    news=st.lists(st.tuples(st.integers(-3, 50), st.integers(0, 1_000)), max_size=30),
)
def test_marks_are_in_order_and_cover_every_word(text: str, news: list[tuple[int, int]]) -> None:
    marks = WordMarks(text)
    given_ = [mark for position, at_ms in news for mark in marks.told(position, at_ms)]
    given_ += marks.rest(1_000)
    assert [mark.at_ms for mark in given_] == sorted(mark.at_ms for mark in given_)
    assert [mark.start for mark in given_] == sorted({mark.start for mark in given_})
    assert all(text[mark.start : mark.end] == mark.text and mark.text for mark in given_)
    covered = {at for mark in given_ for at in range(mark.start, mark.end)}
    assert not [at for at, letter in enumerate(text) if letter.isalnum() and at not in covered]
