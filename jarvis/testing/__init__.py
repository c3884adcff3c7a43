"""For tests of Jarvis and of skills: a clock that jumps, and scripted parts that keep to the seams."""

from jarvis.testing.clock import JumpingLoop, run
from jarvis.testing.dues import NotingDues
from jarvis.testing.ears import (
    LoudnessActivity,
    LoudnessListener,
    ScriptedMicrophone,
    ScriptedRecognizer,
    ScriptedWakeWord,
)
from jarvis.testing.mouth import NotingVoice, ScriptedSynthesizer, TimedLoudspeaker
from jarvis.testing.room import NotingHouse, orchestrator, scripted
from jarvis.testing.saying import SaidToJarvis, say

__all__ = [
    "JumpingLoop",
    "LoudnessActivity",
    "LoudnessListener",
    "NotingDues",
    "NotingHouse",
    "NotingVoice",
    "SaidToJarvis",
    "ScriptedMicrophone",
    "ScriptedRecognizer",
    "ScriptedSynthesizer",
    "ScriptedWakeWord",
    "TimedLoudspeaker",
    "orchestrator",
    "run",
    "say",
    "scripted",
]
