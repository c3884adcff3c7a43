"""The documents as a skill sees them."""

from collections.abc import Sequence
from typing import Protocol

from jarvis.errors import BadInputError
from jarvis.household import Passage
from jarvis.mind.extractive import Finder
from jarvis.mind.ranking import ASKED_GATE
from jarvis.mind.shelf import spoken_title

NO_DOCUMENTS = "There are no documents yet. Add a folder with `jarvis docs add`."


class Shelves(Finder, Protocol):
    """What looks for passages, and follows folders."""

    async def add(self, wanted: Sequence[str]) -> object:
        """Read and follow these from now on. Raises BadInputError."""
        ...


class Lookup:
    """What may be asked of the library by a skill: searching, and following the folder of the notes."""

    def __init__(self, library: Shelves) -> None:
        self._library = library

    async def search(self, about: str) -> list[Passage]:
        """What fits, the best first: whoever asks for the documents wants to hear what is likely, too."""
        found = await self._library.find(about)
        if not self._library.any:
            raise BadInputError(NO_DOCUMENTS)
        return [
            Passage(
                f"your {one.passage.kind} {spoken_title(one.passage.title, one.passage.heading)}",
                " ".join(text if text[-1:] in '.!?…”"' else f"{text}." for text in one.sentences),
                one.passage.path,
            )
            for one in found
            if one.score >= ASKED_GATE
        ]

    async def follow(self, folder: str) -> None:
        """Read what is in a folder from now on, and keep up with it."""
        await self._library.add([folder])
