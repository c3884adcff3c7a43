"""What one can do about a part that does not work: the answer to a click on "Why?"."""

from collections.abc import Mapping

from jarvis.events import (
    Event,
    LoudspeakerLost,
    MicrophoneLost,
    RecognizerLost,
    SkillBroken,
    SkillHeldBack,
)

_REMEDIES: Mapping[type[Event], str] = {
    MicrophoneLost: "Jarvis hears nothing without one, and takes it as soon as it is there. Connect it, or "
    "choose another with `audio.microphone`. `jarvis doctor` looks for the cause.",
    LoudspeakerLost: "What Jarvis says is shown instead, until there is one. Connect it, or choose another "
    "with `audio.loudspeaker`. `jarvis doctor` looks for the cause.",
    RecognizerLost: "What is typed is answered all the same: `jarvis ask`. `jarvis models list` shows what "
    "is installed, and `jarvis doctor` looks for the cause.",
    SkillBroken: "All the others go on. `jarvis skills why` tells all about it. Its file is tried again as "
    "soon as you change it.",
    SkillHeldBack: "It does nothing before that. `jarvis skills enable` shows what it asks for, and lets it.",
}


def remedy(event: Event) -> str:
    """What this means and what to do, as sentences; "" where nothing is known."""
    return _REMEDIES.get(type(event), "")
