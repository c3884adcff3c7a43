"""Speech is told from everything else."""

from pathlib import Path

import numpy as np
import pytest

from jarvis.ports import RATE_HZ, Pcm
from tests.sound import VOICES, chunks, flite, noise, people, silence
from voice.activity import Silero
from voice.audio import decode

ORDER = "turn on the light in the kitchen"


def spoken(pcm: Pcm, activity: Silero | None = None) -> list[bool]:
    """For each chunk, whether it was taken for speech."""
    activity = activity or Silero()
    probabilities = [activity.feed(chunk) for chunk in chunks(pcm)]
    assert all(0 <= probability <= 1 for probability in probabilities)
    return [probability >= 0.5 for probability in probabilities]


def mixed(one: Pcm, other: Pcm) -> Pcm:
    """Both sounds at once."""
    a, b = (np.frombuffer(pcm, "<i2").astype(int) for pcm in (one, other))
    return bytes((a + b[: len(a)]).clip(-32768, 32767).astype("<i2").tobytes())


def hum(frequency_hz: int) -> Pcm:
    """A loud tone of five seconds."""
    wave = np.sin(2 * np.pi * frequency_hz * np.arange(5 * RATE_HZ) / RATE_HZ) * 8_000
    return bytes(wave.astype("<i2").tobytes())


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("level", [0.0, 0.01, 0.05])
def test_it_notices_when_somebody_begins_and_when_they_end(voice: str, level: float) -> None:
    speech = flite(ORDER, voice)
    sound = silence(1) + speech + silence(2)
    found = spoken(mixed(sound, noise(10, level)))
    first, last = 50, 50 + len(speech) // 640
    assert not any(found[:first])
    assert sum(found[first:last]) > (last - first) * 0.7
    assert not any(found[last + 20 :]), "speech was seen 0.4 s after it had ended"


@pytest.mark.parametrize("level", [0.001, 0.01, 0.05, 0.3, 0.9])
def test_noise_is_not_speech(level: float) -> None:
    assert not any(spoken(noise(10, level)))


@pytest.mark.parametrize("frequency_hz", [50, 440, 3_000])
def test_a_tone_is_not_speech(frequency_hz: int) -> None:
    assert not any(spoken(hum(frequency_hz)))


def test_silence_is_not_speech() -> None:
    assert not any(spoken(silence(10)))


def test_after_a_reset_everything_is_as_if_nothing_had_been_said() -> None:
    activity = Silero()
    order = silence(0.5) + flite(ORDER) + silence(0.5)
    fresh = [activity.feed(chunk) for chunk in chunks(order)]
    for chunk in chunks(noise(1) + flite("something else", "rms"))[:-3]:
        activity.feed(chunk)
    activity.reset()
    assert [activity.feed(chunk) for chunk in chunks(order)] == fresh


def labelled(recording: Path) -> list[tuple[float, float]]:
    """When people speak in a recording, as somebody wrote it down."""
    rttm = recording.with_name(recording.stem.split("__")[1] + ".rttm")
    lines = [line.split() for line in rttm.read_text().splitlines()] if rttm.exists() else []
    return [(float(line[3]), float(line[3]) + float(line[4])) for line in lines]


@pytest.mark.parametrize("recording", [r for r in people("vad") if labelled(r)], ids=lambda file: file.name)
def test_a_meeting_is_found_where_people_talk_in_it(recording: Path) -> None:
    found = spoken(decode(recording.read_bytes()))
    talking = [any(a <= i / 50 <= b for a, b in labelled(recording)) for i in range(len(found))]
    silent = [f for f, talk in zip(found, talking, strict=True) if not talk]
    assert sum(f for f, talk in zip(found, talking, strict=True) if talk) > 0.6 * sum(talking)
    assert sum(silent) <= 0.02 * len(silent)


@pytest.mark.parametrize("name", ["background_noise", "music"])
def test_a_kitchen_and_music_are_not_speech(name: str) -> None:
    recordings = [file for file in people("vad") if name in file.name]
    if not recordings:
        pytest.skip("no recordings here; JARVIS_TESTDATA names the folder")
    found = spoken(decode(recordings[0].read_bytes()))
    assert sum(found) < 0.02 * len(found)
