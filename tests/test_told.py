"""What one was told to remember answers questions about it, and no others."""

from collections.abc import Sequence

import pytest

from jarvis.answering import Answer
from jarvis.errors import NotMineError
from jarvis.mind.remembered import key_words
from jarvis.mind.told import ToldAnswerer
from jarvis.tasks import VoiceTask

FACTS = [
    "my keys are in the kitchen",
    "Anna is allergic to nuts",
    "the bins go out on monday",
    "the Wifi password is Tulip 47",
]


class Facts:
    """As the memory tells them: whatever shares a word."""

    async def recall(self, about: str = "") -> Sequence[str]:
        """Facts."""
        return [one for one in FACTS if key_words(about) & key_words(one)]


def answer(text: str) -> Answer | None:
    return ToldAnswerer(Facts()).answer(VoiceTask("a", text, None, 0.0))


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Where are my keys?", FACTS[0]),
        ("where did I leave my key", FACTS[0]),
        ("What is Anna allergic to?", FACTS[1]),
        ("when do the bins go out", FACTS[2]),
        ("What's the wifi password?", FACTS[3]),
        ("do you know where my keys are", FACTS[0]),
    ],
)
async def test_a_question_with_the_words_of_a_fact_is_answered_with_it(question: str, fact: str) -> None:
    found = answer(question)
    assert found is not None
    assert [piece async for piece in found.pieces] == [f"You told me: {fact}."]
    assert found.did == {}, "that is no deed"


@pytest.mark.parametrize(
    "question",
    [
        "where is my wallet",
        "what is Bob allergic to",
        "when does the train go out",
        "what is the bank password",
    ],
)
async def test_a_question_about_something_else_is_left_to_others(question: str) -> None:
    found = answer(question)
    assert found is not None
    with pytest.raises(NotMineError):
        await anext(found.pieces)


@pytest.mark.parametrize("text", ["my keys are in the kitchen", "what is it", "how are you", "stop"])
def test_what_is_no_question_about_anything_does_not_concern_it(text: str) -> None:
    assert answer(text) is None
