"""What the sound server has, asked in a process of its own."""

import pytest

from tests.sound import PrivatePulse, pulse
from voice import survey
from voice.soundserver import SoundServerError

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time


def test_devices_defaults_volumes_and_mutes_are_told(pulse: PrivatePulse) -> None:
    pulse.pactl("set-source-mute", "virtmic", "1")
    pulse.pactl("set-sink-volume", "speaker", "40%")
    found = survey.ask()
    microphone, speaker = found.chosen("", plays=False), found.chosen("", plays=True)
    assert microphone is not None
    assert speaker is not None
    assert (microphone.description, microphone.muted, microphone.monitor) == ("Desk", True, False)
    assert (speaker.name, speaker.percent, speaker.muted) == ("speaker", 40, False)
    assert found.chosen("desk", plays=False) == microphone
    assert found.chosen("headset", plays=True) is None
    monitor = found.chosen("speaker.monitor", plays=False)
    assert monitor is not None
    assert monitor.monitor


def test_no_server_is_an_error_with_a_reason(pulse: PrivatePulse) -> None:
    pulse.stop()
    with pytest.raises(SoundServerError, match="no sound server can be reached"):
        survey.ask()
