"""What was asked and answered: on disk before it is heard, unless the disk is slow. Never in the log.

The request is written when work on it begins, the answer sentence by sentence as it gets ready, and at the
end as far as it was heard. One writer takes all that changed since it last looked, in one transaction.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from jarvis.bus import EventBus
from jarvis.errors import StoreError
from jarvis.events import AnswerStarted, SentenceReady, TaskFinished, TaskStarted, TurnInterrupted
from jarvis.store import Store

log = logging.getLogger(__name__)
PATIENCE_S = 0.005
"""A sentence waits no longer than this for the disk."""
DAY_S = 86_400.0
UNDER_WAY = "processing"
_WRITE = (
    "INSERT INTO memory (kind, turn, session, text, answer, status, answerer, cut, at_unix_s)"
    " VALUES ('turn', ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (turn) DO UPDATE SET text = excluded.text,"
    " answer = excluded.answer, status = excluded.status, answerer = excluded.answerer, cut = excluded.cut"
)
_KILLED = f"UPDATE memory SET status = 'killed' WHERE status = '{UNDER_WAY}'"  # noqa: S608 - a word of ours
_OLD = "kind = 'turn' AND at_unix_s < ?"


@dataclass(eq=False)
class _Row:
    """A turn as it will lie in the table. `changed` and `stored` count its versions."""

    turn: str
    session: str
    text: str
    at_unix_s: float
    answer: str = ""
    status: str = UNDER_WAY
    answerer: str = ""
    cut: str = ""
    changed: int = 0
    stored: int = 0
    given_up: int = 0
    """The last version that somebody did not want to wait for any longer."""

    def values(self) -> tuple[str | float, ...]:
        """In the order of the columns."""
        told = (self.text, self.answer, self.status, self.answerer, self.cut)
        return (self.turn, self.session, *told, self.at_unix_s)


class Memory:
    """Remembers turns for `keep_days`; with 0 days it notes nothing at all.

    `now` gives seconds since 1970; `session_of` tells to which session a turn belongs. Holds the turns
    under way, of which there are no more than the queue takes.
    """

    def __init__(
        self,
        bus: EventBus,
        store: Store,
        now: Callable[[], float],
        keep_days: int,
        session_of: Callable[[str], str],
    ) -> None:
        self._store, self._now, self.keep_days, self._session_of = store, now, keep_days, session_of
        self._rows: dict[str, _Row] = {}
        self._dirty: dict[str, _Row] = {}
        self._news = asyncio.Event()
        self._writing = asyncio.Lock()
        self._waiting: list[tuple[_Row, int, asyncio.Future[None]]] = []
        self.problem = ""
        """Why the last turn could not be written, "" if it could."""
        bus.subscribe(TaskStarted, self._started)
        bus.subscribe(AnswerStarted, self._answered)
        bus.subscribe(SentenceReady, self._sentence)
        bus.subscribe(TurnInterrupted, self._interrupted)
        bus.subscribe(TaskFinished, self._finished)

    async def apply(self, keep_days: int) -> None:
        """Keep turns for so long from now on; what is older by then is deleted at once."""
        self.keep_days = keep_days
        if not keep_days:
            self._rows.clear()
            self._dirty.clear()
            self._release(everything=True)
        await self.expire()

    async def run(self) -> None:
        """Write what changes, and delete what is too old, for ever."""
        clock = asyncio.get_running_loop().time
        await self._store.write(_KILLED)
        while True:
            await self.expire()
            next_s = clock() + DAY_S
            while clock() < next_s:
                try:
                    async with asyncio.timeout_at(next_s):
                        await self._news.wait()
                except TimeoutError:
                    break
                await self.flush()

    async def close(self) -> None:
        """Write what is still to be written, after everything else has ended."""
        await asyncio.sleep(0)  # what was told last is still heard
        await self.flush()

    async def expire(self) -> None:
        """Delete what is older than it may be, off the disk too."""
        limit = (self._now() - self.keep_days * DAY_S,)
        if await self._store.read(f"SELECT 1 FROM memory WHERE {_OLD} LIMIT 1", limit):  # noqa: S608 - ours
            await self._store.write(f"DELETE FROM memory WHERE {_OLD}", limit)  # noqa: S608 - ours
            await self._store.scrub(self.keep_days * DAY_S)

    async def flush(self) -> None:
        """Write what has changed. What cannot be written is lost, and said so; nobody waits for it."""
        async with self._writing:
            self._news.clear()
            rows = [(row, row.changed) for row in self._dirty.values()]
            try:
                if rows:
                    await self._store.write_all([(_WRITE, row.values()) for row, _ in rows])
                    self.problem = ""
            except StoreError as error:
                self.problem = str(error)
                log.warning("%d turns could not be kept: %s", len(rows), error)
            for row, version in rows:
                row.stored = version
                if row.changed == version and self._dirty.get(row.turn) is row:
                    del self._dirty[row.turn]
        self._release()

    async def kept(self, turn: str, wait_s: float = PATIENCE_S) -> bool:
        """Wait until what is known of a turn is on disk; False if that takes longer than `wait_s`.

        For the same words nobody waits twice.
        """
        if self.keep_days:
            await asyncio.sleep(0)  # what was told in this moment is heard first
        row = self._rows.get(turn) or self._dirty.get(turn)
        if row is None or row.stored >= row.changed:
            return True
        if row.given_up >= row.changed:
            return False
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, row.changed, written))
        try:
            async with asyncio.timeout(wait_s):
                await written
        except TimeoutError:
            row.given_up = row.changed
            return False
        return True

    def words_of(self, turn: str) -> str:
        """What was asked in a turn that is under way, as it was said."""
        row = self._rows.get(turn)
        return row.text if row else ""

    def restate(self, turn: str, text: str) -> None:
        """What is asked in a turn under way is this, instead of the words that led to it: "yes"."""
        if row := self._rows.get(turn):
            row.text = text
            self._change(row)

    async def forget(
        self, condition: str, values: tuple[object, ...], *, but: str = "", all_: bool = False
    ) -> int:
        """Delete the rows for which `condition` (of ours) holds; gives how many. Off the disk too.

        The turn `but`, which asks for this, is not kept either, nor with `all_` any that is under way.
        """
        await asyncio.sleep(0)  # what was told in this moment is heard first: the turn that asks, perhaps
        for turn in list(self._rows) if all_ else [but]:
            self._rows.pop(turn, None)
            self._dirty.pop(turn, None)
        async with self._writing:
            found = await self._store.read(f"SELECT number, turn FROM memory WHERE {condition}", values)  # noqa: S608 - ours
            for _, turn in found:
                self._rows.pop(turn, None)
                self._dirty.pop(turn, None)
            numbers = [(number,) for number, turn in found if turn != but]
            delete = "DELETE FROM memory WHERE number = ?"
            await self._store.write_all(
                [*((delete, number) for number in numbers), ("DELETE FROM memory WHERE turn = ?", (but,))]
            )
        self._release(everything=True)
        await self._store.scrub(0)
        return len(numbers)

    def _release(self, *, everything: bool = False) -> None:
        """Let those go on whose turn is on disk."""
        waiting, self._waiting = self._waiting, []
        for row, version, written in waiting:
            if not everything and row.stored < version:
                self._waiting.append((row, version, written))
            elif not written.done():
                written.set_result(None)

    def _change(self, row: _Row) -> None:
        row.changed += 1
        self._dirty[row.turn] = row
        self._news.set()

    def _started(self, event: TaskStarted) -> None:
        row = self._rows.get(event.turn)
        if not self.keep_days:
            return
        if row is None:
            row = _Row(event.turn, self._session_of(event.turn), event.text, self._now())
            self._rows[event.turn] = row
        row.answer = ""  # it may be tried again
        self._change(row)

    def _answered(self, event: AnswerStarted) -> None:
        if row := self._rows.get(event.turn):
            row.answerer = event.answerer

    def _sentence(self, event: SentenceReady) -> None:
        if row := self._rows.get(event.turn):
            row.answer = f"{row.answer} {event.text.strip()}".strip()
            self._change(row)

    def _interrupted(self, event: TurnInterrupted) -> None:
        if row := self._rows.get(event.turn):
            row.cut = event.by
            self._change(row)

    def _finished(self, event: TaskFinished) -> None:
        if row := self._rows.pop(event.turn, None):
            row.answer, row.status = event.answer, event.status
            self._change(row)
