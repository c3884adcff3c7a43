"""One line of the wake ledger: what was heard, how sure that was, and what became of it."""

import io
import wave
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from jarvis.ports import RATE_HZ, Pcm, duration_ms


class Outcome(StrEnum):
    """What became of a score worth noting."""

    WOKE = "woke"
    TESTED = "tested"
    """It would have woken, but somebody was only trying it (`jarvis wake test`)."""
    NEAR = "near"
    OWN_SPEECH = "own speech"
    """Jarvis was saying the phrase itself."""
    REFRACTORY = "refractory"
    """Too soon after the wake before it."""


WOKEN = frozenset({Outcome.WOKE, Outcome.TESTED})


class Verdict(StrEnum):
    """What the user says about it."""

    WRONG = "wrong"
    ME = "me"


@dataclass
class Entry:
    """One run of scores above `wake.near`. `score` is its highest; `threshold` what it would have taken."""

    number: int
    at_s: float
    word: str
    score: float
    threshold: float
    outcome: Outcome
    verdict: Verdict | None = None
    sound: Pcm = b""
    turn: str = ""

    def wav(self) -> bytes:
        """Its sound, as a wav file."""
        content = io.BytesIO()
        with wave.open(content, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(self.sound)
        return content.getvalue()

    def to_json(self, now_s: float) -> dict[str, Any]:
        """As plain JSON values, without the sound."""
        told = {key: value for key, value in asdict(self).items() if key not in {"at_s", "sound", "turn"}}
        return {**told, "age_s": round(now_s - self.at_s, 1), "sound_ms": duration_ms(self.sound)}
