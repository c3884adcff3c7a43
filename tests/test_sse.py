"""Reading the stream of an OpenAI-compatible server."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.errors import EngineError
from jarvis.mind.sse import Calls, Delta, delta_of


def line(**delta: object) -> str:
    return "data: " + json.dumps({"choices": [{"delta": delta}]})


def test_lines_tell_text_calls_and_the_end() -> None:
    assert delta_of(line(content="Hi")) == Delta("Hi")
    assert delta_of(line(role="assistant", content=None)) == Delta()
    assert delta_of("data: [DONE]") == Delta(done=True)
    for nothing in ("", ": ping", "event: x", 'data: {"choices": [], "usage": {}}'):
        assert delta_of(nothing) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "<html>",
        'data: {"error": {}}',
        "data: 3",
        'data: {"choices": 3}',
        'data: {"choices": [{}]}',
        line(content=3),
    ],
)
def test_what_is_not_understood_is_an_error(wrong: str) -> None:
    with pytest.raises(EngineError):
        delta_of(wrong)


@given(st.text(max_size=80))
def test_nothing_else_happens_whatever_comes(text: str) -> None:
    with suppress(EngineError, ValueError):
        delta_of(f"data: {text}")


def bit(name: str | None, arguments: str, index: int = 0) -> dict[str, object]:
    return {"index": index, "function": {"name": name, "arguments": arguments}}


def test_a_call_that_comes_in_bits_is_put_together() -> None:
    calls = Calls()
    calls.add([bit("lamp", '{"o')])
    calls.add([bit(None, 'n": 1}'), bit("door", "", 1)])
    assert list(calls.whole()) == [("lamp", {"on": 1}), ("door", {})]


@pytest.mark.parametrize("bits", [[3], [{}], [bit("x", "", n) for n in range(17)]])
def test_calls_that_cannot_be_read_are_an_error(bits: list[object]) -> None:
    with pytest.raises(EngineError):
        Calls().add(bits)


def test_arguments_that_are_no_json_are_an_error() -> None:
    calls = Calls()
    calls.add([bit("lamp", "{on")])
    with pytest.raises(EngineError, match="lamp"):
        list(calls.whole())
