"""The documents as a skill sees them."""

from collections.abc import Sequence

import numpy as np
import pytest

from jarvis.errors import BadInputError
from jarvis.mind.lookup import Lookup
from jarvis.mind.ranking import Found
from jarvis.mind.shelf import Passage as Kept


def passage(title: str, score: float, *sentences: str) -> Found:
    kept = Kept(title, f"/n/{title}.md", title, "", 0, sentences, np.zeros((1, 3), np.float32))
    return Found(kept, sentences, score)


class Shelves:
    """A library with these in it."""

    def __init__(self, *found: Found) -> None:
        self.found, self.added = found, list[str]()

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.found)

    async def find(self, text: str) -> Sequence[Found]:
        """All."""
        del text
        return self.found

    async def add(self, wanted: Sequence[str]) -> object:
        """Note it."""
        self.added += wanted
        return {}


async def test_what_fits_is_told_with_where_it_stands() -> None:
    shelves = Shelves(passage("Rent", 5.0, "It is 700 euros", "Due on Mondays."), passage("Cats", -9.0, "No"))
    (found,) = await Lookup(shelves).search("the rent")
    assert (found.source, found.path) == ("your note Rent", "/n/Rent.md")
    assert found.text == "It is 700 euros. Due on Mondays."


async def test_without_documents_the_remedy_is_told() -> None:
    with pytest.raises(BadInputError, match="jarvis docs add"):
        await Lookup(Shelves()).search("the rent")


async def test_a_folder_is_followed() -> None:
    shelves = Shelves()
    await Lookup(shelves).follow("/home/me/notes")
    assert shelves.added == ["/home/me/notes"]
