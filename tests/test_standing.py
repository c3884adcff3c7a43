"""What is shown of Jarvis follows what happens, and is always true."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.events import EVENTS
from ui.standing import Look, Standing

READY: dict[str, Any] = {
    "state": "listening",
    "wake_phrase": "hey jarvis",
    "microphone": {"muted": False, "device": "desk", "problem": "", "pid": 1},
    "recognizer": {"engine": "moonshine", "ready": True, "problem": "", "pid": 2},
    "loudspeaker": {"problem": "", "pid": 3, "volume": 80},
    "breakers": {"llm": "closed"},
    "conversation": "started",
}


def after(standing: Standing, *events: tuple[str, dict[str, Any]]) -> Standing:
    for name, values in events:
        standing = standing.after({"event": name, **values})
    return standing


A, B = {"turn": "a"}, {"turn": "b"}


def test_a_request_is_followed_from_the_wake_word_to_the_last_spoken_word() -> None:
    seen, standing = [], Standing.of(READY)
    for name in (
        "wake_heard",
        "listening_started",
        "utterance_ended",
        "task_queued",
        "task_started",
        "speaking_started",
        "speaking_ended",
        "task_finished",
    ):
        standing = after(standing, (name, A))
        seen.append(standing.look.value)
    assert seen == ["listening"] * 2 + ["thinking"] * 3 + ["speaking"] + ["idle"] * 2
    assert standing == Standing.of(READY)  # nothing of it is kept


def test_a_command_that_came_with_the_wake_phrase_does_not_look_like_listening_again() -> None:
    assert after(Standing.of(READY), ("task_queued", A), ("wake_heard", A)).look is Look.THINKING


def test_whoever_speaks_over_it_is_listened_to_and_then_it_goes_on() -> None:
    speaking = after(Standing.of(READY), ("speaking_started", A))
    held = after(speaking, ("speaking_held", A), ("listening_started", B))
    assert held.look is Look.LISTENING
    assert after(held, ("nothing_heard", B), ("speaking_resumed", A)).look is Look.SPEAKING


def test_one_of_two_that_ends_leaves_the_other() -> None:
    both = after(Standing.of(READY), ("task_started", A), ("task_started", B))
    assert after(both, ("task_finished", A)).look is Look.THINKING
    assert after(both, ("task_finished", A), ("task_finished", B)).look is Look.IDLE


def test_mute_goes_before_everything_that_is_done_meanwhile() -> None:
    muted = after(Standing.of(READY), ("microphone_muted", {}), ("speaking_started", A))
    assert muted.look is Look.MUTED
    assert "Jarvis is speaking." in muted.tooltip
    assert after(muted, ("microphone_unmuted", {})).look is Look.SPEAKING


def test_a_paused_conversation_is_not_shown_as_a_closed_microphone() -> None:
    paused = after(Standing.of(READY), ("conversation_controlled", {"action": "pause"}))
    assert paused.look is Look.PAUSED
    assert "The microphone is open" in paused.tooltip
    assert Standing.of({**READY, "conversation": "paused"}) == paused
    assert after(paused, ("conversation_controlled", {"action": "start"})).look is Look.IDLE
    assert after(paused, ("conversation_controlled", {"action": "stop"})).look is Look.PAUSED


LOST: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "microphone_lost": ({"reason": "it was unplugged"}, "microphone_opened", {"device": "desk"}),
    "microphone_silent": ({"device": "desk", "silent_s": 30.0}, "microphone_hears", {"device": "desk"}),
    "recognizer_lost": ({"engine": "x", "reason": "Its model is gone."}, "recognizer_ready", {"engine": "x"}),
    "loudspeaker_lost": ({"reason": "it was unplugged"}, "speaking_started", A),
    "circuit_breaker_open": (
        {"name": "llm", "failures": 5, "retry_in_s": 9.0},
        "circuit_breaker_closed",
        {"name": "llm"},
    ),
}


@pytest.mark.parametrize("name", LOST)
def test_what_is_lost_is_shown_with_the_reason_until_it_is_back(name: str) -> None:
    values, back, back_values = LOST[name]
    lost = after(Standing.of(READY), (name, values))
    grave = name.startswith(("microphone", "recognizer"))
    assert lost.look is (Look.ERROR if grave else Look.DEGRADED)
    assert len(lost.tooltip.splitlines()) >= 2
    assert not after(lost, (back, back_values)).problems


def test_the_status_tells_the_same_as_the_events_before_it() -> None:
    status = {**READY, "breakers": {"llm": "open"}}
    status["microphone"] = {**READY["microphone"], "problem": "it was unplugged"}
    assert Standing.of(status).look is Look.ERROR
    assert "it was unplugged" in Standing.of(status).tooltip
    assert "llm failed too often" in Standing.of(status).tooltip


def test_a_later_status_does_not_forget_what_is_being_said() -> None:
    speaking = after(Standing.of(READY), ("speaking_started", A))
    assert Standing.of(READY, speaking).look is Look.SPEAKING


def test_a_daemon_that_is_not_there_starts_or_ends_is_offline_and_says_which() -> None:
    assert Standing().look is Look.OFFLINE
    assert "jarvis start" in Standing().tooltip
    starting = Standing.of({**READY, "state": "starting"})
    assert (starting.look, starting.title) == (Look.OFFLINE, "Jarvis is starting")
    assert after(starting, ("daemon_ready", {})).look is Look.IDLE
    assert after(Standing.of(READY), ("daemon_stopping", {"reason": "asked"})) == Standing()


def test_idle_says_how_to_begin() -> None:
    assert "“hey jarvis”" in Standing.of(READY).tooltip


@given(
    st.lists(
        st.tuples(st.sampled_from(["nothing", *EVENTS]), st.sampled_from("abc")),
        max_size=40,
    )
)
def test_every_order_of_events_gives_a_look_and_words_for_it(told: list[tuple[str, str]]) -> None:
    standing = Standing.of(READY)
    for name, turn in told:
        values = {"turn": turn, "name": turn, "reason": "It broke.", "device": "desk", "action": "pause"}
        standing = standing.after({"event": name, **values})
        assert standing.tooltip.startswith(standing.title)
        assert standing.look in Look
    for turn in "abc":
        standing = standing.after({"event": "task_finished", "turn": turn})
    assert not standing.turns  # nothing hangs on for ever
