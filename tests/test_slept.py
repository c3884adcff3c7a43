"""Whether the machine slept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.slept import JUMP_S, Slept, never


class Clocks:
    """Two clocks somebody moves."""

    def __init__(self) -> None:
        self.wall_s, self.counting_s = 1_700_000_000.0, 5.0

    def pass_by(self, seconds: float, asleep_s: float = 0.0) -> None:
        """Time goes by; while the machine sleeps, only on the wall."""
        self.counting_s += seconds
        self.wall_s += seconds + asleep_s


def test_a_night_is_noticed_once() -> None:
    clocks = Clocks()
    slept = Slept(lambda: clocks.wall_s, lambda: clocks.counting_s)
    assert not slept()
    clocks.pass_by(0.02, asleep_s=8 * 3_600)
    assert slept()
    clocks.pass_by(0.02)
    assert not slept()


@pytest.mark.parametrize("asleep_s", [0, 1, JUMP_S - 0.1, -3_600])
def test_a_clock_that_is_set_right_is_no_sleep(asleep_s: float) -> None:
    clocks = Clocks()
    slept = Slept(lambda: clocks.wall_s, lambda: clocks.counting_s)
    clocks.pass_by(0.02, asleep_s)
    assert not slept()


@given(st.lists(st.floats(0, 100_000)))
def test_however_long_it_is_awake_that_is_no_sleep(waits_s: list[float]) -> None:
    clocks = Clocks()
    slept = Slept(lambda: clocks.wall_s, lambda: clocks.counting_s)
    for wait_s, _ in pairwise([*waits_s, 0.0]):
        clocks.pass_by(wait_s, asleep_s=0.001)
        assert not slept()


def test_some_machines_never_sleep() -> None:
    assert not never()
