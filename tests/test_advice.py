"""Which threshold would have been better, going by what the user said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.advice import Advice, advise
from voice.entry import Entry, Outcome, Verdict

WRONG, ME = Verdict.WRONG, Verdict.ME
WITH_092 = "With wake.threshold 0.92 there would have been"
Line = tuple[float, Verdict | None]


def entries(*lines: Line) -> list[Entry]:
    """Scores and verdicts; above 0.97 it woke."""
    return [
        Entry(number, 0.0, "hey jarvis", score, 0.97, Outcome.WOKE if score > 0.97 else Outcome.NEAR, verdict)
        for number, (score, verdict) in enumerate(lines, 1)
    ]


def advice(*lines: Line) -> Advice:
    return advise(entries(*lines), 0.97, 0.5)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            [(0.975, WRONG), (0.975, WRONG), (0.978, WRONG), (0.976, None), (0.995, ME)],
            "With wake.threshold 0.98 there would have been 3 fewer false wakes and 1 missed.",
        ),
        (
            [(0.975, WRONG), (0.995, None)],
            "With wake.threshold 0.98 there would have been 1 fewer false wake.",
        ),
        (
            [(0.925, ME), (0.93, ME), (0.93, ME), (0.925, None), (0.6, None)],
            f"{WITH_092} 3 more wakes that you meant and 1 more false wake.",
        ),
        ([(0.935, ME)], "With wake.threshold 0.93 there would have been 1 more wake that you meant."),
        ([], "Nothing to advise: say “that was wrong” after a false wake."),
        ([(0.99, None), (0.6, None)], "Nothing to advise: say “that was wrong” after a false wake."),
        ([(0.996, WRONG), (0.6, WRONG)], "Nothing to advise: no other threshold would have done better."),
        ([(0.98, WRONG), (0.98, None)], "Nothing to advise: no other threshold would have done better."),
        ([(0.996, ME)], "Nothing to advise: no other threshold would have done better."),
    ],
)
def test_it_is_a_sentence_with_figures(lines: list[Line], told: str) -> None:
    assert advice(*lines).sentence == told


def test_the_smallest_change_that_helps_as_much_is_advised() -> None:
    best = advice((0.971, WRONG), (0.996, ME)).best
    assert best
    assert best.threshold == 0.98


@pytest.mark.parametrize("outcome", [Outcome.OWN_SPEECH, Outcome.REFRACTORY])
def test_what_was_ignored_for_other_reasons_tells_nothing_about_a_threshold(outcome: Outcome) -> None:
    ignored = Entry(1, 0.0, "hey jarvis", 0.99, 0.97, outcome, WRONG)
    assert all(candidate.worth == 0 for candidate in advise([ignored], 0.97, 0.5).candidates)


def test_words_with_thresholds_of_their_own_are_left_out() -> None:
    apart = Entry(1, 0.0, "alexa", 0.91, 0.9, Outcome.WOKE, WRONG)
    assert advise([apart], 0.97, 0.5).best is None


def test_a_test_counts_like_a_wake() -> None:
    tried = Entry(1, 0.0, "hey jarvis", 0.975, 0.97, Outcome.TESTED, ME)
    assert [one.missed for one in advise([tried], 0.97, 0.5).candidates if one.threshold == 0.98] == [1]


LINES = st.lists(st.tuples(st.floats(0.51, 0.999), st.sampled_from([None, WRONG, ME])), max_size=20)


@given(LINES)
def test_the_figures_are_those_that_the_threshold_would_have_brought(lines: list[Line]) -> None:
    found = advice(*lines)
    assert [candidate.threshold for candidate in found.candidates] == [step / 100 for step in range(50, 100)]
    for one in found.candidates:
        right = sum((score > one.threshold) is (verdict is not WRONG) for score, verdict in lines if verdict)
        now = sum((score > 0.97) is (verdict is not WRONG) for score, verdict in lines if verdict)
        unjudged = [score for score, verdict in lines if not verdict]
        changed = sum((score > one.threshold) is not (score > 0.97) for score in unjudged)
        judged_near_wrong = sum(one.threshold < score <= 0.97 for score, verdict in lines if verdict is WRONG)
        assert one.worth == right - now - changed
        assert one.more_false >= judged_near_wrong
    if found.best:
        assert found.best.worth == max(one.worth for one in found.candidates) > 0
