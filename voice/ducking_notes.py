"""What is done to other players' volumes, noted before it is done, so that whoever comes after can undo it.

The notes lie in a file of the user's own. They outlive the process that wrote them when it is killed.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voice.soundwords import FULL, Player, Volumes

STEPS = 4
"""Lowering a player goes down so many rungs, and up the same ones again."""
ALIKE = 16
"""Volumes that differ by no more are the same: a server may round what it is told."""
MOST_NOTES = 50
"""More players are not lowered, and more that have ended not remembered."""


@dataclass
class Lowered:
    """A player that was lowered: `usual` is how loud it was, `rung` how far down it is now."""

    index: int
    pid: int | None
    name: str
    key: str
    usual: Volumes
    rung: int = 0

    def at(self, rung: int, percent: int) -> Volumes:
        """How loud it is on a rung; on the lowest, `percent` of its usual volume are left."""
        share = 1 - (1 - percent / 100) * rung / STEPS
        return tuple(round(one * share) for one in self.usual)

    def rung_of(self, volumes: Volumes, percent: int) -> int:
        """On which rung a player of these volumes stands, 0 if we did not bring it there."""
        return next((rung for rung in range(STEPS, 0, -1) if alike(volumes, self.at(rung, percent))), 0)

    def is_of(self, player: Player) -> bool:
        """Whether this is that player, and not another one that has got its number."""
        return (self.index, self.pid, self.name) == (player.index, player.pid, player.name)


def alike(some: Volumes, others: Volumes) -> bool:
    """Whether two players are equally loud, one channel like the other."""
    return len(some) == len(others) and all(
        abs(one - other) <= ALIKE for one, other in zip(some, others, strict=True)
    )


@dataclass
class Notes:
    """All that stands in the file. `ended` are players that went away while they were lowered."""

    percent: int
    lowered: list[Lowered]
    ended: list[Lowered]


def read(file: Path) -> Notes | None:
    """What the last one left behind; None if there is nothing, or nothing that can be used."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        noted = json.loads(file.read_bytes())
        lowered, ended = ([_note(one) for one in noted[part][:MOST_NOTES]] for part in ("lowered", "ended"))
        return Notes(min(100, max(0, int(noted["percent"]))), lowered, ended)
    return None


def write(file: Path, notes: Notes) -> None:
    """Keep the notes, whole or not at all; no notes, no file. Raises OSError."""
    if not (notes.lowered or notes.ended):
        file.unlink(missing_ok=True)
        return
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(asdict(notes), out)
    new.replace(file)


def _note(noted: dict[str, Any]) -> Lowered:
    usual = tuple(min(10 * FULL, max(0, int(one))) for one in noted["usual"])
    pid = None if noted["pid"] is None else int(noted["pid"])
    return Lowered(int(noted["index"]), pid, str(noted["name"]), str(noted["key"]), usual, STEPS)
