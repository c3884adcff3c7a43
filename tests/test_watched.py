"""What one knows who watches: followed from news to news."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watching import A_TURN, RECEIPT, STATUS, event, watched
from ui.standing import Look
from ui.watched import KEPT, LONGEST_ANSWER, Happened, Looked, Offline, Online, Watched


def test_at_first_nobody_is_there() -> None:
    assert (Watched().online, Watched().look) == (False, Look.OFFLINE)


def test_a_turn_is_followed_from_its_first_word_to_its_last() -> None:
    seen = [watched(*A_TURN[:number]) for number in range(1, len(A_TURN) + 1)]
    assert (seen[0].level_db, seen[0].peak_db) == (-32, -18)
    assert (seen[2].heard, seen[2].partial) == ("", True)
    assert (seen[3].heard, seen[3].partial) == ("what time", True)
    assert (seen[4].heard, seen[4].partial) == ("what time is it", False)
    assert [one.answer for one in seen[6:9]] == ["", "It is ", "It is noon."]
    assert seen[-1].answering
    assert seen[-1].look is Look.SPEAKING
    done = seen[-1].after(
        Happened(event("task_finished", turn="t", status="completed", answer="It is noon."))
    )
    assert (done.answer, done.answering, done.look) == ("It is noon.", False, Look.IDLE)


def test_of_an_answer_that_was_cut_short_there_stands_what_was_heard() -> None:
    cut = watched(*A_TURN, event("task_finished", turn="t", status="cancelled", answer="It is"))
    assert (cut.answer, cut.answering) == ("It is", False)


def test_the_next_turn_begins_with_an_empty_page() -> None:
    typed = watched(*A_TURN, event("task_started", turn="u", text="stop"))
    assert (typed.heard, typed.answer) == ("stop", "")


def test_a_daemon_that_tells_no_pieces_is_understood_too() -> None:
    answer = event("task_finished", turn="t", status="completed", answer="Noon.")
    assert watched(*A_TURN[:7], answer).answer == "Noon."


@pytest.mark.parametrize("name", ["microphone_muted", "microphone_lost"])
def test_without_a_microphone_there_is_no_level(name: str) -> None:
    assert watched(A_TURN[0], event(name, reason="unplugged")).level_db is None


def test_a_daemon_that_ends_is_offline_and_what_was_said_stays() -> None:
    gone = watched(*A_TURN).after(Offline())
    assert (gone.look, gone.online, gone.heard) == (Look.OFFLINE, False, "what time is it")
    back = gone.after(Online(STATUS, (event("daemon_ready", version="1", start_s=0.5),)))
    assert (back.look, [line.name for line in back.lines]) == (Look.IDLE, ["daemon_ready"])


def test_what_is_looked_at_again_keeps_what_turns_do() -> None:
    again = watched(*A_TURN).after(Looked({**STATUS, "queue": {"waiting": 2}}, None))
    assert (again.look, again.status["queue"]["waiting"], again.receipt) == (
        Look.SPEAKING,
        2,
        watched().receipt,
    )


def test_what_cannot_be_seen_changes_nothing() -> None:
    before = watched(*A_TURN)
    louder = {**STATUS["microphone"], "level_dbfs": -3.0}
    assert before.after(Looked({**STATUS, "uptime_s": 9.0, "microphone": louder}, RECEIPT)) == before
    assert before.after(Happened(event("microphone_level", rms_dbfs=-31.9, peak_dbfs=-18.0))) == before


def test_what_is_kept_has_an_end() -> None:
    known = watched(*(event("microphone_hears", device=str(number)) for number in range(KEPT + 50)))
    assert [len(known.lines), known.lines[-1].details] == [KEPT, f"device={KEPT + 49}"]
    piece = event("answer_continued", turn="t", text="a" * 1_000)
    assert len(watched(*[piece] * 9).answer) == LONGEST_ANSWER


@given(
    st.lists(
        st.fixed_dictionaries(
            {"event": st.sampled_from([one["event"] for one in A_TURN[1:]] + ["task_finished", "x", ""])},
            optional={key: st.text(max_size=9) for key in ("turn", "text", "answer", "phrase")},
        )
    )
)
def test_whatever_comes_it_goes_on(events: list[dict[str, Any]]) -> None:
    known = watched(*events)
    assert known.heard.isprintable()
    assert len(known.lines) == sum(one["event"] != "answer_continued" for one in events)
