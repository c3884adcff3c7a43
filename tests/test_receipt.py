"""The receipt of a turn: what it tells its owner, what may be written down, and how it is said."""

import doctest
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis import receipt as module
from jarvis.receipt import STAGES, TOTALS, Receipt, Span, explained, seconds, traceparent

CANARY = "my secret is Zanzibar"
TRACE_CONTEXT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01")
"""As W3C has it: version, trace, parent, flags; neither of the middle two is all zeros."""


def receipt(*spans: Span, status: str = "completed") -> Receipt:
    """What became of a turn that took so long."""
    return Receipt(
        turn="voice_1_0",
        heard=CANARY,
        answerer="diary.note",
        status=status,
        said=f"I noted that {CANARY}.",
        spans=spans,
        counts={"asr_partials": 0, "llm_tokens": 3, "tts_chunks": 1},
    )


QUICK = (
    Span("silence_wait", 700),
    Span("audio_to_asr", 44, 50),
    Span("asr_to_llm", 1, 100),
    Span("llm_first_token", 5, 300),
    Span("llm_to_tts", 20, 50),
    Span("tts_to_client", 30, 100),
    Span("first_token", 50, 500),
    Span("end_to_end", 100, 2_000),
)


def slow(**took_ms: float) -> tuple[Span, ...]:
    """The quick turn, but some stages took so long."""
    return tuple(Span(one.stage, took_ms.get(one.stage, one.took_ms), one.budget_ms) for one in QUICK)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(module) == (0, 2)


@pytest.mark.parametrize(
    ("took_ms", "budget_ms", "over"),
    [(500, 500, False), (500.1, 500, True), (499.9, 500, False), (10_000, None, False), (0.1, 0, True)],
)
def test_a_stage_is_over_when_it_took_longer_than_its_budget(
    took_ms: float, budget_ms: float | None, *, over: bool
) -> None:
    assert Span("first_token", took_ms, budget_ms).over is over


def test_the_time_of_a_stage_is_found_by_its_name() -> None:
    found = receipt(*QUICK)
    assert found.took_ms("llm_to_tts") == 20
    assert found.took_ms("interruption") is None
    assert receipt(Span("asr_to_llm", 0.0)).took_ms("asr_to_llm") == 0


def test_its_owner_is_told_everything() -> None:
    told = receipt(*slow(audio_to_asr=51)).to_json()
    assert json.loads(json.dumps(told)) == told | {"spans": json.loads(json.dumps(told["spans"]))}
    assert (told["heard"], told["said"]) == (CANARY, f"I noted that {CANARY}.")
    assert told["spans"][1] == {
        "stage": "audio_to_asr",
        "took_ms": 51,
        "budget_ms": 50,
        "unusual": False,
        "over": True,
    }
    assert [one["over"] for one in told["spans"]].count(True) == 1
    assert told["counts"] == {"asr_partials": 0, "llm_tokens": 3, "tts_chunks": 1}
    assert told["explained"] == explained(receipt(*slow(audio_to_asr=51)))
    assert told["traceparent"] == traceparent("voice_1_0")


def test_what_may_be_written_down_holds_nothing_that_was_said() -> None:
    written = json.dumps(receipt(*QUICK).to_trace())
    for word in ("secret", "Zanzibar", "noted"):
        assert word not in written
    told = json.loads(written)
    assert told["spans"][1] == {"stage": "audio_to_asr", "took_ms": 44}
    assert set(told) == {
        "traceparent", "turn", "answerer", "status", "spans", "asr_partials", "llm_tokens", "tts_chunks",
    }  # fmt: skip


@given(turn=st.text())
def test_every_turn_has_a_trace_context_of_its_own_that_stays(turn: str) -> None:
    found = traceparent(turn)
    assert TRACE_CONTEXT.fullmatch(found)
    assert traceparent(turn) == found
    assert traceparent(f"{turn}x") != found


def test_of_a_quick_turn_it_says_that_all_was_well() -> None:
    assert explained(receipt(*QUICK)) == (
        "From your last word to my first it took 800 milliseconds. "
        "Most of it, 700 milliseconds, went into waiting to be sure that you had finished. "
        "Every stage kept within its budget."
    )


def test_of_a_slow_turn_it_says_what_was_too_slow() -> None:
    assert explained(receipt(*slow(llm_first_token=1_540, end_to_end=1_635))) == (
        "From your last word to my first it took 2.3 seconds. "
        "Most of it, 1.5 seconds, went into finding the answer. "
        "Too slow was this: finding the answer took 1.5 seconds instead of 300 milliseconds at most."
    )


def test_each_stage_that_was_too_slow_is_told() -> None:
    told = explained(receipt(*slow(audio_to_asr=900, llm_first_token=950, end_to_end=1_901)))
    assert told == (
        "From your last word to my first it took 2.6 seconds. "
        "The longest part of it, 950 milliseconds, went into finding the answer. "
        "Too slow was this: turning speech into text took 900 milliseconds instead of 50 milliseconds at"
        " most, and finding the answer took 950 milliseconds instead of 300 milliseconds at most."
    )


def test_waiting_for_its_own_voice_is_told_and_is_nobodys_fault() -> None:
    spans = (*slow(end_to_end=4_100), Span("waiting_for_voice", 4_000))
    told = explained(receipt(*spans))
    assert "4.0 seconds, went into waiting until I had finished saying something else" in told
    assert "Every stage kept within its budget." in told


def test_an_answer_that_is_read_begins_with_its_first_word() -> None:
    """However long it goes on."""
    spans = (Span("asr_to_llm", 2, 100), Span("llm_first_token", 48, 300), Span("first_token", 50, 500))
    told = explained(receipt(*spans, Span("end_to_end", 9_000, 2_000)))
    assert told.startswith("From your last word to my first it took 50 milliseconds. Most of it, 48 ")


@pytest.mark.parametrize(
    "spans",
    [
        (),
        (Span("end_to_end", 5),),
        (Span("silence_wait", 700),),
        (Span("asr_to_llm", 1, 100), Span("interruption", 30, 150)),
    ],
)
def test_what_was_cancelled_before_an_answer_has_no_times(spans: tuple[Span, ...]) -> None:
    told = explained(receipt(*spans, status="cancelled"))
    assert told == "I have no times for that: it ended before there was an answer."


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_every_stage_can_be_said(stage: str) -> None:
    told = explained(receipt(Span(stage, 5_000, 1), Span("asr_to_llm", 1, 100), Span("end_to_end", 6_000)))
    assert (STAGES[stage] in told) is (stage != "interruption")  # that comes after the first word
    assert not re.search(r"\w_\w", told)
    assert not set(STAGES) & set(TOTALS)


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0 milliseconds"), (0.4, "0 milliseconds"), (999.4, "999 milliseconds"), (999.5, "1.0 seconds"),
        (1_000, "1.0 seconds"), (1_240, "1.2 seconds"), (61_000, "61.0 seconds"),
    ],
)  # fmt: skip
def test_times_are_said_as_one_says_them(ms: float, said: str) -> None:
    assert seconds(ms) == said
