"""What was misheard, what was meant, and what is learned from that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Learned:
    """An entry of the vocabulary: `heard` is what the recognizer gives where `meant` is said."""

    number: int
    heard: str
    meant: str
    used: int = 0
    at_unix_s: float = 0.0
    used_unix_s: float | None = None


@dataclass(frozen=True)
class Correction:
    """What was meant: `text` is the last request with `meant` in the place of `heard`.

    `text` is "" where nothing in the request is like it. `undo`: so many things were done by mistake.
    `repeated`: it was said before, so that nobody has to be asked. `turn`: the request that it corrects.
    """

    meant: str
    heard: str = ""
    text: str = ""
    turn: str = ""
    undo: int = 0
    repeated: bool = False


@dataclass(frozen=True)
class Redone:
    """What was said when a corrected request was done, the evidence, and what was learned, if anything."""

    text: str
    did: Mapping[str, str] = field(default_factory=dict)
    learned: Learned | None = None


class Corrections(Protocol):
    """Repairs what was misheard, and learns. Only the user's own words count. May raise JarvisError."""

    def find(self, meant: str, heard: str = "") -> Correction | None:
        """What was misheard; with `heard` "?" both are in `meant`. None if nothing was said before."""
        ...

    async def redo(self, correction: Correction) -> Redone:
        """Undo what was done by mistake, learn, and do what was meant."""
        ...

    def known(self) -> Sequence[Learned]:
        """What was learned, the oldest first."""
        ...

    async def forget(self, number: int) -> Learned:
        """Forget a correction. Raises BadInputError if there is none of this number."""
        ...
