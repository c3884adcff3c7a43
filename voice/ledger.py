"""What woke Jarvis, and what nearly did: kept in memory only, for as long as the daemon runs."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from jarvis.errors import BadInputError
from jarvis.ports import CHUNK_MS, Pcm
from voice.advice import Advice, advise
from voice.entry import WOKEN, Entry, Outcome, Verdict

MOST = 50
SOUND_MS = 2_000
_TWO_MINUTES_S = 120
RECENT_S = 60.0
"""Whoever says “that was wrong” means a wake of the last minute, or the one that took these very words."""


class Ledger:
    """At most MOST entries, the oldest goes. `clock` counts seconds; sound comes in through `hear`.

    `threshold` and `near` are those of the settings; advice is on that threshold alone.
    """

    def __init__(self, clock: Callable[[], float], threshold: float, near: float) -> None:
        self.clock, self._threshold, self._near = clock, threshold, near
        self._entries: deque[Entry] = deque(maxlen=MOST)
        self._chunks: deque[Pcm] = deque(maxlen=SOUND_MS // CHUNK_MS)
        self._noted = 0

    def apply(self, threshold: float, near: float) -> None:
        """These are the settings now."""
        self._threshold, self._near = threshold, near

    def hear(self, chunk: Pcm) -> None:
        """Sound that is waited in for a wake word: the last two seconds stay."""
        self._chunks.append(chunk)

    def interrupted(self) -> None:
        """What comes now is from another time: it must not be joined to what came before."""
        self._chunks.clear()

    def note(self, word: str, score: float, threshold: float, outcome: Outcome) -> Entry:
        """Enter something that happened just now."""
        self._noted += 1
        sound = b"".join(self._chunks)
        entry = Entry(self._noted, self.clock(), word, score, threshold, outcome, sound=sound)
        self._entries.append(entry)
        return entry

    def started(self, turn: str) -> None:
        """The last wake started this turn."""
        for entry in reversed(self._entries):
            if entry.outcome is Outcome.WOKE:
                entry.turn = entry.turn or turn
                return

    def entries(self) -> list[Entry]:
        """All of them, the oldest first."""
        return list(self._entries)

    def get(self, number: int) -> Entry:
        """The entry of this number. Raises BadInputError when there is none (any more)."""
        for entry in self._entries:
            if entry.number == number:
                return entry
        raise BadInputError(f"There is no wake number {number}. `jarvis wake review` lists those there are.")

    def judge(self, number: int | None, verdict: Verdict, turn: str = "") -> Entry:
        """Note what the user says about an entry; None is the last one that this can be said of.

        `turn` is the request that says so. If it was woken itself, a wake shortly before it is meant;
        without one, the wake that took these words. Raises BadInputError when there is nothing to judge.
        """
        entry = self._meant(verdict, turn) if number is None else self.get(number)
        if entry is None:
            raise BadInputError(
                "Nothing has woken me, or nearly, since I started. There is nothing to judge."
            )
        entry.verdict = verdict
        return entry

    def judge_aloud(self, turn: str, *, meant: bool) -> str:
        """`judge` for whoever says so in a turn; tells which wake that was, "" if there is none."""
        entry = self._meant(Verdict.ME if meant else Verdict.WRONG, turn)
        if entry is None:
            return ""
        entry.verdict = Verdict.ME if meant else Verdict.WRONG
        age_s = round(self.clock() - entry.at_s)
        count, unit = (age_s, "second") if age_s < _TWO_MINUTES_S else (age_s // 60, "minute")
        return f"the “{entry.word}” {count} {unit}{'' if count == 1 else 's'} ago"

    def _meant(self, verdict: Verdict, turn: str) -> Entry | None:
        own = next((entry for entry in self._entries if turn and entry.turn == turn), None)
        others = [entry for entry in self._entries if entry is not own]
        fitting = [entry for entry in others if (entry.outcome in WOKEN) is (verdict is Verdict.WRONG)]
        if own is not None:
            recent = [entry for entry in fitting if own.at_s - entry.at_s <= RECENT_S]
            return recent[-1] if recent else own
        return next(reversed(fitting or others), None)

    def advice(self) -> Advice:
        """What other thresholds would have changed."""
        return advise(self._entries, self._threshold, self._near)

    def to_json(self) -> dict[str, Any]:
        """Entries without their sound, the newest first, and the advice."""
        now_s, advice = self.clock(), self.advice()
        return {
            "entries": [entry.to_json(now_s) for entry in reversed(self._entries)],
            "advice": advice.sentence,
            "threshold": self._threshold,
            "better": advice.best.threshold if advice.best else None,
            "candidates": [asdict(candidate) for candidate in advice.candidates],
        }
