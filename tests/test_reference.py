"""What left the loudspeaker, and when."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.reference import REPORT_S, Reference, Report

RATE_HZ = 16_000
PIECE_S = 0.008
SOUND = b"\1\0" * 128


def reported(pieces: list[tuple[float, bool]]) -> list[Report]:
    """What is told when pieces of 8 ms go out at these times."""
    reference = Reference(RATE_HZ)
    told = [reference.feed(SOUND, at_s, sounds=sounds) for at_s, sounds in pieces]
    return [report for report in told if report is not None]


@given(st.binary(max_size=2_000), st.integers(1, 192_000), st.floats(0, 1e9))
def test_a_report_comes_through(pcm: bytes, rate_hz: int, at_s: float) -> None:
    report = Report(pcm, rate_hz, at_s)
    assert Report.unpack(report.pack()) == report


def test_pieces_are_joined_and_each_report_continues_the_one_before() -> None:
    told = reported([(100 + i * PIECE_S, True) for i in range(9)])
    assert [one.at_s for one in told] == pytest.approx([100 + i * REPORT_S for i in range(3)])
    assert {len(one.pcm) for one in told} == {3 * len(SOUND)}


def test_the_jitter_of_a_device_is_smoothed_and_its_drift_followed() -> None:
    told = reported([(i * PIECE_S + (0.006 if i % 2 else 0), True) for i in range(300)])
    gaps_s = [b.at_s - a.at_s for a, b in itertools.pairwise(told)]
    assert all(gap_s == pytest.approx(REPORT_S, abs=0.001) for gap_s in gaps_s)
    drifting = reported([(i * PIECE_S * 1.001, True) for i in range(3_000)])
    assert drifting[-1].at_s == pytest.approx(2_997 * PIECE_S * 1.001, abs=0.001)


def test_silence_is_not_told_and_what_follows_has_a_time_of_its_own() -> None:
    told = reported([(0, True), (PIECE_S, False), (2 * PIECE_S, False), (3 * PIECE_S, True)] * 1)
    assert [(one.pcm, one.at_s) for one in told] == [(SOUND, 0)]
    again = reported([(0, True), (PIECE_S, False), (5.0, True), (5.0 + PIECE_S, False)])
    assert [one.at_s for one in again] == [0, 5.0]


def test_after_a_leap_in_time_it_begins_anew() -> None:
    told = reported([(0, True), (PIECE_S, True), (1.0, True), (1.0 + PIECE_S, False)])
    assert [(len(one.pcm), one.at_s) for one in told] == [(2 * len(SOUND), 0), (len(SOUND), 1.0)]
