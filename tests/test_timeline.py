"""Which words of an answer were heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.timeline import Spoken, Timeline


def timeline(*sentences: Spoken) -> Timeline:
    made = Timeline()
    for sentence in sentences:
        added = made.add(sentence.text)
        added.lasts_ms, added.whole, added.words = sentence.lasts_ms, sentence.whole, sentence.words
    return made


def test_a_sentence_is_told_once_when_its_first_sound_was_heard_though_it_was_made_long_before() -> None:
    said = timeline(Spoken("One.", 1_000, whole=True), Spoken("Two.", 500, whole=True), Spoken("Three.", 90))
    told = [[one.text for one in said.begun(heard_ms)] for heard_ms in (0, 20, 999, 1_000, 1_040, 1_600)]
    assert told == [[], ["One."], [], [], ["Two."], ["Three."]]


def test_sentences_so_short_that_no_news_came_between_them_are_told_in_order() -> None:
    said = timeline(*(Spoken(text, 30, whole=True) for text in ("A.", "B.", "C.")))
    assert [one.text for one in said.begun(80)] == ["A.", "B.", "C."]
    assert said.begun(90) == []


@pytest.mark.parametrize(
    ("heard_ms", "heard"),
    [
        (0, ""),
        (499, "One"),
        (500, "One"),
        (999, "One two"),
        (1_000, "One two."),
        (1_600, "One two."),
        (1_760, "One two. Three"),
    ],
)
def test_a_word_that_was_cut_was_not_heard(heard_ms: int, heard: str) -> None:
    said = timeline(Spoken("One two.", 1_000, whole=True), Spoken(" Three four.", 500))
    assert said.heard(heard_ms) == heard


@given(st.lists(st.text(alphabet="ab .", min_size=1, max_size=20), max_size=5), st.integers(0, 10_000))
def test_what_was_heard_is_the_beginning_of_what_was_said(texts: list[str], heard_ms: int) -> None:
    spoken = [Spoken(text, 50 * len(text), whole=True) for text in texts]
    whole = "".join(texts).strip()
    heard = timeline(*spoken).heard(heard_ms)
    assert whole.startswith(heard)
    assert heard == heard.strip()
    if heard_ms >= sum(one.lasts_ms for one in spoken):
        assert heard == whole


KNOWN = Spoken("Good morning, sir.", 1_000, whole=True, words=[(50, 4), (250, 13), (650, 18)])


@pytest.mark.parametrize(
    ("heard_ms", "heard", "into_ms"),
    [
        (0, "", 0),
        (40, "", 0),
        (249, "", 199),
        (250, "Good", 0),
        (649, "Good", 399),
        (651, "Good morning,", 1),
        (999, "Good morning,", 349),
        (1_000, "Good morning, sir.", 0),
    ],
)
def test_an_engine_that_knows_its_words_tells_exactly_which_were_heard(
    heard_ms: int, heard: str, into_ms: int
) -> None:
    said = timeline(KNOWN, Spoken("Bye.", 300))
    assert (said.heard(heard_ms), said.into_word_ms(heard_ms)) == (heard, into_ms)


def test_a_second_sentence_counts_from_its_own_beginning() -> None:
    said = timeline(Spoken("Yes. ", 400, whole=True), KNOWN)
    assert (said.heard(400 + 300), said.into_word_ms(400 + 300)) == ("Yes. Good", 50)
