"""Which words were misheard: found by letters and by sound; and what may be learned from that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.mishearing import (
    ALIKE,
    LEARNED,
    Misheard,
    as_said,
    contrasted,
    find,
    learnable,
    likeness,
    put_together,
    split,
)


@pytest.mark.parametrize(
    ("text", "meant", "heard", "repaired"),
    [
        ("What do my notes say about bosk?", "Vosk", "bosk", "What do my notes say about Vosk?"),
        ("open the boss can now", "Vosk", "boss", "open the Vosk can now"),
        ("search for cube ernetes please", "Kubernetes", "cube ernetes", "search for Kubernetes please"),
        ("what do I know about post gress", "Postgres", "post gress", "what do I know about Postgres"),
        ("write to kneel", "Neil", "kneel", "write to Neil"),
        ("look up sis admin", "sysadmin", "sis admin", "look up sysadmin"),
        ("what is bosk", "what is Vosk", "bosk", "what is Vosk"),
        ("read my note about jay son", "about JSON", "jay son", "read my note about JSON"),
    ],
)
def test_the_words_that_sound_like_it_are_repaired(text: str, meant: str, heard: str, repaired: str) -> None:
    found = find(text, meant)
    assert found is not None
    assert (found.heard, found.text) == (heard, repaired)
    assert split(found.meant) == split(meant)[-len(split(found.meant)) :]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("what time is it", "Vosk"), ("set a timer for ten minutes", "elephants"), ("", "Vosk"), ("what", "")],
)
def test_where_nothing_is_alike_nothing_is_found(text: str, meant: str) -> None:
    assert find(text, meant) is None


def test_a_changed_number_repairs_the_request() -> None:
    found = find("Set a timer for ten minutes.", "five minutes")
    assert found == Misheard("ten", "five", "Set a timer for five minutes.")
    assert not learnable(found.heard, found.meant)


def test_a_word_that_is_named_is_taken_even_if_it_sounds_different() -> None:
    found = find("tell me about the table and the boss", "Vosk", "table")
    assert found
    assert found.text == "tell me about the Vosk and the boss"


def test_what_was_heard_just_so_again_is_told_by_being_the_same() -> None:
    found = find("open bosk", "Bosk")
    assert found == Misheard("bosk", "Bosk", "open bosk")


@pytest.mark.parametrize(
    ("both", "expected"),
    [
        ("bosk, Vosk", ("bosk", "Vosk")),
        ("bosk but Vosk", ("bosk", "Vosk")),
        ("bosk Vosk", ("bosk", "Vosk")),
        ("boss can Vosk", ("boss can", "Vosk")),
    ],
)
def test_both_words_are_told_apart(both: str, expected: tuple[str, str]) -> None:
    assert contrasted("open bosk with the boss can", both) == expected


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("V O S K", "vosk"),
        ("V-O-S-K", "vosk"),
        ("vee oh ess kay", "vosk"),
        ("capital v o s k", "Vosk"),
        ("Vosk", "Vosk"),
        ("see you", "see you"),
        ("", ""),
    ],
)
def test_letters_become_a_word(said: str, word: str) -> None:
    assert put_together(said) == word


def test_words_have_the_capitals_with_which_they_were_said() -> None:
    assert as_said("vosk", "No, I said Vosk.") == "Vosk"
    assert as_said("o\u2019brien", "I said O'Brien") == "O'Brien"
    assert as_said("vosk", "V, O, S, K.") == "vosk"
    assert as_said("evil", "No, I said Vosk.") == ""
    assert as_said("", "No") == ""


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("the", "Thea"),
        ("for", "Thor"),
        ("stop", "shop"),
        ("ten", "tan"),
        ("bosk", "four"),
        ("lights on", "lights off"),
        ("do", "do not"),
        ("bosk", "Bosk"),
        ("", "Vosk"),
        ("bosk", ""),
        ("a b c d e", "abcde"),
        ("x" * 61, "y"),
    ],
)
def test_what_would_do_harm_is_not_learned(heard: str, meant: str) -> None:
    assert not learnable(heard, meant)


@pytest.mark.parametrize(("heard", "meant"), [("bosk", "Vosk"), ("cube ernetes", "k8s"), ("my boss", "Vosk")])
def test_other_words_may_be_learned(heard: str, meant: str) -> None:
    assert learnable(heard, meant)


def test_a_changed_mind_does_not_sound_like_it() -> None:
    assert likeness("jazz", "classical music") < ALIKE < LEARNED < likeness("bosk", "Vosk")


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_said_the_rest_of_the_request_stays(text: str, meant: str, heard: str) -> None:
    found = find(text, meant, heard)
    if found is not None:
        assert meant in found.text or found.text == text
        begins, ends = found.text.split(meant, 1) if meant in found.text else (text, "")
        assert text.startswith(begins)
        assert text.endswith(ends)
    as_said(meant, text)
    contrasted(text, meant)
    assert 0 <= likeness(text, meant) <= 1


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_learned_has_words_on_both_sides(heard: str, meant: str) -> None:
    if learnable(heard, meant):
        assert split(heard) != split(meant)
        assert split(heard)
        assert split(meant)
