"""How strong Jarvis's own voice is in the microphone, and how much of it is left: measured, not believed."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jarvis.ports import CHUNK_MS, Pcm

LEAST_MS = 3_000
"""So much of its own speech it takes to tell."""
SETTLE_MS = 1_000
"""So long a canceller learns the room; what it lets through meanwhile says nothing."""
NONE_DB, STRONG_DB, BEARABLE_DB = -40.0, -20.0, -25.0
FLOOR_DB, CEILING_DB = -80.0, 20.0
_KEPT = 8_000 // CHUNK_MS
_LONGEST_LAG = 600 // CHUNK_MS
_SMOOTH = 5
_BELIEVED = 0.6
_SURE = 2.0
_AUDIBLE = 1e-7
"""-70 dBFS: what is played more softly than this is silence."""
_Values = NDArray[np.float64]


class EchoState(StrEnum):
    """What becomes of Jarvis's own voice."""

    NONE = "none"
    """It does not get into the microphone: headphones."""
    CANCELLED = "cancelled"
    """Little of it is left."""
    STRONG = "strong"
    """It cannot be told from somebody speaking."""


@dataclass(frozen=True)
class Measurement:
    """Loudness against what was played. One that could not be found is given as the most it can be.

    `lag_ms` tells how long after it was played it was heard, to 20 ms; None where it was not found.
    """

    echo_db: float
    residual_db: float
    residual_found: bool
    lag_ms: int | None


class EchoMeter:
    """Compares how loudness rises and falls in what was played, in what was heard, and in what is left.

    An echo follows what was played, whatever the room and the canceller made of it, and somebody who
    speaks meanwhile does not. So it needs no silence, no exact times and no model of the room.
    """

    def __init__(self) -> None:
        self._powers: deque[tuple[float, float, float]] = deque(maxlen=_KEPT)
        self.heard_ms = 0
        """So much of what was played went by since the beginning."""

    def reset(self, *, settle: bool = True) -> None:
        """Forget what was heard; the canceller starts anew if it has to `settle`."""
        self._powers.clear()
        if settle:
            self.heard_ms = 0

    def feed(self, played: Pcm, heard: Pcm, left: Pcm) -> None:
        """A chunk of each, of the same moment."""
        powers = power(played), power(heard), power(left)
        self.heard_ms += CHUNK_MS * (powers[0] > _AUDIBLE)
        if self.heard_ms > SETTLE_MS:
            self._powers.append(powers)

    def measure(self) -> Measurement | None:
        """None until LEAST_MS were played."""
        if self.heard_ms < LEAST_MS or len(self._powers) < 2 * _LONGEST_LAG:
            return None
        smooth = np.full(_SMOOTH, 1 / _SMOOTH)
        played, heard, left = (np.convolve(one, smooth, "valid") for one in np.array(self._powers).T)
        if played.max() < _AUDIBLE:
            return None
        lags = range(min(_LONGEST_LAG, len(played) // 2))
        fits = [_fit(played, heard, lag) for lag in lags]
        best = max(lags, key=lambda lag: fits[lag][2])
        gain, error, likeness = fits[best]
        found = likeness > _BELIEVED and gain > _SURE * error
        residual, residual_error, _ = _fit(played, left, best)
        surely = found and residual > _SURE * residual_error
        return Measurement(
            _db(gain if found else _SURE * error + max(gain, 0.0)),
            _db(residual if surely else _SURE * residual_error + max(residual, 0.0)),
            surely,
            best * CHUNK_MS if found else None,
        )


def judged(echo: Measurement, before: EchoState | None) -> EchoState | None:
    """The state that follows from a measurement; `before` where it says too little."""
    if echo.echo_db < NONE_DB and echo.residual_db < NONE_DB:
        return EchoState.NONE
    if echo.residual_found and echo.residual_db > STRONG_DB:
        return EchoState.STRONG
    if echo.residual_db < BEARABLE_DB:
        was_none = before is EchoState.NONE and echo.echo_db < NONE_DB + 5
        return EchoState.NONE if was_none else EchoState.CANCELLED
    return before


def power(pcm: Pcm) -> float:
    """The mean power; 1 is that of the loudest sample."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    return float(np.dot(samples, samples)) / max(1, len(samples)) / 32_768**2


def _fit(played: _Values, heard: _Values, lag: int) -> tuple[float, float, float]:
    """The straight line that tells what was heard from what was played: slope, its error, likeness."""
    x, y = played[: len(played) - lag], heard[lag:]
    x, y = x - x.mean(), y - y.mean()
    xx, yy, xy = float(x @ x), float(y @ y), float(x @ y)
    if xx <= 0:
        return 0.0, 1.0, 0.0
    slope, likeness = xy / xx, xy / np.sqrt(xx * yy) if yy > 0 else 0.0
    independent = max(3, len(x) // _SMOOTH)
    error = np.sqrt(max(0.0, yy / xx - slope**2) / (independent - 2))
    return slope, float(error), float(likeness)


def _db(gain: float) -> float:
    return round(min(CEILING_DB, max(FLOOR_DB, 10 * float(np.log10(max(gain, 1e-12))))), 1)
