"""Questions are told from what is to be done."""

import pytest

from jarvis.mind.intents import is_question


@pytest.mark.parametrize(
    "text",
    [
        "what is love",
        "Really?",
        "hello, when is dinner",
        "tell me about rivers",
        "will it rain",
        "is it late",
    ],
)
def test_what_is_to_be_told_is_a_question(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["open the door", "can you open the door?", "make me a sandwich", "hello"])
def test_what_is_to_be_done_is_none(text: str) -> None:
    assert not is_question(text)
