"""What is small talk, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.mind.small_talk import KINDS, says_all, talk_of, without_small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello!", "greeting"),
        ("hey Jarvis, good morning", "greeting"),
        ("Hello, how are you?", "how are you"),
        ("I\u2019m so tired today", "bad news"),
        ("thanks, goodbye", "farewell"),
        ("hello, who are you?", "about me"),
        ("I want to die", "distress"),
    ],
)
def test_phrases_and_a_few_of_them_after_one_another_are_small_talk(text: str, kind: str) -> None:
    talk = talk_of(text)
    assert talk
    assert talk.name == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello what time is it",
        "i am happy that it is five o'clock",
        "how are you able to fly",
        "are you in paris",
    ],
)
def test_what_has_anything_else_in_it_is_none(text: str) -> None:
    assert talk_of(text) is None


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    talk_of(text)
    without_small_talk(text)


def test_what_is_asked_after_a_greeting_is_what_is_asked() -> None:
    assert without_small_talk("Hello Jarvis, what is love?") == "what is love"


def test_every_kind_has_an_answer_of_at_most_two_sentences() -> None:
    for kind in KINDS:
        assert kind.answers
        assert all(answer.count(".") + answer.count("!") + answer.count("?") <= 3 for answer in kind.answers)


@pytest.mark.parametrize(
    "text",
    """
    How are you?|Good morning!|Hello, how are you?|tell me a joke|Thank you very much.|good night
    have a nice day|Jarvis, who are you?|what's up|you are very kind
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_after_what_is_whole_nobody_waits(text: str) -> None:
    assert says_all(text)


@pytest.mark.parametrize(
    "text",
    """
    Hello.|hello there|hey Jarvis|sorry|thanks|what are you|you are|I love you|
    i am so sad|i had a bad day|my dog died|how are you and|what time is it
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_who_may_go_on_is_waited_for(text: str) -> None:
    assert not says_all(text)
