"""What may follow what: the stages of a turn, and the states of a session."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from jarvis.errors import IllegalStepError


class PipelineStage(StrEnum):
    """Where a turn is. It only moves forward, but for sentences that follow each other."""

    IDLE = "idle"
    AUDIO_CAPTURE = "audio_capture"
    ASR_PROCESSING = "asr_processing"
    LLM_PROCESSING = "llm_processing"
    RAG_RETRIEVAL = "rag_retrieval"
    TTS_SYNTHESIS = "tts_synthesis"
    AUDIO_PLAYBACK = "audio_playback"
    COMPLETED = "completed"
    ERROR = "error"
    INTERRUPTED = "interrupted"


class SessionState(StrEnum):
    """How a conversation stands."""

    INITIALIZING = "initializing"
    LISTENING = "listening"
    SPEAKING = "speaking"
    BARGED_IN = "barged_in"
    CLOSED = "closed"


class Service(StrEnum):
    """What one of the three services does for a turn."""

    IDLE = "idle"
    WAITING = "waiting"
    EXECUTING = "executing"
    COMPLETE = "complete"
    DEGRADED = "degraded"


_P, _S = PipelineStage, SessionState
ENDS = frozenset({_P.COMPLETED, _P.ERROR, _P.INTERRUPTED})
"""A turn that is here stays here; from everywhere else it can get to ERROR and INTERRUPTED."""
_ON: dict[PipelineStage, frozenset[PipelineStage]] = {
    _P.IDLE: frozenset(
        {_P.AUDIO_CAPTURE, _P.ASR_PROCESSING, _P.LLM_PROCESSING, _P.TTS_SYNTHESIS, _P.COMPLETED}
    ),
    _P.AUDIO_CAPTURE: frozenset({_P.ASR_PROCESSING, _P.COMPLETED}),
    _P.ASR_PROCESSING: frozenset(
        {_P.LLM_PROCESSING, _P.RAG_RETRIEVAL, _P.TTS_SYNTHESIS, _P.COMPLETED}  # not meant for Jarvis
    ),
    _P.RAG_RETRIEVAL: frozenset({_P.LLM_PROCESSING, _P.TTS_SYNTHESIS}),
    _P.LLM_PROCESSING: frozenset({_P.RAG_RETRIEVAL, _P.TTS_SYNTHESIS, _P.COMPLETED}),
    _P.TTS_SYNTHESIS: frozenset({_P.AUDIO_PLAYBACK, _P.COMPLETED}),
    _P.AUDIO_PLAYBACK: frozenset({_P.TTS_SYNTHESIS, _P.COMPLETED}),
}
STAGES: Mapping[PipelineStage, frozenset[PipelineStage]] = {
    stage: frozenset() if stage in ENDS else _ON[stage] | {_P.ERROR, _P.INTERRUPTED} for stage in _P
}
"""Which stages may follow a stage."""
SESSIONS: Mapping[SessionState, frozenset[SessionState]] = {
    _S.INITIALIZING: frozenset({_S.LISTENING, _S.CLOSED}),
    _S.LISTENING: frozenset({_S.SPEAKING, _S.CLOSED}),
    _S.SPEAKING: frozenset({_S.LISTENING, _S.BARGED_IN, _S.CLOSED}),
    _S.BARGED_IN: frozenset({_S.LISTENING, _S.CLOSED}),
    _S.CLOSED: frozenset(),
}
"""Which states of a session may follow a state."""
T = TypeVar("T", bound=StrEnum)


def step(table: Mapping[T, frozenset[T]], now: T, to: T) -> T:
    """`to`, if it may follow `now`; IllegalStepError if not."""
    if to not in table[now]:
        raise IllegalStepError(f"From {now} one cannot get to {to}.")
    return to


def overall(stage: PipelineStage) -> str:
    """A stage as the outside world sees it: "listening", "processing" or "complete"."""
    if stage in (_P.IDLE, _P.AUDIO_CAPTURE):
        return "listening"
    return "complete" if stage in ENDS else "processing"


_DOING = {
    _P.ASR_PROCESSING: "stt",
    _P.LLM_PROCESSING: "llm",
    _P.RAG_RETRIEVAL: "llm",
    _P.TTS_SYNTHESIS: "tts",
    _P.AUDIO_PLAYBACK: "tts",
}
_SERVICES = ("stt", "llm", "tts")


def services(stage: PipelineStage, degraded: frozenset[str] = frozenset()) -> dict[str, Service]:
    """What each service does while a turn is in `stage`; those in `degraded` only have a fallback."""
    if stage is _P.COMPLETED:
        found = dict.fromkeys(_SERVICES, Service.COMPLETE)
    elif stage not in _DOING:
        found = dict.fromkeys(_SERVICES, Service.IDLE)
    else:
        at = _SERVICES.index(_DOING[stage])
        order = (Service.COMPLETE, Service.EXECUTING, Service.WAITING)
        found = {name: order[1 + (i > at) - (i < at)] for i, name in enumerate(_SERVICES)}
    return found | {name: Service.DEGRADED for name in _SERVICES if name in degraded}


def new_session_id(now_s: float) -> str:
    """`session_<epoch ms>_<9 chars>`."""
    return f"session_{int(now_s * 1000)}_{uuid.uuid4().hex[:9]}"


@dataclass
class Session:
    """One conversation with one user. `created_at` is in seconds since 1970."""

    session_id: str
    created_at: float
    state: SessionState = SessionState.INITIALIZING
    worker_addr: str | None = None
    """Where its voice is made, if not in this process."""
    metadata: dict[str, str] = field(default_factory=dict)

    def transition_to(self, state: SessionState) -> None:
        """Go on to `state`. Raises IllegalStepError, and then nothing has changed."""
        self.state = step(SESSIONS, self.state, state)
