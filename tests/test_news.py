"""What happened, told in lines: every sentence fits its event, and nothing in it commands a terminal."""

from dataclasses import fields
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.events import EVENTS
from ui.news import LONGEST, NEWS, details, figure, news, one_line

ATTACKS = ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b31m", "a\rb", "\x07", "\x00", "\u202egnp", "\udcff", "\x85"]


@pytest.mark.parametrize("name", NEWS)
def test_each_sentence_tells_of_an_event_there_is_and_fields_it_has(name: str) -> None:
    asked = {field for _, field, _, _ in Formatter().parse(NEWS[name]) if field}
    assert asked <= {field.name for field in fields(EVENTS[name])}
    assert not EVENTS[name].fleeting


def test_a_person_hears_sentences() -> None:
    assert news({"event": "task_started", "text": "what time is it"}) == "You: what time is it"
    slow = {"event": "latency_violation", "stage": "audio_to_asr", "took_ms": 91.25, "budget_ms": 50.0}
    assert news(slow) == "Too slow: audio_to_asr took 91 ms instead of 50 ms."
    assert news({"event": "sentence_ready", "text": "It is noon."}) == ""
    assert news({"event": "invented"}) == ""
    assert news({}) == ""


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [
        ("completed", "It is noon.", "Jarvis: It is noon."),
        ("cancelled", "It is", "Jarvis: It is (cut short)"),
        ("failed", "Sorry.", "Jarvis: Sorry. (failed)"),
        ("completed", "", "Jarvis: (silence)"),
    ],
)
def test_an_answer_is_told_with_how_it_ended(status: str, answer: str, told: str) -> None:
    assert news({"event": "task_finished", "status": status, "answer": answer}) == told


def test_a_daemon_of_another_version_is_no_problem() -> None:
    assert news({"event": "skill_broken"}) == "The skill ? cannot be loaded: ?"


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_from_outside_is_text(attack: str) -> None:
    event = {"event": "task_finished", "answer": f"hi {attack}[red]{{text}}", "status": attack, "did": {}}
    for shown in (news(event), details(event)):
        assert shown.isprintable()
        assert "[red]{text}" in shown
        shown.encode()


@given(st.text(st.characters(codec=None)))
def test_one_line_is_one_line(text: str) -> None:
    shown = one_line(text)
    assert shown.isprintable()
    assert len(shown) <= LONGEST
    shown.encode()


def test_what_is_too_long_is_cut_and_that_is_seen() -> None:
    assert one_line("a" * 50, 10) == "aaaaaaaaa…"


def test_numbers_are_short() -> None:
    assert [figure(one) for one in (0.25, 3.0, 9.96, 512.4)] == ["0.2", "3", "10.0", "512"]


def test_details_leave_out_what_is_shown_elsewhere() -> None:
    event = {"event": "wake_heard", "number": 3, "at_s": 1.5, "turn": "t", "phrase": "hey", "score": 0.98}
    assert details(event) == "phrase=hey score=1.0"
