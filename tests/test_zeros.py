"""What is done about a microphone that delivers nothing but zeros."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jarvis.ports import CHUNK_BYTES, CHUNK_MS
from tests.sound import chunks, noise
from voice.zeros import SELDOM_S, Finding, Zeros

ZEROS = bytes(CHUNK_BYTES)
SOUND = chunks(noise(0.02))[0]
FAINTEST = b"\x01" + bytes(CHUNK_BYTES - 1)


def found(zeros: Zeros, chunk: bytes, seconds: float) -> list[tuple[float, Finding]]:
    """What is found while this comes, and after how many seconds."""
    told = [(n * CHUNK_MS / 1000, zeros.feed(chunk)) for n in range(1, int(seconds * 1000) // CHUNK_MS + 1)]
    return [(at_s, one) for at_s, one in told if one is not Finding.NOTHING_NEW]


def test_a_muted_device_is_told_once_and_tried_again_ever_more_seldom() -> None:
    assert found(Zeros(30), ZEROS, 600) == [
        (30.0, Finding.SILENT),
        (90.0, Finding.STILL_SILENT),
        (210.0, Finding.STILL_SILENT),
        (450.0, Finding.STILL_SILENT),
    ]


def test_the_faintest_sound_shows_that_it_hears() -> None:
    zeros = Zeros(30)
    found(zeros, ZEROS, 31)
    assert zeros.silent
    assert [zeros.feed(FAINTEST), zeros.feed(FAINTEST)] == [Finding.HEARS, Finding.NOTHING_NEW]


def test_whoever_speaks_now_and_then_is_never_taken_for_silence() -> None:
    zeros = Zeros(30)
    for _ in range(10):
        assert found(zeros, ZEROS, 29) == []
        assert found(zeros, SOUND, 0.02) == []


def test_a_microphone_that_is_silent_between_words_is_told_ever_more_seldom() -> None:
    zeros = Zeros(30)
    assert found(zeros, ZEROS, 40) == [(30.0, Finding.SILENT)]
    zeros.feed(SOUND)
    assert found(zeros, ZEROS, 70) == [(60.0, Finding.SILENT)]
    found(zeros, SOUND, 30)  # this one is no such microphone
    assert found(zeros, ZEROS, 40) == [(30.0, Finding.SILENT)]


def test_of_another_microphone_nothing_is_known_yet() -> None:
    zeros = Zeros(30)
    found(zeros, ZEROS, 100)
    zeros.forget()
    assert not zeros.silent
    assert found(zeros, ZEROS, 31) == [(30.0, Finding.SILENT)]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 40)), max_size=12), st.integers(1, 10))
def test_attempts_keep_their_distance_and_silence_is_told_before_hearing(
    parts: list[tuple[bool, float]], silent_s: int
) -> None:
    zeros, last, since_s, silent = Zeros(silent_s), 0.0, 0.0, False
    for loud, seconds in parts:
        for _ in range(int(seconds * 1000) // CHUNK_MS):
            since_s += CHUNK_MS / 1000
            one = zeros.feed(SOUND if loud else ZEROS)
            if one in {Finding.SILENT, Finding.STILL_SILENT}:
                assert since_s - last >= silent_s - 0.001
                assert silent is (one is Finding.STILL_SILENT)
                last, silent = since_s, True
            elif one is Finding.HEARS:
                assert silent
                silent = False
            assert zeros.silent is silent


def test_the_pauses_have_an_end() -> None:
    at_s = [when_s for when_s, _ in found(Zeros(600), ZEROS, 6 * SELDOM_S)]
    assert max(b - a for a, b in pairwise(at_s)) == SELDOM_S
