"""Hearing the wake word, and taking it out of what was said after it."""

from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from annotated_types import Le
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.errors import BadInputError
from jarvis.ports import Pcm, Wake
from jarvis.wake_config import WakeConfig
from tests.sound import VOICES, chunks, flite, noise, people, silence
from voice.audio import decode
from voice.wake import WakeWords, without_wake_phrase


def heard(detector: WakeWords, *sounds: Pcm) -> list[Wake]:
    """What a detector that has heard a second of silence finds in these sounds."""
    everything = silence(1) + b"".join(sounds) + silence(1)
    return [wake for chunk in chunks(everything) if (wake := detector.feed(chunk))]


@pytest.fixture
def detector() -> WakeWords:
    return WakeWords(WakeConfig())


@pytest.mark.parametrize("stretch", [0.9, 1.0, 1.15, 1.3])
@pytest.mark.parametrize("voice", VOICES)
def test_it_hears_its_phrase_from_everybody_fast_or_slow(
    voice: str, stretch: float, detector: WakeWords
) -> None:
    wakes = heard(detector, flite("hey jarvis", voice, stretch))
    assert wakes
    assert wakes[0].phrase == "hey jarvis"
    assert all(0.97 < wake.score <= 1 for wake in wakes)


@pytest.mark.parametrize("voice", VOICES)
def test_it_notices_within_half_a_second_of_sound(voice: str, detector: WakeWords) -> None:
    phrase = flite("hey jarvis", voice)
    fired = [detector.feed(chunk) is not None for chunk in chunks(silence(1) + phrase + silence(1))]
    word_ends = (len(silence(1)) + len(phrase)) // 640
    assert word_ends - 25 < fired.index(True) < word_ends + 25


@pytest.mark.parametrize("recording", people("wake_hey_jarvis"), ids=lambda file: file.name)
def test_it_hears_real_people(recording: Path, detector: WakeWords) -> None:
    assert heard(detector, decode(recording.read_bytes()))


@pytest.mark.parametrize("folder", ["wake_negative", "read_speech", "commands"])
def test_what_people_say_to_each_other_does_not_wake_it(folder: str, detector: WakeWords) -> None:
    recordings = people(folder)
    if not recordings:
        pytest.skip("no recorded speech here; JARVIS_TESTDATA names the folder")
    for recording in recordings:
        with suppress(BadInputError):  # one of them is damaged
            assert heard(detector, decode(recording.read_bytes())) == [], recording.name


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("text", ["good morning", "have you heard of this", "jarvis is a name", "alexa"])
def test_other_words_do_not_wake_it(text: str, voice: str, detector: WakeWords) -> None:
    assert heard(detector, flite(text, voice)) == []


@pytest.mark.parametrize("level", [0.0, 0.01, 0.2, 0.9])
def test_neither_noise_nor_silence_wakes_it(level: float, detector: WakeWords) -> None:
    assert heard(detector, noise(10, level)) == []


def test_it_hears_its_phrase_through_noise(detector: WakeWords) -> None:
    assert heard(detector, noise(2, 0.01), flite("hey jarvis", "rms"), noise(1, 0.01))


def test_after_a_reset_the_first_half_of_the_phrase_is_forgotten(detector: WakeWords) -> None:
    phrase = chunks(silence(1) + flite("hey jarvis") + silence(1))
    wakes = [number for number, chunk in enumerate(phrase) if detector.feed(chunk)]
    detector.reset()
    for chunk in phrase[: wakes[0] - 15]:
        assert detector.feed(chunk) is None
    detector.reset()
    assert not any(detector.feed(chunk) for chunk in phrase[wakes[0] - 15 :])


def test_after_a_reset_it_hears_the_phrase_as_if_for_the_first_time(detector: WakeWords) -> None:
    first = heard(detector, flite("hey jarvis", "awb"))
    detector.reset()
    assert heard(detector, flite("hey jarvis", "awb")) == first


@pytest.mark.parametrize(
    ("model", "phrase"), [("alexa", "alexa"), ("hey_mycroft", "hey mycroft"), ("okay_nabu", "okay nabu")]
)
def test_it_can_be_called_otherwise(model: Literal["alexa", "hey_mycroft", "okay_nabu"], phrase: str) -> None:
    detector = WakeWords(WakeConfig(models=(model,)))
    assert heard(detector, flite("hey jarvis", "rms")) == []
    assert heard(detector, flite(phrase, "rms"))[0].phrase == phrase


def test_a_lower_threshold_hears_what_is_mumbled() -> None:
    mumbled = flite("hey jarvis", "slt", 0.7)
    assert heard(WakeWords(WakeConfig()), mumbled) == []
    assert heard(WakeWords(WakeConfig(threshold=0.5)), mumbled)


def test_the_strictest_threshold_one_can_set_still_hears_somebody() -> None:
    strictest = next(
        float(str(m.le)) for m in WakeConfig.model_fields["threshold"].metadata if isinstance(m, Le)
    )
    assert heard(WakeWords(WakeConfig(threshold=strictest)), flite("hey jarvis", "rms"))


@pytest.mark.parametrize(
    "called", ["Hey Jarvis,", "hey jarvis", "Hey, Jarvis!", "Hey Travis,", "A jarvis", "Jarvis:"]
)
def test_the_wake_phrase_is_taken_off_however_it_was_spelled(called: str) -> None:
    assert without_wake_phrase(f"{called} what time is it?", "hey jarvis") == "what time is it?"
    assert without_wake_phrase(called, "hey jarvis") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Start the timer.",
        "Have this ready",
        "Hey, just a minute",
        "what does jarvis mean",
        "Harvest the crops",
        "",
    ],
)
def test_what_is_not_the_wake_phrase_stays(text: str) -> None:
    assert without_wake_phrase(text, "hey jarvis") == text


@settings(deadline=None)
@given(st.text(), st.sampled_from(["hey jarvis", "alexa", "okay nabu"]))
def test_only_the_first_four_words_can_ever_go(text: str, phrase: str) -> None:
    words = text.split()
    endings = [" ".join(words[count:]) for count in range(1, min(4, len(words)) + 1)]
    assert without_wake_phrase(text, phrase) in {text, *endings}
