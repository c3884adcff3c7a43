"""What is too slow, what is unusual, and that no order of events can confuse the one who tells it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.config import LatencyConfig
from jarvis.events import (
    Event,
    HandlerFailed,
    LatencyAnomaly,
    LatencyViolation,
    MicrophoneMuted,
    NothingHeard,
    TaskFinished,
    VoiceFailed,
)
from jarvis.latency import BUDGETS_MS, ERRORS_OF, OPEN_AT_MOST, LatencyMonitor
from jarvis.receipt import STAGES, TOTALS
from jarvis.records import Record
from tests.happened import (
    TYPED,
    Told,
    answering,
    ended,
    feed,
    finished,
    interrupted,
    listening,
    queued,
    recognized,
    sentence,
    silent,
    speaking,
    spoken,
    started,
    synthesized,
)

CONTRACT_MS = {
    "first_token": 500, "audio_to_asr": 50, "asr_to_llm": 100, "llm_first_token": 300, "llm_to_tts": 50,
    "tts_to_client": 100, "end_to_end": 2_000, "interruption": 150,
}  # fmt: skip


def story(stage: str, took_ms: float) -> list[Told]:
    """A turn of which one stage, or both it and a total, took exactly so long."""
    if stage == "interruption":
        cut: list[Told] = [(2_500, interrupted()), (2_500 + took_ms, silent(cut=True)), (9_000, finished())]
        return [*spoken()[:-2], *cut]
    if stage == "first_token":
        return spoken(llm_first_token=took_ms - 40 - 2)
    if stage == "end_to_end":
        return spoken(llm_first_token=took_ms - 40 - 2 - 20 - 30)
    return spoken("t", 0, **{stage: took_ms})


def violations(told: list[Event], stage: str) -> list[LatencyViolation]:
    return [event for event in told if isinstance(event, LatencyViolation) and event.stage == stage]


def test_the_budgets_are_those_of_the_contract_and_of_the_settings() -> None:
    assert BUDGETS_MS == CONTRACT_MS
    settings_ = LatencyConfig()
    assert {stage: getattr(settings_, f"{stage}_ms") for stage in CONTRACT_MS} == CONTRACT_MS


@pytest.mark.parametrize(("stage", "budget_ms"), CONTRACT_MS.items())
def test_as_long_as_the_budget_is_in_time_and_longer_is_not(stage: str, budget_ms: float) -> None:
    monitor = LatencyMonitor()
    for kept in (budget_ms - 1, budget_ms):
        told = feed(monitor, story(stage, kept))
        found = monitor.receipt()
        assert found
        assert found.took_ms(stage) == kept
        assert violations(told, stage) == []
    assert monitor.samples[stage].violations == 0
    told = feed(monitor, story(stage, budget_ms + 0.1))
    assert violations(told, stage) == [
        LatencyViolation(turn="t", stage=stage, took_ms=budget_ms + 0.1, budget_ms=budget_ms)
    ]
    assert monitor.samples[stage].violations == 1
    assert monitor.to_json()["stages"][stage]["violations"] == 1


@settings(deadline=None)
@given(
    began_s=st.floats(0, 1e7, allow_nan=False),
    stage=st.sampled_from(sorted(CONTRACT_MS)),
    more_ms=st.sampled_from([0, 1]),
)
def test_no_moment_of_the_day_turns_a_time_kept_into_one_broken(
    began_s: float, stage: str, more_ms: int
) -> None:
    """Differences of floating-point seconds are not whole milliseconds."""
    monitor = LatencyMonitor()
    told: list[Event] = []
    for number, (at_ms, event) in enumerate(story(stage, CONTRACT_MS[stage] + more_ms)):
        told += monitor.feed(Record(number, began_s + at_ms / 1000, event))
    assert len(violations(told, stage)) == monitor.samples[stage].violations == more_ms


def test_a_household_may_have_other_budgets() -> None:
    monitor = LatencyMonitor({"first_token": 20})
    assert feed(monitor, spoken(tts_to_client=5_000)) == [
        LatencyViolation(turn="t", stage="first_token", took_ms=50, budget_ms=20)
    ]
    assert monitor.samples["end_to_end"].violations == 0


def test_each_stage_that_was_too_slow_is_told_once() -> None:
    told = feed(LatencyMonitor(), spoken(audio_to_asr=51, llm_to_tts=2_000))
    assert [event.stage for event in told if isinstance(event, LatencyViolation)] == [
        "audio_to_asr", "llm_to_tts", "end_to_end",
    ]  # fmt: skip


def test_what_is_far_from_usual_is_told_even_within_its_budget() -> None:
    monitor = LatencyMonitor()
    for number in range(19):
        assert feed(monitor, spoken(str(number), llm_first_token=10 + number % 3)) == []
    assert feed(monitor, spoken("19", llm_first_token=11)) == []
    told = feed(monitor, spoken("late", llm_first_token=250))
    assert {event.stage for event in told if isinstance(event, LatencyAnomaly)} == {
        "llm_first_token", "first_token", "end_to_end",
    }  # fmt: skip
    found = next(event for event in told if isinstance(event, LatencyAnomaly))
    assert (found.turn, found.took_ms, found.usual_ms) == ("late", 250, 11)
    assert found.score > 3.5
    receipt = monitor.receipt()
    assert receipt
    assert {one.stage for one in receipt.spans if one.unusual} == {
        "llm_first_token",
        "first_token",
        "end_to_end",
    }
    assert not any(isinstance(event, LatencyViolation) for event in told)


def test_nineteen_turns_are_too_few_to_call_one_unusual() -> None:
    monitor = LatencyMonitor()
    for number in range(19):
        feed(monitor, spoken(str(number)))
    assert feed(monitor, spoken("late", llm_first_token=250)) == []


def fail(monitor: LatencyMonitor, statuses: str) -> dict[str, object]:
    """Turns that end well (.) or badly (x); gives how errors stand then."""
    for letter in statuses:
        feed(monitor, [*TYPED[:-1], (40, finished("t", "failed" if letter == "x" else "completed"))])
    return monitor.errors()


@pytest.mark.parametrize(
    ("statuses", "rate", "unusual"),
    [
        ("", 0, False),
        ("x" * 20, 1, False),  # nobody knows yet what is usual
        ("." * 40, 0, False),
        ("." * 80 + "x" + "." * 19, 0.05, False),  # one failure is no anomaly
        ("." * 80 + "x" * 6 + "." * 14, 0.3, True),
        ("." * 20 + "x" * 20, 1, True),
        ("." * 19 + "x" * 20, 1, False),
        ("x." * 50, 0.5, False),  # always bad is not unusual
        ("x" * 80 + "." * 20, 0, False),
    ],
)
def test_turns_fail_unusually_often(statuses: str, rate: float, *, unusual: bool) -> None:
    found = fail(LatencyMonitor(), statuses)
    assert found == {"turns": len(statuses), "rate": rate, "unusual": unusual}
    assert ERRORS_OF == 20


def test_a_cancelled_turn_did_not_fail() -> None:
    monitor = LatencyMonitor()
    feed(monitor, [*TYPED[:-1], (40, finished("t", "cancelled"))])
    assert monitor.errors()["rate"] == 0


def test_proposals_are_told_and_not_applied() -> None:
    monitor = LatencyMonitor()
    for number in range(60):
        feed(monitor, spoken(str(number), audio_to_asr=90))
    proposals = {one["stage"]: one for one in monitor.to_json()["proposals"]}
    assert (proposals["audio_to_asr"]["loosens"], proposals["audio_to_asr"]["proposed_ms"]) == (True, 110)
    assert (proposals["end_to_end"]["loosens"], proposals["end_to_end"]["proposed_ms"]) == (False, 230)
    assert "silence_wait" not in proposals
    assert len(violations(feed(monitor, spoken("last", audio_to_asr=90)), "audio_to_asr")) == 1
    assert json.loads(json.dumps(monitor.to_json())) == monitor.to_json()


KINDS: list[Callable[[str], Event]] = [
    listening, ended, queued, recognized, started, answering, sentence, synthesized, speaking, silent,
    interrupted, finished,
    lambda turn: finished(turn, "failed"),
    lambda turn: finished(turn, "cancelled"),
    lambda turn: NothingHeard(turn=turn, waited_ms=5_000),
    lambda turn: VoiceFailed(turn=turn, reason="?"),
    lambda turn: LatencyViolation(turn=turn, stage="end_to_end", took_ms=3_000, budget_ms=2_000),
    lambda _: MicrophoneMuted(),
    lambda turn: HandlerFailed(handler=turn, of_event="", error=""),
]  # fmt: skip
ANYTHING = st.lists(
    st.tuples(
        st.floats(-1e6, 1e6) | st.integers(0, 5_000).map(float),
        st.builds(lambda kind, turn: kind(turn), st.sampled_from(KINDS), st.sampled_from(["a", "b", ""])),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=300)
@given(story=ANYTHING)
def test_whatever_happens_in_whatever_order_no_time_is_negative(story: list[Told]) -> None:
    monitor = LatencyMonitor(keep=5)
    told = feed(monitor, story)
    assert len(monitor.receipts) <= 5
    for receipt in monitor.receipts:
        stages = [span.stage for span in receipt.spans]
        assert set(stages) <= {*STAGES, *TOTALS}
        assert len(set(stages)) == len(stages)
        assert all(0 <= span.took_ms < 1e10 for span in receipt.spans)
        json.dumps(receipt.to_json())
        json.dumps(receipt.to_trace())
    assert len(monitor.receipts) <= sum(isinstance(event, TaskFinished) for _, event in story)
    broken = sum(samples.violations for samples in monitor.samples.values())
    assert sum(isinstance(event, LatencyViolation) for event in told) == broken


@settings(deadline=None)
@given(lost=st.sets(st.integers(0, 9)))
def test_events_that_were_missed_leave_gaps_and_no_nonsense(lost: set[int]) -> None:
    whole = spoken()
    monitor = LatencyMonitor()
    assert feed(monitor, [told for number, told in enumerate(whole) if number not in lost]) == []
    receipt = monitor.receipt()
    assert (receipt is None) is ({0, 2} <= lost)  # then it never began
    for span in receipt.spans if receipt else ():
        assert span.took_ms <= 1_000


def test_a_thousand_turns_that_never_end_take_no_more_room_than_three_hundred() -> None:
    monitor = LatencyMonitor()
    feed(monitor, [(number, queued(str(number))) for number in range(1_000)])
    feed(monitor, [(2_000, finished(str(number))) for number in range(1_000)])
    assert monitor.errors()["turns"] == 100
    assert monitor.receipt(str(1_000 - OPEN_AT_MOST - 1)) is None
