"""How long to wait for more: learnt from how somebody pauses."""

from hypothesis import given
from hypothesis import strategies as st

from voice.pace import PAUSE_MS, Pace

PAUSES_MS = st.lists(st.integers(20, 5_000), max_size=100)


def after(*pauses_ms: int, usual_ms: int = 700) -> int:
    pace = Pace(usual_ms)
    for pause_ms in pauses_ms:
        pace.paused(pause_ms)
    return pace.silence_ms


def test_of_somebody_unknown_what_is_usual_is_expected() -> None:
    assert after() == after(600, 600, 600, 600) == 700


def test_whoever_thinks_while_they_speak_is_given_time() -> None:
    assert after(*[600] * 5) == 900
    assert after(*[900] * 5) == 1_260


def test_whoever_speaks_without_a_pause_is_answered_sooner() -> None:
    assert after(*[200] * 5) == 490


def test_one_long_pause_among_many_short_ones_changes_little() -> None:
    assert after(*[200] * 30, 3_000) == after(*[200] * 30)


def test_the_gaps_inside_words_are_no_pauses() -> None:
    assert after(*[PAUSE_MS - 20] * 50) == 700


def test_how_they_paused_long_ago_is_forgotten() -> None:
    assert after(*[900] * 40, *[200] * 40) == after(*[200] * 40)


@given(PAUSES_MS, st.integers(200, 2_000))
def test_it_never_strays_far_from_what_is_usual(pauses_ms: list[int], usual_ms: int) -> None:
    waits_ms = after(*pauses_ms, usual_ms=usual_ms)
    assert round(usual_ms * 0.7) <= waits_ms <= round(usual_ms * 1.8)


@given(st.lists(st.integers(PAUSE_MS, 5_000), min_size=5, max_size=40), st.integers(0, 1_000))
def test_longer_pauses_never_make_it_less_patient(pauses_ms: list[int], more_ms: int) -> None:
    assert after(*[pause_ms + more_ms for pause_ms in pauses_ms]) >= after(*pauses_ms)
