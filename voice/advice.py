"""What another threshold would have changed. Nobody applies it but the user."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voice.entry import WOKEN, Entry, Outcome, Verdict


@dataclass(frozen=True)
class Candidate:
    """What another threshold would have changed, going by the entries there are."""

    threshold: float
    fewer_false: int = 0
    missed: int = 0
    gained: int = 0
    more_false: int = 0

    @property
    def worth(self) -> int:
        """How many wakes it would have put right, less those it would have spoilt."""
        return self.fewer_false + self.gained - self.missed - self.more_false


@dataclass(frozen=True)
class Advice:
    """All candidates, and in a sentence which one would have been better, if any."""

    candidates: tuple[Candidate, ...]
    best: Candidate | None
    sentence: str


def advise(entries: Iterable[Entry], threshold: float, near: float) -> Advice:
    """Go through the thresholds from `near` to 0.99, by the entries that met the one of the settings.

    A wake that nobody complained about counts as meant, a near one that nobody claimed as not.
    """
    counted = [entry for entry in entries if entry.threshold == threshold]
    candidates = tuple(_candidate(step / 100, counted) for step in range(round(near * 100), 100))
    if not any(entry.verdict for entry in counted):
        return Advice(candidates, None, "Nothing to advise: say “that was wrong” after a false wake.")
    best = max(candidates, key=lambda one: (one.worth, -abs(one.threshold - threshold)))
    if best.worth <= 0:
        return Advice(candidates, None, "Nothing to advise: no other threshold would have done better.")
    return Advice(candidates, best, _sentence(best))


def _candidate(threshold: float, entries: Iterable[Entry]) -> Candidate:
    return Candidate(threshold, **Counter(_changes(threshold, entries)))


def _changes(threshold: float, entries: Iterable[Entry]) -> Iterator[str]:
    """For each entry that this threshold would have treated otherwise, what that is."""
    for entry in entries:
        wakes = entry.score > threshold
        if entry.outcome in WOKEN and not wakes:
            yield "fewer_false" if entry.verdict is Verdict.WRONG else "missed"
        elif entry.outcome is Outcome.NEAR and wakes:
            yield "gained" if entry.verdict is Verdict.ME else "more_false"


def _sentence(best: Candidate) -> str:
    told = []
    if best.fewer_false:
        told.append(f"{best.fewer_false} fewer false {_wakes(best.fewer_false)}")
    if best.missed:
        told.append(f"{best.missed} missed")
    if best.gained:
        told.append(f"{best.gained} more {_wakes(best.gained)} that you meant")
    if best.more_false:
        told.append(f"{best.more_false} more false {_wakes(best.more_false)}")
    return f"With wake.threshold {best.threshold:.2f} there would have been {' and '.join(told)}."


def _wakes(count: int) -> str:
    return "wake" if count == 1 else "wakes"
