"""From the microphone to the words somebody said."""

from typing import ClassVar

from jarvis.events.base import Event


class MicrophoneOpened(Event):
    """Sound comes in from `device`."""

    device: str


class MicrophoneLost(Event):
    """There is no sound: no device, or the one in use went away. A new one is looked for."""

    reason: str


class MicrophoneSilent(Event):
    """For `silent_s` of sound the device delivered nothing but zeros: it may be muted in the system."""

    device: str
    silent_s: float


class MicrophoneHears(Event):
    """The device that was silent delivers sound again."""

    device: str


class MicrophoneMuted(Event):
    """The user muted: the process that held the microphone has ended."""


class MicrophoneUnmuted(Event):
    """The user unmuted: a microphone is being opened."""


class MicrophoneLevel(Event):
    """How loud the last 200 ms were: 0 dBFS is as loud as can be, -96 is silence. Only for followers."""

    fleeting: ClassVar[bool] = True
    peak_dbfs: float
    rms_dbfs: float


class WakeHeard(Event):
    """Somebody said the wake phrase."""

    turn: str
    phrase: str
    score: float


class WakeNearlyHeard(Event):
    """Something sounded a little like the wake phrase; `jarvis wake review` lists it."""

    phrase: str
    score: float


class WakeTested(Event):
    """The wake phrase was heard during `jarvis wake test`: no turn is started."""

    phrase: str
    score: float


class ListeningStarted(Event):
    """What is said from here on is taken as a request. `trigger`: "wake", "asked" or "key"."""

    turn: str
    trigger: str


class UtteranceEnded(Event):
    """The speaker fell silent. `silence_ms` of sound went by before that was sure."""

    turn: str
    duration_ms: int
    silence_ms: int
    reason: str


class NothingHeard(Event):
    """Jarvis listened, and nobody spoke."""

    turn: str
    waited_ms: int


class PartialRecognized(Event):
    """The text so far of what is being said; it may still change."""

    turn: str
    text: str


class VoiceRecognized(Event):
    """Speech became text. `confidence` is null where the engine gives none.

    `heard_text`: what the engine gave, where the vocabulary has repaired it; else "".
    """

    turn: str
    text: str
    confidence: float | None
    engine: str
    took_ms: float
    heard_text: str = ""


class VoiceFailed(Event):
    """Speech was heard but could not be turned into text."""

    turn: str
    reason: str


class RecognizerReady(Event):
    """Speech can be turned into text: `engine` has loaded its model."""

    engine: str
    took_s: float


class RecognizerLost(Event):
    """Speech cannot be turned into text until what `reason` says is done; typed requests work."""

    engine: str
    reason: str


class EchoMeasured(Event):
    """An answer is over: how loud Jarvis's own voice was in the microphone, and what `by` left of it.

    Both against what was played. What cannot be found is given as the most it can be. `by` is "own",
    "server" or "off".
    """

    echo_db: float
    residual_db: float
    by: str


class EchoChanged(Event):
    """`state` is "none", "cancelled" or "strong": then only the wake word interrupts."""

    state: str
    why: str
