"""The bench of a spoken chat: only what the model itself said counts, and what is missing is told."""

import json
from typing import Any

import pytest

from jarvis.mind.small_talk import says_all, talk_of
from tests.bench.mind_spoken import LIMIT_MS, PARTS, SENTENCES, told, wrong


def events(heard: str, answer: str, answerer: str = "mind", status: str = "completed") -> dict[str, Any]:
    return {
        "task_started": {"text": heard},
        "answer_started": {"answerer": answerer},
        "task_finished": {"answer": answer, "status": status},
    }


def chat(took_ms: float) -> dict[str, Any]:
    return {"took_ms": took_ms, "wrong": "", **dict.fromkeys(PARTS, 10.0)}


def test_all_of_it_is_small_talk_that_a_model_answers_and_nobody_waits_for_more() -> None:
    for sentence in SENTENCES:
        talk = talk_of(sentence)
        assert talk
        assert not talk.own
        assert says_all(sentence)


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (events("Good morning.", "It is a pleasure to meet you."), ""),
        (events("Good morning.", "Hello there!"), "ready-made"),
        (events("Who are you?", "I am Jarvis."), "ready-made"),
        (events("What time is it?", "It is noon.", "clock.tell_time"), "heard as"),
        (events("Good morning.", "It is", status="cancelled"), "no whole answer"),
        (events("Good morning.", ""), "no whole answer"),
        ({"task_finished": {"answer": "", "status": "failed"}}, "not understood"),
    ],
)
def test_an_answer_that_is_not_the_models_is_wrong(happened: dict[str, Any], why: str) -> None:
    found = wrong("good morning", happened)
    assert why in found
    assert bool(found) == bool(why)


def test_the_row_tells_the_middle_and_how_many_were_wrong() -> None:
    rounds = [chat(500.0), chat(600.0), chat(900.0), {"wrong": "'good morning' was not heard"}]
    row = told("question_first_word", rounds, LIMIT_MS)
    assert (row["value"], row["met"], row["error_rate"], row["n"]) == (600.0, True, 0.25, 3)
    assert "wrong: 'good morning' was not heard" in row["why"]
    json.dumps(row)
    assert told("question_first_word", [chat(701.0)], LIMIT_MS)["met"] is False


def test_without_any_answer_nothing_is_told() -> None:
    row = told("question_first_word", [{"wrong": "'good morning' was not heard"}], LIMIT_MS)
    assert (row["value"], row["met"], row["error_rate"]) == (None, None, 1.0)
