"""Sound made louder and softer without clicks."""

import itertools
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.fades import Volume, fade_samples, fallen, gain_of, mixed, pcm_of, risen, samples_of

SAMPLES = st.lists(st.integers(-32_768, 32_767), max_size=60)
RATE_HZ = 16_000


@given(SAMPLES)
def test_samples_become_sound_and_samples_again(samples: list[int]) -> None:
    pcm = pcm_of(array("h", samples))
    assert pcm == b"".join(one.to_bytes(2, "little", signed=True) for one in samples)
    assert list(samples_of(pcm)) == samples


def test_a_fade_lasts_five_milliseconds() -> None:
    assert (fade_samples(RATE_HZ), fade_samples(22_050), fade_samples(1)) == (80, 110, 1)


def test_a_rise_in_two_pieces_is_the_same_as_in_one() -> None:
    sound = array("h", [1_000] * 30)
    whole = risen(sound, 0, 20)
    assert list(whole) == [(i + 1) * 50 for i in range(20)] + [1_000] * 10
    assert risen(sound[:7], 0, 20) + risen(sound[7:], 7, 20) == whole


@pytest.mark.parametrize("there", [1, 5, 10, 50])
def test_a_fall_ends_in_silence_also_where_sound_is_missing(there: int) -> None:
    falling = fallen(array("h", [1_000] * there), 10)
    assert list(falling) == [900, 800, 700, 600, 500, 400, 300, 200, 100, 0]
    assert not any(fallen(array("h"), 10))


@given(SAMPLES, SAMPLES)
def test_two_sounds_at_once_are_as_long_as_the_first_and_clipped(one: list[int], other: list[int]) -> None:
    both = mixed(array("h", one), array("h", other))
    padded = other + [0] * len(one)
    assert list(both) == [max(-32_768, min(32_767, a + b)) for a, b in zip(one, padded, strict=False)]


def test_half_the_percent_is_a_quarter_of_the_amplitude_and_the_ends_are_exact() -> None:
    assert (gain_of(100), gain_of(50), gain_of(0)) == (1.0, 0.25, 0.0)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 500)), max_size=10))
def test_no_change_of_the_volume_clicks(changes: list[tuple[int, int]]) -> None:
    volume, heard = Volume(), [10_000]
    for percent, samples in changes:
        volume.change(percent)
        heard += volume.apply(array("h", [10_000] * samples), RATE_HZ)
    steps = [abs(b - a) for a, b in itertools.pairwise(heard)]
    assert max(steps, default=0) <= 10_000 * 1000 / (20 * RATE_HZ) + 1


def test_after_twenty_milliseconds_it_is_as_loud_as_was_asked() -> None:
    volume, sound = Volume(), array("h", [10_000] * 320)
    assert volume.apply(sound, RATE_HZ) == sound
    volume.change(50)
    assert volume.apply(sound, RATE_HZ)[-1] == pytest.approx(2_500, abs=1)
    assert set(volume.apply(sound, RATE_HZ)) == {2_500}
    volume.change(100)
    volume.apply(sound, RATE_HZ)
    assert volume.apply(sound, RATE_HZ) == sound
