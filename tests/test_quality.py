"""How good a microphone sounds, as one number."""

import array
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.ports import CHUNK_BYTES, Pcm
from voice.quality import Quality

SAMPLES = CHUNK_BYTES // 2
ANY_SOUND = st.binary(max_size=CHUNK_BYTES).map(lambda sound: sound[: len(sound) // 2 * 2])


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


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_the_noisier_the_worse(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert score(6_000, high) <= score(6_000, low)


@given(
    st.lists(st.tuples(st.binary(max_size=CHUNK_BYTES).map(lambda b: b[: len(b) // 2 * 2]), st.booleans()))
)
def test_it_is_between_nothing_and_one_whatever_the_sound(chunks: list[tuple[bytes, bool]]) -> None:
    quality = Quality()
    for chunk, speech in chunks:
        quality.feed(chunk, speech=speech)
        assert 0 <= quality.score <= 1
