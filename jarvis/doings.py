"""What was done and said last in each session, for "undo that" and "again"."""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from jarvis.errors import SkillError
from jarvis.household import Outcome
from jarvis.skill_run import put_together

MOST = 20
"""Kept of a session; the oldest goes."""
MOST_SESSIONS = 100
"""The session that was quiet for longest goes."""
NOT_ANY_MORE = "I cannot undo that any more."


@dataclass(frozen=True)
class Done:
    """A command, what was answered, whether it only told something, and the phrase that undoes it.

    `turn` is the one in which it was asked for.
    """

    phrase: str
    text: str
    reads: bool = False
    undo: str = ""
    turn: str = ""


Run = Callable[[str], Awaitable[Sequence[Outcome] | None]]
"""Does what a phrase says, and notes it; None if it is no command."""


class Doings:
    """Asked by the skills in `skills/again.py`. `session` tells whose turn this is; `run` does a phrase."""

    def __init__(self, session: Callable[[], str], run: Run) -> None:
        self._session, self._run = session, run
        self._done: OrderedDict[str, deque[Done]] = OrderedDict()

    def note(self, session: str, done: Done) -> None:
        """Something was answered."""
        kept = self._done.setdefault(session, deque(maxlen=MOST))
        kept.append(done)
        self._done.move_to_end(session)
        if len(self._done) > MOST_SESSIONS:
            self._done.popitem(last=False)

    def last_said(self) -> str:
        """The last answer in this session, "" if there was none."""
        kept = self._done.get(self._session())
        return kept[-1].text if kept else ""

    def done_in(self, turn: str) -> int:
        """How many things that were asked for in a turn can be undone."""
        return sum(bool(one.undo and one.turn == turn) for one in self._done.get(self._session(), ()))

    async def undo(self, turn: str = "") -> Outcome | None:
        """Undo the last thing that can be undone (in `turn`); None if there is none. Raises SkillError."""
        kept = self._done.get(self._session(), deque())
        for number in range(len(kept) - 1, -1, -1):
            if (phrase := kept[number].undo) and turn in ("", kept[number].turn):
                del kept[number]
                return await self._do(phrase)
        return None

    async def again(self) -> Outcome | None:
        """Do the last command again, or tell again what was told; None if there was nothing."""
        kept = self._done.get(self._session())
        if not kept:
            return None
        last = kept[-1]
        return Outcome(last.text) if last.reads else await self._do(last.phrase)

    async def _do(self, phrase: str) -> Outcome:
        outcomes = await self._run(phrase)
        if not outcomes:
            raise SkillError(NOT_ANY_MORE)
        did: dict[str, str] = {}
        for one in outcomes:
            put_together(did, one.did)
        return Outcome(" ".join(filter(None, (one.text for one in outcomes))), did)
