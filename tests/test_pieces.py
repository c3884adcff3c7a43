"""Sound of any rate, in pieces of any size, becomes one sound without clicks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.ports import Pcm
from voice.synthesize.pieces import Pieces


def sine(hz: int, rate_hz: int, seconds: float = 0.5) -> Pcm:
    turns = np.arange(int(rate_hz * seconds)) * hz / rate_hz
    return bytes((np.sin(2 * np.pi * turns) * 10_000).astype("<i2").tobytes())


def given_in(pieces: list[Pcm], rate_hz: int, volume: int = 100) -> list[Pcm]:
    stream = Pieces(rate_hz, volume)
    out = [piece for pcm in pieces for piece in stream.feed(pcm)]
    return [*out, *stream.feed(b"", last=True)]


@settings(max_examples=30, deadline=None)
@given(rate_hz=st.sampled_from([8_000, 16_000, 22_050, 44_100, 48_000]), cut=st.integers(1, 4_001))
def test_however_it_is_cut_it_is_the_same_sound(rate_hz: int, cut: int) -> None:
    sound = sine(440, rate_hz)
    pieces = given_in([sound[at : at + cut] for at in range(0, len(sound), cut)], rate_hz)
    assert max(map(len, pieces)) <= 22_050 * 2 * 60 / 1000
    assert all(len(piece) % 2 == 0 and piece for piece in pieces)
    whole = b"".join(pieces)
    assert len(whole) / 2 == pytest.approx(22_050 / 2, abs=10)
    samples = np.frombuffer(whole, "<i2").astype(int)[300:-300]
    steepest = 10_000 * 2 * np.pi * 440 / 22_050
    assert np.abs(np.diff(samples)).max() <= steepest * 1.05, "it clicks"


def test_nothing_is_changed_that_is_right_already() -> None:
    sound = sine(440, 22_050)
    assert b"".join(given_in([sound], 22_050)) == sound


@pytest.mark.parametrize(("volume", "loudest"), [(0, 0), (50, 5_000), (200, 20_000), (400, 32_767)])
def test_it_is_as_loud_as_was_asked_for(volume: int, loudest: int) -> None:
    samples = np.frombuffer(b"".join(given_in([sine(441, 22_050)], 22_050, volume)), "<i2").astype(int)
    assert np.abs(samples).max() == pytest.approx(loudest, abs=loudest / 100 + 2)


def test_silence_is_nothing() -> None:
    assert given_in([], 16_000) == []
    assert given_in([b"\0"], 22_050) == []
