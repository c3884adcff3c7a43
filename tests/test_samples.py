"""How long a stage takes here: figures one can check by hand, and proposals nobody applies unasked."""

import json
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.samples import BUCKETS_MS, KEPT, UNUSUAL_SCORE, Samples

TIMES = st.floats(0, 20_000, allow_nan=False)


def samples(*took_ms: float, budget_ms: float | None = 500) -> Samples:
    """A stage that took so long each time."""
    found = Samples("first_token", budget_ms)
    for one in took_ms:
        found.add(one)
    return found


def steady(times: int = 40) -> list[float]:
    """About 100 ms each."""
    return [100.0 + number % 5 for number in range(times)]


@given(took_ms=st.lists(TIMES, min_size=1, max_size=120), percent=st.integers(1, 100))
def test_a_percentile_is_the_least_time_that_so_many_do_not_exceed(
    took_ms: list[float], percent: int
) -> None:
    enough = [
        one for one in took_ms if sum(other <= one for other in took_ms) * 100 >= percent * len(took_ms)
    ]
    assert samples(*took_ms).percentile(percent) == min(enough)


def test_without_times_there_is_no_percentile() -> None:
    assert samples().percentile(95) is None
    assert samples().to_json()["p99_ms"] is None


def test_old_times_are_forgotten_and_counts_are_not() -> None:
    found = samples(*[9_000.0] * 10, *[1.0] * KEPT)
    assert found.percentile(100) == 1
    assert (found.count, found.violations) == (KEPT + 10, 10)
    assert sum(found.to_json()["histogram"].values()) == KEPT + 10


@given(took_ms=st.lists(TIMES | st.sampled_from(BUCKETS_MS), max_size=60))
def test_every_time_is_counted_in_the_first_bucket_it_fits(took_ms: list[float]) -> None:
    bounds = [0.0, *BUCKETS_MS, float("inf")]
    names = [*map(str, BUCKETS_MS), "+Inf"]
    histogram = samples(*took_ms).to_json()["histogram"]
    assert list(histogram) == names
    for name, below, bound in zip(names, [-1.0, *bounds[1:]], bounds[1:], strict=False):
        assert histogram[name] == sum(below < one <= bound for one in took_ms)


def test_a_time_that_equals_the_budget_breaks_nothing() -> None:
    assert samples(499, 500, 500.1, 501).violations == 2
    assert samples(499, 10_000, budget_ms=None).violations == 0


def test_the_figures_can_be_sent() -> None:
    told = samples(10, 20, 600).to_json()
    assert json.loads(json.dumps(told)) == told
    assert (told["count"], told["budget_ms"], told["violations"]) == (3, 500, 1)
    assert (told["p50_ms"], told["p95_ms"], told["p99_ms"]) == (20, 600, 600)
    assert told["smoothed_ms"] == 69.9  # 10, then a tenth of the way to 20, then to 600


def test_nothing_is_unusual_before_there_are_twenty() -> None:
    assert samples(*steady(19)).score(60_000) == (0.0, 60_000)
    score, usual_ms = samples(*steady(20)).score(60_000)
    assert score > UNUSUAL_SCORE
    assert usual_ms == 102


@given(took_ms=st.lists(TIMES, min_size=20, max_size=80), one=TIMES)
def test_the_score_is_the_robust_one(took_ms: list[float], one: float) -> None:
    score, usual_ms = samples(*took_ms).score(one)
    assert usual_ms == statistics.median(took_ms)
    assert (score > 0) is (one > usual_ms)
    spread = statistics.median(abs(other - usual_ms) for other in took_ms)
    if spread > max(0.05 * usual_ms, 0.5):
        assert score == pytest.approx(0.6745 * (one - usual_ms) / spread)


@pytest.mark.parametrize("usual_ms", [0.0, 0.1, 100.0, 2_000.0])
def test_times_that_never_varied_can_be_exceeded_a_little(usual_ms: float) -> None:
    """With a median deviation of nothing, every hiccup would be infinitely unusual."""
    found = samples(*[usual_ms] * 30)
    assert found.score(usual_ms)[0] == 0
    assert 0 < found.score(usual_ms * 1.1 + 1)[0] < UNUSUAL_SCORE
    assert found.score(usual_ms * 1.5 + 5)[0] > UNUSUAL_SCORE


def test_one_outlier_does_not_hide_the_next() -> None:
    found = samples(*steady())
    for _ in range(15):
        score, usual_ms = found.score(900)
        assert score > UNUSUAL_SCORE
        assert 100 <= usual_ms <= 105
        found.add(900)
    assert found.score(104)[0] < UNUSUAL_SCORE


def test_what_is_quicker_than_usual_is_no_anomaly() -> None:
    assert samples(*steady()).score(0)[0] < 0


def test_a_proposal_needs_fifty_times_and_a_budget() -> None:
    assert samples(*[900.0] * 49).proposal() is None
    assert samples(*[900.0] * 50).proposal()
    assert samples(*[900.0] * 50, budget_ms=None).proposal() is None


def test_a_budget_that_is_often_broken_is_not_loosened_silently() -> None:
    found = samples(*[900.0] * 60)
    proposal = found.proposal()
    assert proposal
    assert (proposal.stage, proposal.budget_ms, proposal.proposed_ms) == ("first_token", 500, 1_080)
    assert proposal.loosens
    assert "better find out why than allow it" in proposal.because
    assert found.budget_ms == 500  # nobody applied it
    found.add(900)
    assert found.violations == 61


def test_one_bad_moment_loosens_nothing() -> None:
    assert samples(*[100.0] * 60, 20_000).proposal() is None
    assert samples(*[100.0] * 96, *[20_000.0] * 4).proposal() is None


def test_what_is_far_below_its_budget_could_be_held_to_less() -> None:
    proposal = samples(*[101.0] * 60).proposal()
    assert proposal
    assert not proposal.loosens
    assert proposal.proposed_ms == 160  # half as much again, and up to the next ten
    assert proposal.because == "95 of 100 take no more than 101 ms"


def test_a_budget_is_not_tightened_right_after_a_bad_moment() -> None:
    assert samples(*[101.0] * 60, 20_000).proposal() is None


@pytest.mark.parametrize("took_ms", [166.0, 167.0, 250.0, 499.0, 500.0])
def test_a_budget_that_about_fits_is_left_alone(took_ms: float) -> None:
    assert samples(*[took_ms] * 60).proposal() is None


@given(took_ms=st.lists(TIMES, min_size=50, max_size=90), budget_ms=st.integers(1, 2_000))
def test_whatever_is_proposed_would_be_kept_by_most(took_ms: list[float], budget_ms: int) -> None:
    found = samples(*took_ms, budget_ms=budget_ms)
    proposal, usual_ms = found.proposal(), found.percentile(95)
    assert usual_ms is not None
    if proposal is None:
        assert usual_ms <= budget_ms
        return
    assert proposal.loosens is (usual_ms > budget_ms)
    assert proposal.loosens is (proposal.proposed_ms > budget_ms)
    assert proposal.proposed_ms >= usual_ms
    assert proposal.proposed_ms % 10 == 0
    assert proposal.proposed_ms >= 10
    assert proposal.loosens or proposal.proposed_ms < budget_ms / 2
    assert found.budget_ms == budget_ms
