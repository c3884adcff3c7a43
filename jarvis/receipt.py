"""What one turn was: heard, answered by whom, and how long each stage took against its budget."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

STAGES: Mapping[str, str] = {
    "silence_wait": "waiting to be sure that you had finished",
    "audio_to_asr": "turning speech into text",
    "asr_to_llm": "until I began to think",
    "llm_first_token": "finding the answer",
    "waiting_for_voice": "waiting until I had finished saying something else",
    "llm_to_tts": "making the first sound of it",
    "tts_to_client": "bringing it to the loudspeaker",
    "interruption": "until the loudspeaker was told to be silent",
}
"""The stages of a turn in their order, in words."""
TOTALS: Mapping[str, str] = {
    "first_token": "until the first word of the answer was there",
    "end_to_end": "until you heard the first word",
}
"""What several stages take together, counted from the end of the request."""
_SECOND_MS = 1_000


@dataclass(frozen=True)
class Span:
    """A stage and the time it took; `budget_ms` is None for what has no budget."""

    stage: str
    took_ms: float
    budget_ms: float | None = None
    unusual: bool = False
    """Far longer than this stage usually takes here."""

    @property
    def over(self) -> bool:
        """Whether it took longer than its budget."""
        return self.budget_ms is not None and self.took_ms > self.budget_ms


@dataclass(frozen=True)
class Receipt:
    """What became of a turn. `heard` and `said` are what people said: they stay in memory."""

    turn: str
    heard: str
    answerer: str
    status: str
    said: str
    spans: tuple[Span, ...]
    interrupted_by: str = ""
    """"voice", "wake" or "hand"; "" if nobody cut in."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Partial transcripts, pieces of the answer, spoken sentences."""
    did: Mapping[str, str] = field(default_factory=dict)
    """The evidence of what was done."""

    def took_ms(self, stage: str) -> float | None:
        """How long a stage took, None if there was no such stage."""
        return next((span.took_ms for span in self.spans if span.stage == stage), None)

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON values."""
        spans = [asdict(span) | {"over": span.over} for span in self.spans]
        return asdict(self) | {
            "spans": spans,
            "traceparent": traceparent(self.turn),
            "explained": explained(self),
        }

    def to_trace(self) -> dict[str, Any]:
        """What may be written to disk: nothing of what people said."""
        spans = [{"stage": span.stage, "took_ms": span.took_ms} for span in self.spans]
        return {
            "traceparent": traceparent(self.turn),
            "turn": self.turn,
            "answerer": self.answerer,
            "status": self.status,
            "spans": spans,
            **self.counts,
        }


def traceparent(turn: str) -> str:
    """The turn's correlation id as a W3C trace context, for parts on other machines.

    >>> traceparent("voice_1_0")
    '00-9a8094355b935504edb52d14527d09ef-4feeed2316ded7aa-01'
    """
    digest = hashlib.sha256(turn.encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"


def explained(receipt: Receipt) -> str:
    """Where the time of a turn went, as one says it."""
    spoken = receipt.took_ms("tts_to_client") is not None
    total = receipt.took_ms("end_to_end")
    stages = [span for span in receipt.spans if span.stage in STAGES and span.stage != "interruption"]
    if total is None or not stages:
        return "I have no times for that: it ended before there was an answer."
    slowest = max(stages, key=lambda span: span.took_ms)
    first = total if spoken else receipt.took_ms("first_token") or total  # what is read is read as it comes
    whole = first + (receipt.took_ms("silence_wait") or 0.0)
    part = "Most of it" if slowest.took_ms > whole / 2 else "The longest part of it"
    sentence = (
        f"From your last word to my first it took {seconds(whole)}. "
        f"{part}, {seconds(slowest.took_ms)}, went into {STAGES[slowest.stage]}"
    )
    over = [span for span in stages if span.over]
    if not over:
        return f"{sentence}. Every stage kept within its budget."
    told = ", and ".join(
        f"{STAGES[span.stage]} took {seconds(span.took_ms)} instead of {seconds(span.budget_ms or 0)} at most"
        for span in over
    )
    return f"{sentence}. Too slow was this: {told}."


def seconds(ms: float) -> str:
    """A time as one says it.

    >>> seconds(44), seconds(1_240)
    ('44 milliseconds', '1.2 seconds')
    """
    return f"{ms:.0f} milliseconds" if round(ms) < _SECOND_MS else f"{ms / _SECOND_MS:.1f} seconds"
