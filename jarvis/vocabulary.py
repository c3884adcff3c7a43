"""The user's vocabulary: what the recognizer mishears, and what is meant by it.

A repair never turns a good command into another: where the text as it was heard is a command for sure, only
words in its free places are repaired. What was repaired is not repaired again.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import VoiceRecognized
from jarvis.learned import Learned
from jarvis.mishearing import LONGEST, MOST_WORDS, learnable, split
from jarvis.store import Store

MOST = 500
"""Entries; then the one that was of no use for longest goes."""
CORRECTING = "correct."
"""What is said to these skills is taken as it was heard: it tells what was misheard."""
_COLUMNS = "number, heard, meant, used, at_unix_s, used_unix_s"
_WORD = re.compile(r"[\w']+(?:-[\w']+)*")
_ADD = (
    "INSERT INTO vocabulary (heard, meant, at_unix_s) VALUES (?, ?, ?) ON CONFLICT (heard)"
    " DO UPDATE SET meant = excluded.meant, at_unix_s = excluded.at_unix_s, used = 0, used_unix_s = NULL"
)
_USED = "UPDATE vocabulary SET used = used + ?, used_unix_s = ? WHERE number = ?"


class Command(Protocol):
    """A command that a text is for sure."""

    @property
    def name(self) -> str:
        """The skill."""
        ...

    @property
    def loose(self) -> Sequence[str]:
        """What stands in places that take any words."""
        ...


class Vocabulary:
    """Entries in the database, and in memory so that a repair waits for nothing. Call `load` first.

    `now` gives seconds since 1970.
    """

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store, self._now = store, now
        self._entries: dict[tuple[str, ...], Learned] = {}
        self._longest = 0
        self._used: Counter[int] = Counter()
        self._changing = asyncio.Lock()
        self.commands: Callable[[str], Sequence[Command]] = lambda _: ()
        """The commands that a text is for sure."""

    def follow(self, bus: EventBus) -> None:
        """Count what was of use."""
        bus.subscribe(VoiceRecognized, self._count)

    async def load(self) -> None:
        """Read it. Raises StoreError."""
        rows = await self._store.read(f"SELECT {_COLUMNS} FROM vocabulary ORDER BY number")  # noqa: S608 - ours
        entries = [Learned(*row) for row in rows]
        self._entries = {tuple(one.heard.split()): one for one in entries}
        self._longest = max(map(len, self._entries), default=0)

    def entries(self) -> Sequence[Learned]:
        """All, the oldest first."""
        return list(self._entries.values())

    def repair(self, text: str) -> str:
        """What was meant by what the recognizer gave. Takes a millisecond at most."""
        words = split(text)
        if next(self._known(words), None) is None:
            return text
        sure = self.commands(text)
        if any(one.name.startswith(CORRECTING) for one in sure):
            return text
        free = [split(loose) for one in sure for loose in one.loose]
        repaired, used = self._repaired(text, lambda heard: not sure or any(_in(heard, one) for one in free))
        if sure and [one.name for one in sure] != [one.name for one in self.commands(repaired)]:
            return text
        self._used.update(used)
        return repaired

    async def learn(self, heard: str, meant: str) -> Learned:
        """Take one for the other from now on; on disk when this returns.

        Raises BadInputError for what would do harm.
        """
        words, meant = split(heard), " ".join(meant.split())
        if not learnable(heard, meant) or not meant.isprintable():
            raise BadInputError(
                "I cannot learn that: what is heard and what is meant have to differ, with up to"
                f" {MOST_WORDS} words and {LONGEST} letters each,"
                " and be neither numbers nor opposites nor everyday words."
            )
        async with self._changing:
            if tuple(words) not in self._entries and len(self._entries) >= MOST:
                oldest = min(self._entries.values(), key=lambda one: one.used_unix_s or one.at_unix_s)
                await self._store.write("DELETE FROM vocabulary WHERE number = ?", (oldest.number,))
            await self._store.write(_ADD, (" ".join(words), meant, self._now()))
            await self.load()
        return self._entries[tuple(words)]

    async def forget(self, numbers: Sequence[int]) -> list[int]:
        """Forget these, off the disk too. Raises BadInputError if one is missing; then all stay."""
        async with self._changing:
            missing = set(numbers) - {one.number for one in self._entries.values()}
            if missing:
                told = ", ".join(map(str, sorted(missing)))
                raise BadInputError(f"There is no correction number {told}. See `jarvis vocabulary list`.")
            await self._store.write_all(
                [("DELETE FROM vocabulary WHERE number = ?", (number,)) for number in numbers]
            )
            await self.load()
        await self._store.scrub(0)
        return list(numbers)

    async def wipe(self) -> int:
        """Forget all of it, off the disk too; gives how much that was."""
        async with self._changing:
            count = len(self._entries)
            await self._store.write("DELETE FROM vocabulary")
            await self.load()
        await self._store.scrub(0)
        return count

    def to_json(self) -> list[dict[str, Any]]:
        """All entries, the oldest first."""
        return [asdict(one) for one in self._entries.values()]

    def _known(self, words: Sequence[str]) -> Iterator[tuple[int, int, Learned]]:
        """Where a known mistake begins and ends, the longest first in each place; they do not overlap."""
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                if found := self._entries.get(tuple(words[at : at + length])):
                    yield at, at + length, found
                    at += length - 1
                    break
            at += 1

    def _repaired(self, text: str, may: Callable[[Sequence[str]], bool]) -> tuple[str, list[int]]:
        places = list(_WORD.finditer(text.replace("\u2019", "'")))
        repaired, at, used = "", 0, []
        for begin, end, one in self._known([place[0].casefold() for place in places]):
            if may(one.heard.split()):
                repaired += text[at : places[begin].start()] + one.meant
                at = places[end - 1].end()
                used.append(one.number)
        return repaired + text[at:], used

    async def _count(self, event: VoiceRecognized) -> None:
        if not event.heard_text:
            return
        used, self._used = self._used, Counter()
        async with self._changing:
            await self._store.write_all(
                [(_USED, (times, self._now(), number)) for number, times in used.items()]
            )
            await self.load()


def _in(words: Sequence[str], longer: Sequence[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(longer)} "
