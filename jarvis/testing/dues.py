"""Timers, alarms and reminders for the tests of a skill: kept in a list, and none ever rings."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from jarvis.due_times import unix_s
from jarvis.errors import BadInputError
from jarvis.household import Due, Wanted


class NotingDues:
    """What a skill promised: `kept`. `cancelled` holds what it cancelled, by its acts."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._made = now, 0
        self.kept: list[Due] = []
        self.cancelled: list[list[Due]] = []

    async def add(self, wanted: Wanted) -> Due:
        """Note it."""
        now = self._now()
        if wanted.at is None:
            left_s = wanted.length_s
        else:
            left_s = unix_s(wanted.at, now.tzinfo or now.astimezone().tzinfo) - now.timestamp()  # type: ignore[arg-type]
        if left_s <= 0 and wanted.kind != "stopwatch":
            raise BadInputError("That moment is over already, or too far away.")
        self._made += 1
        number = len(await self.all(wanted.kind)) + 1
        one = Due(
            key=self._made,
            kind=wanted.kind,
            number=number,
            name=wanted.name,
            text=wanted.text,
            at=now + timedelta(seconds=left_s),
            left_s=left_s,
            length_s=wanted.length_s,
            days=wanted.days,
            paused=False,
        )
        self.kept.append(one)
        return one

    async def all(self, kind: str) -> Sequence[Due]:
        """Those of a kind, the next one first."""
        return sorted((one for one in self.kept if one.kind == kind), key=lambda one: one.left_s)

    async def cancel(self, keys: Sequence[int]) -> Sequence[Due]:
        """Put them aside."""
        gone = [one for one in self.kept if one.key in keys]
        self.kept = [one for one in self.kept if one not in gone]
        self.cancelled.append(gone)
        return gone

    async def restore(self, kind: str, number: int = 0) -> Sequence[Due]:
        """Take the last act back."""
        act = next((act for act in reversed(self.cancelled) if any(one.kind == kind for one in act)), [])
        back = [one for one in act if one.kind == kind and number in (0, one.number)]
        self.kept += back
        self.cancelled = [[one for one in some if one not in back] for some in self.cancelled]
        return back

    async def extend(self, key: int, seconds: float) -> Due:
        """Move it."""
        one = self._find(key)
        moved = replace(one, at=one.at + timedelta(seconds=seconds), left_s=one.left_s + seconds)
        return self._put(replace(moved, length_s=one.length_s and one.length_s + seconds))

    async def pause(self, key: int, *, paused: bool) -> Due:
        """Note it."""
        return self._put(replace(self._find(key), paused=paused))

    async def note(self, key: int, text: str) -> None:
        """Note it."""
        self._put(replace(self._find(key), text=text))

    async def snooze(self, seconds: float) -> Sequence[Due]:  # noqa: ARG002 - nothing rings here
        """Nothing has rung."""
        return []

    def _find(self, key: int) -> Due:
        found = [one for one in self.kept if one.key == key]
        if not found:
            raise BadInputError("That is over already.")
        return found[0]

    def _put(self, one: Due) -> Due:
        self.kept = [one if old.key == one.key else old for old in self.kept]
        return one
