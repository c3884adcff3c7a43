"""How good a microphone sounds, as one number."""

import array
import functools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.ports import CHUNK_BYTES, Pcm
from voice.quality import Quality

SAMPLES = CHUNK_BYTES // 2
LEVEL = st.integers(0, 50).map(lambda step: step**2 * 2)
"""How loud a tone is; small differences matter more when it is quiet."""


@functools.cache
def tone(amplitude: float) -> Pcm:
    """20 ms of a tone; louder than full scale it is clipped."""
    wave = (round(amplitude * math.sin(i / 5)) for i in range(SAMPLES))
    return array.array("h", (max(-32_768, min(32_767, sample)) for sample in wave)).tobytes()


def score(speech: float, noise: float) -> float:
    quality = Quality()
    for _ in range(50):
        quality.feed(tone(noise), speech=False)
        quality.feed(tone(speech), speech=True)
    return quality.score


def test_before_anybody_spoke_it_is_nothing() -> None:
    assert Quality().score == 0
    assert score(0, 0) == 0


def test_loud_and_clear_speech_is_as_good_as_it_gets() -> None:
    assert score(6_000, 20) == 1.0


@pytest.mark.parametrize(
    ("speech", "noise", "least", "most"),
    [
        (100_000, 20, 0, 0.01),
        (200, 2, 0.2, 0.6),
        (40, 1, 0, 0.1),
        (6_000, 1_500, 0.3, 0.7),
        (1_000, 1_000, 0, 0.01),
    ],
    ids=["clipped", "quiet", "far too quiet", "noisy", "drowned"],
)
def test_what_is_wrong_with_it_lowers_it(speech: float, noise: float, least: float, most: float) -> None:
    assert least <= score(speech, noise) <= most


def steady(speech: int, noise: int = 0) -> float:
    """The score of square waves, whose loudness is known exactly."""
    quality = Quality()
    quality.feed(array.array("h", [noise, -noise] * 160).tobytes(), speech=False)
    quality.feed(array.array("h", [speech, -speech] * 160).tobytes(), speech=True)
    return quality.score


@pytest.mark.parametrize(
    ("speech", "noise", "wanted"),
    [
        (1_037, 1, 1.0),  # 30 dB below the loudest there can be
        (519, 1, 0.7589),  # half of that: 6 dB of 25 are missing
        (58, 1, 0.0),  # 55 dB below it
        (5_000, 1_000, 0.5592),  # 14 dB above the noise, of 25
        (5_000, 281, 1.0),
        (31_999, 1, 1.0),
        (32_000, 1, 0.0),
    ],
)
def test_loudness_clarity_and_clipping_are_weighed_as_told(speech: int, noise: int, wanted: float) -> None:
    assert steady(speech, noise) == pytest.approx(wanted, abs=0.001)


def test_one_clipped_sample_in_a_hundred_costs_a_fifth() -> None:
    quality, samples = Quality(), [6_000, -6_000] * 250
    samples[::100] = [32_767, -32_768] * 2 + [32_767]
    quality.feed(array.array("h", samples).tobytes(), speech=True)
    assert quality.score == pytest.approx(0.8, abs=0.001)
    quality.feed(array.array("h", [6_000, -6_000] * 250).tobytes(), speech=True)
    assert quality.score == pytest.approx(0.9, abs=0.001)


def test_a_clipped_noise_is_no_clipped_speech() -> None:
    quality = Quality()
    quality.feed(tone(100_000), speech=False)
    for _ in range(200):
        quality.feed(tone(20), speech=False)
        quality.feed(tone(6_000), speech=True)
    assert quality.score == 1.0


def test_who_comes_nearer_is_heard_better_little_by_little() -> None:
    quality, scores = Quality(), list[float]()
    quality.feed(tone(1), speech=False)
    for amplitude in [200] * 10 + [1_000] * 40:
        quality.feed(tone(amplitude), speech=True)
        scores.append(quality.score)
    assert scores == sorted(scores)
    assert scores[0] == scores[9] < scores[10] < scores[12] < scores[20] < scores[49]
    assert scores[49] == pytest.approx(score(1_000, 1), abs=0.01)
    assert scores[10] < (scores[0] + scores[49]) / 2


def test_one_bang_between_words_is_not_how_noisy_it_is() -> None:
    quality = Quality()
    quality.feed(tone(6_000), speech=True)
    for amplitude in [100] * 50 + [3_000]:
        quality.feed(tone(amplitude), speech=False)
    assert score(6_000, 3_000) < 0.3
    assert 0.5 < quality.score < score(6_000, 100)


@given(LEVEL, LEVEL)
def test_the_noisier_the_worse(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert score(6_000, high) <= score(6_000, low)
    assert steady(6_000, high) <= steady(6_000, low)


@given(LEVEL, LEVEL, LEVEL)
def test_the_louder_the_better_until_it_is_clipped(one: int, other: int, noise: int) -> None:
    low, high = sorted((one, other))
    assert score(low, noise) <= score(high, noise)


@given(st.lists(st.tuples(st.binary(max_size=CHUNK_BYTES + 3), st.booleans())))
def test_it_is_between_nothing_and_one_whatever_the_sound(chunks: list[tuple[bytes, bool]]) -> None:
    quality = Quality()
    for chunk, speech in chunks:
        quality.feed(chunk, speech=speech)
        assert 0 <= quality.score <= 1
