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
    MicrophoneHears,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneSilent,
    MicrophoneUnmuted,
    NothingHeard,
    RecognizerLost,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
)
from jarvis.events.house import DaemonReady, DaemonStopping, HandlerFailed
from jarvis.events.reminders import ReminderDue, ReminderSet
from jarvis.events.speaking import (
    LoudspeakerLost,
    SentenceReady,
    SpeakingEnded,
    SpeakingStarted,
    SynthesisStarted,
)
from jarvis.events.turn import (
    AnswererFailed,
    AnswerStarted,
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
    "MicrophoneHears",
    "MicrophoneLost",
    "MicrophoneMuted",
    "MicrophoneOpened",
    "MicrophoneSilent",
    "MicrophoneUnmuted",
    "NothingHeard",
    "QueueFull",
    "RecognizerLost",
    "ReminderDue",
    "ReminderSet",
    "SentenceReady",
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
    "wire_name",
]
