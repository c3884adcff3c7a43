"""What happened travels over the wire unchanged, and nothing else does."""

import json
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.events import (
    EVENTS,
    Event,
    MicrophoneMuted,
    NothingHeard,
    SpeakingEnded,
    TaskFinished,
    VoiceRecognized,
    wire_name,
)
from jarvis.wire import from_wire, to_wire

_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(),
    bool: st.booleans(),
    float: _NUMBERS,
    float | None: st.none() | _NUMBERS,
    int | None: st.none() | st.integers(),
    dict[str, str]: st.dictionaries(st.text(), st.text(), max_size=3),
    tuple[str, ...]: st.lists(st.text(), max_size=3).map(tuple),
}
"""Anything that can stand in a field of this type."""

HEARD = to_wire(
    VoiceRecognized(turn="voice_1_0", text="stop", confidence=0.9, engine="moonshine", took_ms=80)
)
FINISHED = to_wire(
    TaskFinished(
        turn="voice_1_0", status="completed", answer="Done.", did={"timer": "1"}, pieces=1, sources=("/a.md",)
    )
)
ENDED = to_wire(SpeakingEnded(turn="voice_1_0", heard_ms=900, cut=False))


def without(message: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != key}


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS.keys())
@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_every_event_survives_the_wire(kind: type[Event], data: st.DataObject) -> None:
    values = {field.name: data.draw(VALUES[field.type], label=field.name) for field in fields(kind)}
    event = kind(**values)
    assert from_wire(json.loads(json.dumps(to_wire(event)))) == event


def test_the_name_on_the_wire_is_the_class_name_in_snake_case() -> None:
    assert wire_name(VoiceRecognized) == "voice_recognized"
    assert to_wire(NothingHeard(turn="voice_1_0", waited_ms=5_000)) == {
        "event": "nothing_heard",
        "turn": "voice_1_0",
        "waited_ms": 5_000,
    }


def test_what_happened_cannot_be_changed() -> None:
    heard = from_wire(HEARD)
    with pytest.raises(FrozenInstanceError):
        heard.text = "something else"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        pytest.param({}, "no event called None", id="nothing"),
        pytest.param({"event": "wish_granted"}, "no event called 'wish_granted'", id="unknown"),
        pytest.param({"event": "event"}, "no event called 'event'", id="the base class"),
        pytest.param({"event": ["daemon_ready"]}, "no event called", id="a list as name"),
        pytest.param(without(HEARD, "text"), "has the fields", id="a field is missing"),
        pytest.param({**HEARD, "volume": 3}, "'volume'", id="a field too many"),
        pytest.param({**HEARD, "text": None}, "VoiceRecognized.text cannot be None", id="null as text"),
        pytest.param({**HEARD, "confidence": "0.9"}, "confidence", id="text as number"),
        pytest.param({**HEARD, "took_ms": True}, "took_ms", id="truth as number"),
        pytest.param({**ENDED, "heard_ms": 900.5}, "heard_ms", id="a fraction of a millisecond"),
        pytest.param({**ENDED, "heard_ms": True}, "heard_ms", id="truth as whole number"),
        pytest.param({**ENDED, "cut": 0}, "cut", id="number as truth"),
        pytest.param({**FINISHED, "did": ["timer"]}, "did", id="a list as evidence"),
        pytest.param({**FINISHED, "did": {"timer": 1}}, "did", id="a number as evidence"),
        pytest.param({**FINISHED, "sources": "/a.md"}, "sources", id="a text as list of sources"),
        pytest.param({**FINISHED, "sources": [1]}, "sources", id="a number as source"),
    ],
)
def test_a_message_that_is_no_event_is_refused(message: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        from_wire(message)


def test_an_event_without_anything_to_tell_is_its_name() -> None:
    assert to_wire(MicrophoneMuted()) == {"event": "microphone_muted"}
    assert from_wire({"event": "microphone_muted"}) == MicrophoneMuted()


def test_a_recognizer_without_confidence_and_whole_numbers_are_fine() -> None:
    heard = from_wire({**HEARD, "confidence": None, "took_ms": 80})
    assert heard == VoiceRecognized(
        turn="voice_1_0", text="stop", confidence=None, engine="moonshine", took_ms=80
    )
