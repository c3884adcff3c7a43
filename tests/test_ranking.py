"""The passage that answers comes first, and of it the sentences that do."""

import numpy as np
import pytest

from jarvis.mind.embedding import SIZE, Vectors
from jarvis.mind.ranking import GATE, rank, words
from jarvis.mind.shelf import Passage, spoken_title

QUESTION = np.eye(SIZE, dtype=np.float32)[0]


def passage(name: str, sentences: list[str], alike: list[float], title: str = "Notes") -> Passage:
    """`alike`: of the whole, and of each sentence to the question."""
    vectors: Vectors = np.zeros((len(alike), SIZE), np.float32)
    vectors[:, 0] = alike
    return Passage(name, f"/{name}.md", title, "", 0, sentences, vectors)


def test_of_two_that_are_alike_the_one_with_the_words_of_the_question_comes_first() -> None:
    router = passage("r", ["The router stands in the hall.", "Its code is 42."], [0.5, 0.5, 0.2])
    lamp = passage("l", ["The lamp stands in the kitchen."], [0.52, 0.5])
    found = rank("Where does the router stand?", QUESTION, [lamp, router])
    assert [one.passage.id for one in found] == ["r", "l"]
    assert found[0].score >= GATE > found[1].score


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When is the party?", "The party is on 4 May."),
        ("How many guests come to the party?", "We invited twelve for the party."),
        ("Who brings the cake to the party?", "For the party, Anna brings it."),
    ],
)
def test_what_kind_of_thing_is_asked_for_decides_between_sentences(question: str, answer: str) -> None:
    others = ["The party will be fun for us.", "A party needs good music too."]
    found = rank(question, QUESTION, [passage("p", [*others, answer], [0.5, 0.4, 0.4, 0.4])])
    assert answer in found[0].sentences


def test_the_title_counts_as_said() -> None:
    bare = passage("a", ["The password is maple."], [0.5, 0.5], "Guests")
    titled = passage("b", ["The password is maple."], [0.5, 0.5], "Router")
    first, second = rank("what is the router password", QUESTION, [bare, titled])
    assert (first.passage.id, second.passage.id) == ("b", "a")
    assert first.score > second.score


def test_words_are_compared_without_their_endings() -> None:
    assert words("Who was standing there?") == words("stand") == words("STANDS")
    assert words("what is it") == frozenset()
    assert rank("what is it", QUESTION, []) == []


def test_a_title_is_said_once() -> None:
    assert spoken_title("Router", "router") == "Router"
    assert spoken_title("Lease", "Page 3") == "Lease"
    assert spoken_title("House", "Pets") == "House, Pets"
