"""Everything that can happen, one frozen dataclass each, in the past tense.

The wire name of `VoiceRecognized` is `"voice_recognized"`. A `turn` is one exchange, from the wake word
(or a typed line) to the last spoken word. What people said is only ever in `text` or `answer`.
"""

from jarvis.events.base import EVENTS, Event, wire_name
from jarvis.events.health import (
    CircuitBreakerClosed,
    CircuitBreakerHalfOpen,
    CircuitBreakerOpen,
    CircuitBreakerStrained,
    LatencyAnomaly,
    LatencyViolation,
)
from jarvis.events.hearing import (
    ListeningStarted,
    MicrophoneLevel,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneUnmuted,
    NothingHeard,
    PartialRecognized,
    RecognizerLost,
    RecognizerReady,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
    WakeNearlyHeard,
    WakeTested,
)
from jarvis.events.house import DaemonReady, DaemonStopping, HandlerFailed
from jarvis.events.reminders import ReminderDue, ReminderSet
from jarvis.events.speaking import (
    LoudspeakerLost,
    SentenceReady,
    SentenceStarted,
    SpeakingEnded,
    SpeakingStarted,
    SynthesisStarted,
)
from jarvis.events.turn import (
    AnswererFailed,
    AnswerStarted,
    QuestionAsked,
    QueueFull,
    SkillFailed,
    TaskFinished,
    TaskQueued,
    TaskRetried,
    TaskStarted,
    TurnInterrupted,
)

__all__ = [
    "EVENTS",
    "AnswerStarted",
    "AnswererFailed",
    "CircuitBreakerClosed",
    "CircuitBreakerHalfOpen",
    "CircuitBreakerOpen",
    "CircuitBreakerStrained",
    "DaemonReady",
    "DaemonStopping",
    "Event",
    "HandlerFailed",
    "LatencyAnomaly",
    "LatencyViolation",
    "ListeningStarted",
    "LoudspeakerLost",
    "MicrophoneLevel",
    "MicrophoneLost",
    "MicrophoneMuted",
    "MicrophoneOpened",
    "MicrophoneUnmuted",
    "NothingHeard",
    "PartialRecognized",
    "QuestionAsked",
    "QueueFull",
    "RecognizerLost",
    "RecognizerReady",
    "ReminderDue",
    "ReminderSet",
    "SentenceReady",
    "SentenceStarted",
    "SkillFailed",
    "SpeakingEnded",
    "SpeakingStarted",
    "SynthesisStarted",
    "TaskFinished",
    "TaskQueued",
    "TaskRetried",
    "TaskStarted",
    "TurnInterrupted",
    "UtteranceEnded",
    "VoiceFailed",
    "VoiceRecognized",
    "WakeHeard",
    "WakeNearlyHeard",
    "WakeTested",
    "wire_name",
]
