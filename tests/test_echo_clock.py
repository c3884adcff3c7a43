"""Chunks that arrive late were still recorded in time."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.ports import RATE_HZ
from voice.echo_clock import CHUNK, CaptureClock


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_however_busy_the_loop_is_the_times_are_true_to_two_ms(seed: int) -> None:
    chance, clock = random.Random(seed), CaptureClock()  # noqa: S311 - a simulation
    for number in range(500):
        late_s = chance.uniform(0.002, 0.1) if chance.random() < 0.7 else chance.uniform(0, 0.001)
        found = clock.captured(100 + (number + 1) * 0.02 + late_s)
        if number > 50:
            assert abs(found - (100 * RATE_HZ + number * CHUNK)) <= RATE_HZ // 500


def test_a_sample_clock_that_runs_slow_is_followed_a_sample_at_a_time() -> None:
    clock, before = CaptureClock(), None
    for number in range(6_000):  # two minutes, 100 ppm
        found = clock.captured((number + 1) * 0.02 * 1.0001)
        if before is not None:
            assert abs(found - before - CHUNK) <= 1
        before = found
    true = 6_000 * 0.02 * 1.0001 * RATE_HZ - CHUNK
    assert before is not None
    assert abs(before - true) < RATE_HZ // 250


def test_after_an_interruption_it_begins_anew() -> None:
    clock = CaptureClock()
    for number in range(100):
        clock.captured((number + 1) * 0.02)
    clock.reset()
    assert clock.captured(500.02) == 500 * RATE_HZ


def test_sound_that_went_missing_unsaid_is_noticed_within_two_seconds() -> None:
    clock = CaptureClock()
    for number in range(100):
        clock.captured((number + 1) * 0.02)
    found = [clock.captured(60 + (number + 1) * 0.02) for number in range(100)]
    assert found[-1] == 60 * RATE_HZ + 99 * CHUNK
