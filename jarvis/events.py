"""Everything that can happen, one frozen dataclass each, in the past tense.

The wire name of `VoiceRecognized` is `"voice_recognized"`. A `turn` is one exchange, from the wake word
(or a typed line) to the last spoken word. What people said is only ever in `text` or `answer`.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened."""


@dataclass(frozen=True, kw_only=True)
class DaemonReady(Event):
    """The daemon serves requests; `start_s` after its process began."""

    version: str
    start_s: float


@dataclass(frozen=True, kw_only=True)
class DaemonStopping(Event):
    """The daemon was told to end and is putting things away."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class HandlerFailed(Event):
    """An event handler raised or ran out of time; nobody else noticed."""

    handler: str
    of_event: str
    error: str


@dataclass(frozen=True, kw_only=True)
class MicrophoneOpened(Event):
    """Sound comes in from `device`."""

    device: str


@dataclass(frozen=True, kw_only=True)
class MicrophoneLost(Event):
    """There is no sound: no device, or the one in use went away. A new one is looked for."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class MicrophoneMuted(Event):
    """The user muted: the process that held the microphone has ended."""


@dataclass(frozen=True, kw_only=True)
class MicrophoneUnmuted(Event):
    """The user unmuted: a microphone is being opened."""


# Hearing
@dataclass(frozen=True, kw_only=True)
class WakeHeard(Event):
    """Somebody said the wake phrase."""

    turn: str
    phrase: str
    score: float


@dataclass(frozen=True, kw_only=True)
class ListeningStarted(Event):
    """What is said from here on is taken as a request. `trigger` is "wake" or "asked"."""

    turn: str
    trigger: str


@dataclass(frozen=True, kw_only=True)
class UtteranceEnded(Event):
    """The speaker fell silent. `silence_ms` of sound went by before that was sure."""

    turn: str
    duration_ms: int
    silence_ms: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class NothingHeard(Event):
    """Jarvis listened, and nobody spoke."""

    turn: str
    waited_ms: int


@dataclass(frozen=True, kw_only=True)
class VoiceRecognized(Event):
    """Speech became text. `confidence` is null where the engine gives none."""

    turn: str
    text: str
    confidence: float | None
    engine: str
    took_ms: float


@dataclass(frozen=True, kw_only=True)
class VoiceFailed(Event):
    """Speech was heard but could not be turned into text."""

    turn: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecognizerLost(Event):
    """Speech cannot be turned into text until what `reason` says is done; typed requests work."""

    engine: str
    reason: str


# The queue and the turn
@dataclass(frozen=True, kw_only=True)
class TaskQueued(Event):
    """A request waits for its turn, behind `waiting` others."""

    turn: str
    priority: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class QueueFull(Event):
    """A request was turned away because too many wait already."""

    turn: str
    waiting: int


@dataclass(frozen=True, kw_only=True)
class TaskStarted(Event):
    """A request is being worked on."""

    turn: str
    text: str


@dataclass(frozen=True, kw_only=True)
class AnswerStarted(Event):
    """The first piece of an answer is there, from `answerer`."""

    turn: str
    answerer: str
    took_ms: float


@dataclass(frozen=True, kw_only=True)
class TaskFinished(Event):
    """A request ended: completed, failed or cancelled. `did` is the evidence of what was done."""

    turn: str
    status: str
    answer: str
    did: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class SkillFailed(Event):
    """A skill raised while it answered; the user was told so."""

    turn: str
    skill: str
    error: str


# Speaking
@dataclass(frozen=True, kw_only=True)
class SentenceReady(Event):
    """A sentence of the answer is whole; it is shown, and spoken if that was asked for."""

    turn: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SynthesisStarted(Event):
    """The first sound of the first sentence is computed."""

    turn: str
    engine: str
    took_ms: float


@dataclass(frozen=True, kw_only=True)
class SpeakingStarted(Event):
    """The first sample went to the loudspeaker."""

    turn: str
    device: str


@dataclass(frozen=True, kw_only=True)
class SpeakingEnded(Event):
    """The loudspeaker is silent again after `heard_ms`; `cut` if it was stopped before the end."""

    turn: str
    heard_ms: int
    cut: bool


@dataclass(frozen=True, kw_only=True)
class LoudspeakerLost(Event):
    """Nothing can be said aloud; answers are shown as text until a device is back."""

    reason: str


# Reminders
@dataclass(frozen=True, kw_only=True)
class ReminderSet(Event):
    """Something will be said later."""

    reminder: int
    due_in_s: float


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Event):
    """The time of a reminder came; `late_s` after the moment it was set for."""

    reminder: int
    text: str
    late_s: float


def wire_name(kind: type[Event]) -> str:
    """`VoiceRecognized` → `"voice_recognized"`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


EVENTS: dict[str, type[Event]] = {
    wire_name(kind): kind
    for kind in list(vars().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
