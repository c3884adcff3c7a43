"""How long each stage of a turn takes, told from what happened; made-up moments, no clock."""

import pytest

from jarvis.events import LatencyViolation, MicrophoneMuted, NothingHeard, VoiceFailed
from jarvis.latency import BUDGETS_MS, OPEN_AT_MOST, LatencyMonitor
from jarvis.receipt import Receipt
from tests.happened import (
    SPOKEN_MS,
    TYPED,
    Told,
    answering,
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


def times(receipt: Receipt | None) -> dict[str, float]:
    assert receipt
    return {span.stage: span.took_ms for span in receipt.spans}


def test_a_spoken_turn_is_told_stage_by_stage() -> None:
    monitor = LatencyMonitor()
    assert feed(monitor, spoken()) == []
    receipt = monitor.receipt()
    assert receipt
    assert times(receipt) == SPOKEN_MS
    assert (receipt.turn, receipt.heard, receipt.said) == ("t", "what time is it", "It is noon.")
    assert (receipt.answerer, receipt.status, receipt.interrupted_by) == ("clock.tell_time", "completed", "")
    assert receipt.counts == {"asr_partials": 0, "llm_tokens": 3, "tts_chunks": 1}
    assert {one.stage: one.budget_ms for one in receipt.spans} == {
        stage: BUDGETS_MS.get(stage) for stage in SPOKEN_MS
    }


def test_a_typed_turn_without_a_voice_ends_with_its_text() -> None:
    monitor = LatencyMonitor()
    feed(monitor, TYPED)
    assert times(monitor.receipt()) == {
        "asr_to_llm": 3, "llm_first_token": 9, "first_token": 12, "end_to_end": 40,
    }  # fmt: skip


def test_what_is_said_in_a_file_is_recognized_too() -> None:
    monitor = LatencyMonitor()
    feed(monitor, [(0, queued()), (80, recognized()), (81, started()), (90, answering()), (99, finished())])
    assert times(monitor.receipt())["audio_to_asr"] == 80


def test_an_interrupted_turn_tells_how_long_it_talked_on() -> None:
    monitor = LatencyMonitor()
    cut: list[Told] = [(2_500, interrupted()), (2_540, silent(cut=True)), (2_560, finished("t", "cancelled"))]
    assert feed(monitor, [*spoken()[:-2], *cut]) == []
    receipt = monitor.receipt()
    assert times(receipt) == SPOKEN_MS | {"interruption": 40}
    assert receipt
    assert receipt.interrupted_by == "voice"


def test_silence_before_the_interruption_was_not_its_doing() -> None:
    monitor = LatencyMonitor()
    late: list[Told] = [(4_000, interrupted()), (4_100, finished("t", "cancelled"))]
    feed(monitor, [*spoken()[:-1], *late])
    assert "interruption" not in times(monitor.receipt())


def test_an_answer_waits_while_another_is_being_said() -> None:
    """That is a time of its own: neither the answer nor the voice was slow."""
    monitor = LatencyMonitor()
    waited: list[Told] = [
        (0, queued("b")), (1, started("b")), (5, answering("b")), (3_005, silent("a")),
        (3_045, sentence("b")), (3_045, synthesized("b")), (3_060, speaking("b")), (3_900, silent("b")),
        (3_900, finished("b")),
    ]  # fmt: skip
    told = feed(monitor, waited)
    assert times(monitor.receipt("b")) == {
        "asr_to_llm": 1, "llm_first_token": 4, "waiting_for_voice": 3_000, "llm_to_tts": 40,
        "tts_to_client": 15, "first_token": 5, "end_to_end": 3_060,
    }  # fmt: skip
    assert told == [LatencyViolation(turn="b", stage="end_to_end", took_ms=3_060, budget_ms=2_000)]


def test_a_request_that_was_tried_again_took_as_long_as_all_its_tries() -> None:
    monitor = LatencyMonitor()
    again: list[Told] = [(0, queued()), (1, started()), (1_001, started()), (1_200, answering())]
    feed(monitor, [*again, (1_300, answering()), (1_400, finished())])
    assert times(monitor.receipt()) == {
        "asr_to_llm": 1, "llm_first_token": 1_199, "first_token": 1_200, "end_to_end": 1_400,
    }  # fmt: skip


def test_an_answer_that_found_the_voice_free_did_not_wait() -> None:
    monitor = LatencyMonitor()
    feed(monitor, [(0, silent("a")), *spoken("b", 1)])
    assert times(monitor.receipt()) == SPOKEN_MS


@pytest.mark.parametrize("aloud", [True, False])
def test_an_answer_that_was_given_up_is_the_slowest_of_all(*, aloud: bool) -> None:
    """Nobody ever heard its first word, but an apology; it must not go missing in the figures."""
    said: list[Told] = [(9_999, sentence()), (10_009, synthesized()), (10_029, speaking())]
    story = [
        (0, queued()),
        (1, started()),
        *(said if aloud else []),
        (12_000 if aloud else 9_999, finished("t", "failed")),
    ]
    monitor = LatencyMonitor()
    told = feed(monitor, story)
    late = {one.stage for one in told if isinstance(one, LatencyViolation)}
    assert late == {"llm_first_token", "first_token", "end_to_end"}
    assert times(monitor.receipt())["llm_first_token"] == 9_998


def test_what_was_not_understood_took_time_all_the_same() -> None:
    monitor = LatencyMonitor()
    lost: list[Told] = [
        (10_000, VoiceFailed(turn="t", reason="?")),
        (10_050, synthesized()),
        (10_060, speaking()),
    ]
    feed(monitor, [*spoken()[:3], *lost, (12_000, finished("t", "failed"))])
    assert times(monitor.receipt()) == {
        "silence_wait": 700, "audio_to_asr": 8_000, "tts_to_client": 10, "end_to_end": 8_060,
    }  # fmt: skip


def test_an_answer_that_was_cancelled_unheard_has_no_end() -> None:
    monitor = LatencyMonitor()
    told = feed(monitor, [*TYPED[:3], (5_000, interrupted()), (5_001, finished("t", "cancelled"))])
    assert told == []
    assert set(times(monitor.receipt())) == {"asr_to_llm", "llm_first_token", "first_token"}


def test_where_nobody_spoke_there_is_nothing_to_tell() -> None:
    monitor = LatencyMonitor()
    story = [(0, listening()), (5_000, NothingHeard(turn="t", waited_ms=5_000)), (5_001, finished())]
    assert feed(monitor, story) == []
    assert monitor.receipt() is None
    assert monitor.samples == {}
    assert monitor.errors()["turns"] == 0


def test_turns_that_overlap_are_kept_apart() -> None:
    monitor = LatencyMonitor()
    stories = [spoken(f"t{number}", number * 7, audio_to_asr=number, talk=0) for number in range(5)]
    feed(monitor, sorted((told for story in stories for told in story), key=lambda told: told[0]))
    for number in range(5):
        found = times(monitor.receipt(f"t{number}"))
        assert {stage: found[stage] for stage in ("audio_to_asr", "first_token", "tts_to_client")} == {
            "audio_to_asr": number, "first_token": number + 10, "tts_to_client": 30,
        }  # fmt: skip


def test_what_never_began_is_not_counted() -> None:
    monitor = LatencyMonitor()
    announced: list[Told] = [
        (0, sentence()),
        (1, synthesized()),
        (2, speaking()),
        (3, silent()),
        (4, finished()),
    ]
    assert feed(monitor, [*announced, (5, MicrophoneMuted())]) == []
    assert monitor.receipt() is None


def test_turns_that_never_end_are_forgotten_the_oldest_first() -> None:
    monitor = LatencyMonitor()
    feed(monitor, [(number, listening(str(number))) for number in range(OPEN_AT_MOST + 1)])
    feed(monitor, [(1_000, finished("0")), (1_001, finished("1"))])
    assert [receipt.turn for receipt in monitor.receipts] == ["1"]


def test_receipts_are_kept_of_the_last_hundred() -> None:
    monitor = LatencyMonitor()
    for number in range(120):
        feed(monitor, spoken(f"t{number}"))
    assert [receipt.turn for receipt in monitor.receipts] == [f"t{number}" for number in range(20, 120)]
    assert monitor.receipt("t19") is None
    last = monitor.receipt()
    assert last
    assert last is monitor.receipt("t119")


def test_other_budgets_count_from_the_next_turn_on() -> None:
    monitor = LatencyMonitor({"first_token": 500.0})
    assert feed(monitor, TYPED) == []
    monitor.apply({"first_token": 1.0})
    told = feed(monitor, TYPED)
    assert [event.stage for event in told if isinstance(event, LatencyViolation)] == ["first_token"]
    assert monitor.to_json()["stages"]["first_token"]["budget_ms"] == 1.0
