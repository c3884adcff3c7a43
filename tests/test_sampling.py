"""A short listen to the microphone: only numbers come of it."""

import pytest

from tests.sound import PrivatePulse, noise, pulse, silence, tone
from voice import sampling
from voice.sampling import NoSampleError, measure

__all__ = ["pulse"]


def test_silence_is_digital_zero() -> None:
    found = measure(silence(1))
    assert (found.length_ms, found.zeros_percent, found.clipped_percent) == (1000, 100.0, 0.0)
    assert found.rms_dbfs == found.floor_dbfs == found.peak_dbfs == -96.0


def test_a_tone_is_as_loud_as_it_is() -> None:
    found = measure(tone(440, 1, level=0.5))
    assert found.rms_dbfs == pytest.approx(-9.0, abs=0.2)
    assert found.peak_dbfs == pytest.approx(-6.0, abs=0.1)


def test_the_floor_is_what_is_there_when_nobody_speaks() -> None:
    found = measure(noise(0.5, 0.002) + tone(300, 0.5, level=0.9))
    assert found.floor_dbfs < -55 < -10 < found.rms_dbfs


def test_what_is_cut_off_is_counted() -> None:
    assert measure(b"\xff\x7f" * 16_000).clipped_percent == 100.0


def test_no_sound_is_no_measure() -> None:
    with pytest.raises(NoSampleError, match="no sound"):
        measure(bytes(100))


@pytest.mark.real_time
def test_it_listens_to_the_microphone_that_is_named(pulse: PrivatePulse) -> None:
    assert sampling.listen("Desk", 0.3).length_ms >= 300
    with pytest.raises(NoSampleError, match="headset"):
        sampling.listen("headset", 0.3)
    assert not pulse.clients("source-outputs")
