"""People's own recordings: they are woken up for, and understood."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from jarvis.ports import RATE_HZ, Pcm
from tests.living import Living
from tests.sound import PrivatePulse, flite, silence

pytestmark = pytest.mark.real_time
TESTDATA = Path(os.environ.get("JARVIS_TESTDATA") or Path(__file__).parents[3] / "shared/testdata")
WAKE = "wake_hey_jarvis/pymicro-wakeword__2.wav"
NEVER_MIND = "commands/s2p_nevermind.flac"


def recording(name: str) -> Pcm:
    """A recording at the rate of the house."""
    samples, rate_hz = soundfile.read(TESTDATA / name, dtype="float32", always_2d=True)
    at_rate = soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ)
    return bytes((at_rate * 32767).astype(np.int16).tobytes())


@pytest.mark.skipif(not TESTDATA.is_dir(), reason="recordings of people lie beside the checkout only")
def test_people_are_heard_and_understood(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(silence(0.5) + recording(WAKE) + recording(NEVER_MIND) + silence(1.5))
    jarvis.wait_for("wake_heard")
    assert "mind" in jarvis.wait_for("voice_recognized")["text"].casefold()
    finished = jarvis.wait_for("task_finished")
    assert (finished["status"], finished["answer"]) == ("completed", "")


@pytest.mark.skipif(not TESTDATA.is_dir(), reason="recordings of people lie beside the checkout only")
def test_a_person_calls_and_then_asks(jarvis: Living, pulse: PrivatePulse) -> None:
    pulse.say(silence(0.5) + recording(WAKE) + flite("what time is it", "rms") + silence(1.5))
    assert jarvis.wait_for("answer_started")["answerer"] == "clock.tell_time"
