"""How long a stage takes here: percentiles, a histogram, what is unusual, and which budget would fit."""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any

BUCKETS_MS = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
KEPT = 512
ENOUGH_FOR_UNUSUAL, ENOUGH_FOR_PROPOSAL = 20, 50
UNUSUAL_SCORE = 3.5
"""Robust z-score from which on a time is unusual (Iglewicz and Hoaglin, 1993)."""
_LEAST_SPREAD = 0.05
"""Of the median: times that hardly vary would make every hiccup an anomaly."""
_EWMA = 0.1


@dataclass(frozen=True)
class Proposal:
    """A budget that would fit what is observed. Nobody applies it but the user."""

    stage: str
    budget_ms: float
    proposed_ms: float
    loosens: bool
    because: str


class Samples:
    """The last KEPT times of one stage, and what was counted since the start."""

    def __init__(self, stage: str, budget_ms: float | None) -> None:
        self.stage, self.budget_ms = stage, budget_ms
        self._kept: deque[float] = deque(maxlen=KEPT)
        self._histogram = [0] * (len(BUCKETS_MS) + 1)
        self.count = self.violations = 0
        self._smoothed_ms = 0.0

    def score(self, took_ms: float) -> tuple[float, float]:
        """How far a time is from the usual (robust z-score, 0 until there are enough), and the usual."""
        if len(self._kept) < ENOUGH_FOR_UNUSUAL:
            return 0.0, took_ms
        usual = median(self._kept)
        spread = median(abs(one - usual) for one in self._kept)
        return 0.6745 * (took_ms - usual) / max(spread, _LEAST_SPREAD * usual, 0.5), usual

    def add(self, took_ms: float) -> None:
        """One more."""
        self._kept.append(took_ms)
        self._histogram[bisect_left(BUCKETS_MS, took_ms)] += 1
        self._smoothed_ms = (
            took_ms if not self.count else self._smoothed_ms + _EWMA * (took_ms - self._smoothed_ms)
        )
        self.count += 1
        self.violations += self.budget_ms is not None and took_ms > self.budget_ms

    def percentile(self, percent: int) -> float | None:
        """The time that `percent` of the kept ones do not exceed; None while there are none."""
        if not self._kept:
            return None
        ordered = sorted(self._kept)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]

    def proposal(self) -> Proposal | None:
        """Another budget, if the one there is does not fit what is observed."""
        usual = self.percentile(95)
        if self.budget_ms is None or usual is None or len(self._kept) < ENOUGH_FOR_PROPOSAL:
            return None
        recent = max(usual, self._smoothed_ms)
        if usual > self.budget_ms:  # what happens now and then is no reason to allow it
            because = f"95 of 100 take up to {usual:.0f} ms; better find out why than allow it"
            return Proposal(self.stage, self.budget_ms, _rounded(recent * 1.2), loosens=True, because=because)
        tight = _rounded(recent * 1.5)
        if tight < self.budget_ms / 2:
            because = f"95 of 100 take no more than {usual:.0f} ms"
            return Proposal(self.stage, self.budget_ms, tight, loosens=False, because=because)
        return None

    def to_json(self) -> dict[str, Any]:
        """What is known, as JSON values. The histogram counts times up to each bound, and above the last."""
        return {
            "count": self.count,
            "budget_ms": self.budget_ms,
            "violations": self.violations,
            "p50_ms": self.percentile(50),
            "p95_ms": self.percentile(95),
            "p99_ms": self.percentile(99),
            "smoothed_ms": round(self._smoothed_ms, 1),
            "histogram": dict(zip((*map(str, BUCKETS_MS), "+Inf"), self._histogram, strict=True)),
        }


def _rounded(ms: float) -> float:
    """A number one would choose: up to the next 10 ms."""
    return ceil(ms / 10) * 10.0 or 10.0
