"""An answer on its way out of the loudspeaker."""

from jarvis.events.base import Event


class SentenceReady(Event):
    """A sentence of the answer is whole; it is shown, and spoken if that was asked for."""

    turn: str
    text: str


class SynthesisStarted(Event):
    """The first sound of the first sentence is computed."""

    turn: str
    engine: str
    took_ms: float


class VoiceChanged(Event):
    """Another voice speaks from now on: `reason` tells why, also when the usual one is back."""

    engine: str
    voice: str
    reason: str


class SpeakingStarted(Event):
    """The first sample went to the loudspeaker."""

    turn: str
    device: str


class SentenceStarted(Event):
    """The first sound of this sentence left the loudspeaker."""

    turn: str
    text: str


class SpeakingEnded(Event):
    """The loudspeaker is silent again after `heard_ms`; `cut` if it was stopped before the end."""

    turn: str
    heard_ms: int
    cut: bool


class SpeakingHeld(Event):
    """Somebody speaks over it: Jarvis fell silent and keeps the place. `reaction_ms` of speech it took."""

    turn: str
    reaction_ms: int


class SpeakingResumed(Event):
    """That was nothing to Jarvis: it goes on from where it fell silent."""

    turn: str


class VolumeChanged(Event):
    """Everything Jarvis plays is louder or softer from now on."""

    percent: int


class AnnouncementMade(Event):
    """Something was told that is no answer; `heard` is false where it could not be said, or was not to be."""

    turn: str
    text: str
    heard: bool


class LoudspeakerLost(Event):
    """Nothing can be said aloud; answers are shown as text until a device is back."""

    reason: str
