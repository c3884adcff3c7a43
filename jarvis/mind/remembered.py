"""What Jarvis was told to remember, and what is kept of what was said: looking it up, and forgetting it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from jarvis.errors import BadInputError
from jarvis.mind.memory import Memory
from jarvis.store import Store
from jarvis.templates import plain

MOST_FACTS = 1_000
"""When there are so many, no more are taken: what was promised is not dropped."""
PATIENCE_S = 1.0
"""A promise may wait for the disk longer than a sentence does."""
OFF = "I keep nothing, as you have set it: `memory.keep_days` is 0. Set it to 1 or more, and I will remember."
FULL = f"I remember {MOST_FACTS} things already. Tell me to forget some, or use `jarvis memory forget`."
_COLUMNS = ("number", "kind", "text", "answer", "status", "answerer", "cut", "turn", "session", "at_unix_s")
_LIST = f"SELECT {', '.join(_COLUMNS)} FROM memory"  # noqa: S608 - names of ours
_LAST = "SELECT number, kind, text, answer FROM memory WHERE turn IS NOT ? ORDER BY number DESC LIMIT 1"
_SAME = "instr(lower(text), lower(?)) OR instr(lower(answer), lower(?))"
_SHORT = 3
"""Letters: the s of "bus" belongs to it."""
_LITTLE = {
    "a", "an", "and", "are", "at", "for", "i", "in", "is", "it", "me", "my", "of", "on", "our", "that", "the",
    "this", "to", "was", "we", "where", "who", "you", "your",
}  # fmt: skip


class Notes:
    """Facts and turns of the memory. `this_turn` tells in which turn something is asked, "" for none."""

    def __init__(self, memory: Memory, store: Store, now: Callable[[], float]) -> None:
        self._memory, self._store, self._now = memory, store, now
        self.this_turn: Callable[[], str] = str
        self.on_wipe: list[Callable[[], None]] = []
        """Whoever else keeps something of what was said, in memory only: lets go of all of it."""

    async def remember(self, text: str) -> tuple[int, str]:
        """Keep a fact; gives its number and its words as they were said. It is on disk when this returns."""
        if not self._memory.keep_days:
            raise BadInputError(OFF)
        await self._memory.kept(self.this_turn(), PATIENCE_S)  # by then its words are known
        said = in_own_words(text, self._memory.words_of(self.this_turn()))
        if (await self._store.read("SELECT count(*) FROM memory WHERE kind = 'fact'"))[0][0] >= MOST_FACTS:
            raise BadInputError(FULL)
        number = await self._store.write(
            "INSERT INTO memory (kind, text, at_unix_s) VALUES ('fact', ?, ?)", (said, self._now())
        )
        return number, said

    async def recall(self, about: str = "") -> Sequence[str]:
        """The facts with words of `about`, the likest first; all of them for "", the newest first."""
        rows = await self._store.read("SELECT text FROM memory WHERE kind = 'fact' ORDER BY number DESC")
        facts = [text for (text,) in rows]
        asked = key_words(about)
        if not asked:
            return facts
        alike = [(len(asked & key_words(fact)), fact) for fact in facts]
        return [fact for shared, fact in sorted(alike, key=lambda one: -one[0]) if shared]

    async def forget_last(self) -> str:
        """Forget the newest fact or turn but this one; gives its words, "" if there is none.

        When that turn told one fact and nothing else, the fact is meant.
        """
        turn = self.this_turn()
        found = await self._store.read(_LAST, (turn or None,))
        if not found:
            return ""
        self._wipe()
        number, kind, text, answer = found[0]
        facts = await self._store.read("SELECT number, 'fact', text FROM memory WHERE kind = 'fact'")
        told = [fact for fact in facts if answer.endswith(f": {fact[2]}.")]
        number, kind, text = told[-1] if told else (number, kind, text)
        if kind == "fact":
            await self._forget_fact(number, text, turn)
        else:
            await self._memory.forget("number = ?", (number,), but=turn)
        return str(text)

    async def forget_everything(self) -> int:
        """Forget all facts and turns, those under way too; gives how many there were."""
        self._wipe()
        return await self._memory.forget("1", (), but=self.this_turn(), all_=True)

    async def listed(self, kind: str = "") -> list[dict[str, Any]]:
        """What is kept, the oldest first: all, or only "turn" or "fact"."""
        rows = await self._store.read(f"{_LIST} WHERE ? IN ('', kind) ORDER BY number", (kind,))
        return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]

    async def forget(self, numbers: Sequence[int]) -> list[int]:
        """Forget these. Raises BadInputError if one does not exist; then none is forgotten."""
        known = {row["number"]: row for row in await self.listed()}
        missing = [str(number) for number in numbers if number not in known]
        if missing:
            raise BadInputError(
                f"I keep nothing with the number {', '.join(missing)}. See `jarvis memory list`."
            )
        self._wipe()
        for number in numbers:
            if known[number]["kind"] == "fact":
                await self._forget_fact(number, known[number]["text"], "")
            else:
                await self._memory.forget("number = ?", (number,))
        return list(numbers)

    def status(self) -> dict[str, Any]:
        """How long things are kept, and why they could not be, if so."""
        return {"keep_days": self._memory.keep_days, "problem": self._memory.problem}

    def _wipe(self) -> None:
        for forget in self.on_wipe:
            forget()

    async def _forget_fact(self, number: int, text: str, turn: str) -> None:
        """A fact, and the turns in which it was told or said again: else it would still be there."""
        await self._memory.forget(
            f"number = ? OR (kind = 'turn' AND ({_SAME}))", (number, text, text), but=turn
        )


def in_own_words(text: str, request: str) -> str:
    """The end of the request that a template took for `text`, with its capitals; `text` if there is none."""
    words = request.split()
    for start in range(len(words)):
        said = " ".join(words[start:])
        if plain(said) == text:
            return said.rstrip(" .,!")
    return text


def key_words(text: str) -> set[str]:
    """Words that matter, without the s of more than one."""
    found = re.findall(r"[\w']+", text.casefold().replace("\u2019", "'"))
    return {
        word[:-1] if len(word) > _SHORT and word.endswith("s") else word
        for word in found
        if word not in _LITTLE
    }
