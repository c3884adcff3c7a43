"""How long each stage of a turn takes, told from the events of the turn alone; and which were too slow.

Pure: it is fed with what happened and when, and gives back what should be told. Times are counted from
the end of the request: the end of the speech, or the moment a typed request came.
"""

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jarvis.events import (
    AnswerStarted,
    Event,
    LatencyAnomaly,
    LatencyViolation,
    ListeningStarted,
    NothingHeard,
    PartialRecognized,
    SentenceReady,
    SpeakingEnded,
    SpeakingStarted,
    SynthesisStarted,
    TaskFinished,
    TaskQueued,
    TaskStarted,
    TurnInterrupted,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
)
from jarvis.receipt import Receipt, Span
from jarvis.records import Record
from jarvis.samples import UNUSUAL_SCORE, Proposal, Samples

OPEN_AT_MOST = 300
"""Turns that never end (a listener who left) are forgotten, the oldest first."""
ERRORS_OF = 20
"""The error rate is looked at over so many turns."""
BUDGETS_MS: Mapping[str, float] = {
    "first_token": 500,
    "audio_to_asr": 50,
    "asr_to_llm": 100,
    "llm_first_token": 300,
    "llm_to_tts": 50,
    "tts_to_client": 100,
    "end_to_end": 2000,
    "interruption": 150,
}


@dataclass
class _Open:
    """A turn that has not ended."""

    at_s: dict[type[Event], float] = field(default_factory=dict)
    silence_ms: float | None = None
    text: str = ""
    answerer: str = ""
    interrupted_by: str = ""
    sentences: int = 0
    partials: int = 0
    voice_free_s: float | None = None
    """When somebody else's answer left the loudspeaker to this one, if that was waited for."""
    silent_s: float | None = None
    """When the loudspeaker fell silent because somebody cut in."""


class LatencyMonitor:
    """Fed with every record of the bus. Keeps the receipts of the last `keep` turns."""

    def __init__(self, budgets_ms: Mapping[str, float] = BUDGETS_MS, keep: int = 100) -> None:
        self._budgets_ms = budgets_ms
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._speech_ended_s: tuple[str, float] = ("", 0.0)
        self.receipts: deque[Receipt] = deque(maxlen=keep)
        self.samples: dict[str, Samples] = {}
        self._failed: deque[bool] = deque(maxlen=keep)

    def apply(self, budgets_ms: Mapping[str, float]) -> None:
        """These are the budgets from the next turn on."""
        self._budgets_ms = budgets_ms
        for stage, samples in self.samples.items():
            samples.budget_ms = budgets_ms.get(stage)

    def feed(self, record: Record) -> list[Event]:
        """Note what happened; gives what has to be told because of it."""
        event, turn = record.event, getattr(record.event, "turn", "")
        if isinstance(event, SpeakingEnded):
            self._speech_ended_s = (turn, record.at_s)
        if isinstance(event, ListeningStarted | TaskQueued):
            self._begin(turn)
        open_ = self._open.get(turn)
        if open_ is None:
            return []
        open_.at_s.setdefault(type(event), record.at_s)
        self._note(open_, turn, event, record.at_s)
        if isinstance(event, NothingHeard):
            del self._open[turn]
        if isinstance(event, TaskFinished):
            del self._open[turn]
            return self._end(open_, event, record.at_s)
        return []

    def receipt(self, turn: str = "") -> Receipt | None:
        """The receipt of a turn, or of the last one."""
        return next((one for one in reversed(self.receipts) if turn in ("", one.turn)), None)

    def proposals(self) -> list[Proposal]:
        """Budgets that would fit better what is observed here. None is applied."""
        return [found for samples in self.samples.values() if (found := samples.proposal())]

    def to_json(self) -> dict[str, Any]:
        """Every stage's figures, and how many turns failed."""
        stages = {stage: samples.to_json() for stage, samples in self.samples.items()}
        proposals = [vars(one) for one in self.proposals()]
        return {"stages": stages, "errors": self.errors(), "proposals": proposals}

    def errors(self) -> dict[str, Any]:
        """The share of failed turns among the last ones, and whether it is far above that of the others."""
        recent, earlier = list(self._failed)[-ERRORS_OF:], list(self._failed)[:-ERRORS_OF]
        rate = sum(recent) / len(recent) if recent else 0.0
        usual = (sum(earlier) + 1) / (len(earlier) + 2)  # never quite 0 or 1: one failure is no anomaly
        deviation = (usual * (1 - usual) / ERRORS_OF) ** 0.5
        unusual = len(earlier) >= ERRORS_OF and (rate - usual) / deviation > UNUSUAL_SCORE
        return {"turns": len(self._failed), "rate": round(rate, 3), "unusual": unusual}

    def _begin(self, turn: str) -> None:
        self._open.setdefault(turn, _Open())
        if len(self._open) > OPEN_AT_MOST:
            self._open.popitem(last=False)

    def _note(self, open_: _Open, turn: str, event: Event, at_s: float) -> None:
        if isinstance(event, UtteranceEnded):
            open_.silence_ms = event.silence_ms
        elif isinstance(event, VoiceRecognized | TaskStarted):
            open_.text = event.text
        elif isinstance(event, AnswerStarted):
            open_.answerer = event.answerer
        elif isinstance(event, SentenceReady):
            open_.sentences += 1
        elif isinstance(event, PartialRecognized):
            open_.partials += 1
        elif isinstance(event, TurnInterrupted):
            open_.interrupted_by = event.by
        elif isinstance(event, SpeakingEnded) and open_.interrupted_by:
            open_.silent_s = at_s
        elif isinstance(event, SynthesisStarted) and open_.voice_free_s is None:
            of, ended_s = self._speech_ended_s
            waited = of != turn and open_.at_s.get(AnswerStarted, at_s) < ended_s
            open_.voice_free_s = ended_s if waited else None

    def _end(self, open_: _Open, event: TaskFinished, at_s: float) -> list[Event]:
        told: list[Event] = []
        spans = []
        for stage, took_ms in _times_ms(open_, event.status, at_s).items():
            samples = self.samples.setdefault(stage, Samples(stage, self._budgets_ms.get(stage)))
            score, usual_ms = samples.score(took_ms)
            samples.add(took_ms)
            span = Span(stage, took_ms, samples.budget_ms, unusual=score > UNUSUAL_SCORE)
            spans.append(span)
            if span.budget_ms is not None and span.over:
                told.append(
                    LatencyViolation(
                        turn=event.turn, stage=stage, took_ms=span.took_ms, budget_ms=span.budget_ms
                    )
                )
            if span.unusual:
                told.append(
                    LatencyAnomaly(
                        turn=event.turn,
                        stage=stage,
                        took_ms=span.took_ms,
                        usual_ms=round(usual_ms, 1),
                        score=round(score, 1),
                    )
                )
        self._failed.append(event.status == "failed")
        self.receipts.append(_receipt(open_, event, tuple(spans)))
        return told


def _receipt(open_: _Open, event: TaskFinished, spans: tuple[Span, ...]) -> Receipt:
    return Receipt(
        turn=event.turn,
        heard=open_.text,
        answerer=open_.answerer,
        status=event.status,
        said=event.answer,
        spans=spans,
        interrupted_by=open_.interrupted_by,
        counts={"asr_partials": open_.partials, "llm_tokens": event.pieces, "tts_chunks": open_.sentences},
        did=event.did,
    )


def _times_ms(open_: _Open, status: str, finished_s: float) -> dict[str, float]:
    """What each stage took; those that did not happen are left out."""
    at_s = open_.at_s
    ended_s = at_s.get(UtteranceEnded, at_s.get(TaskQueued))
    answered_s, spoken_s = at_s.get(AnswerStarted), at_s.get(SpeakingStarted)
    if answered_s is None and status == "failed" and TaskStarted in at_s:
        answered_s = at_s.get(SentenceReady, finished_s)  # given up: the apology is the answer
    free_s = answered_s if open_.voice_free_s is None else open_.voice_free_s
    shown_s = finished_s if answered_s is not None and status != "cancelled" else None
    between = {
        "audio_to_asr": (ended_s, at_s.get(VoiceRecognized, at_s.get(VoiceFailed))),
        "asr_to_llm": (at_s.get(VoiceRecognized, at_s.get(TaskQueued)), at_s.get(TaskStarted)),
        "llm_first_token": (at_s.get(TaskStarted), answered_s),
        "waiting_for_voice": (answered_s, open_.voice_free_s),
        "llm_to_tts": (free_s, at_s.get(SynthesisStarted)),
        "tts_to_client": (at_s.get(SynthesisStarted), spoken_s),
        "first_token": (ended_s, answered_s),
        "end_to_end": (ended_s, shown_s if spoken_s is None else spoken_s),
        "interruption": (at_s.get(TurnInterrupted), open_.silent_s),
    }
    found = {} if open_.silence_ms is None else {"silence_wait": open_.silence_ms}
    return found | {
        stage: round(max(0.0, (end - start) * 1000), 1)
        for stage, (start, end) in between.items()
        if start is not None and end is not None
    }
