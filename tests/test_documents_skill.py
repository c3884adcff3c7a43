"""Searching the documents by voice."""

import pytest

from jarvis.household import Passage
from jarvis.testing import SaidToJarvis, say
from skills import documents

RENT = Passage("your document Lease", "The rent is 700 euros.", "/d/lease.pdf")
LETTER = Passage("your note Letter", "The rent goes up in May.", "/d/letter.md")


async def tell(text: str, *passages: Passage) -> SaidToJarvis:
    said = await say("nothing", skills=[documents])
    said.house.documents.passages = list(passages)
    return await said.say(text)


@pytest.mark.parametrize(
    "text",
    [
        "Search my documents for the rent.",
        "look through my papers for rent",
        "find the rent in my files",
        "which document mentions the rent",
    ],
)
async def test_the_best_sentence_is_told_with_its_source(text: str) -> None:
    said = await tell(text, RENT, LETTER)
    assert said.skill == "documents.search"
    assert said.answer == (
        "From your document Lease: The rent is 700 euros. There may be more in your note Letter."
    )
    assert said.did == {}


async def test_one_source_is_named_once() -> None:
    said = await tell("search my documents for the rent", RENT, RENT)
    assert said.answer == "From your document Lease: The rent is 700 euros."


async def test_nothing_is_made_up() -> None:
    said = await tell("search my documents for elephants", RENT)
    assert said.answer == "I have nothing on elephants in your documents."
    said = await tell("search my documents for elephants")
    assert said.answer == "There are no documents yet. Add a folder with `jarvis docs add`."
