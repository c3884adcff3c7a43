"""The vocabulary: each event has a name of its own and says what happened."""

import inspect

import pytest

from jarvis.events import EVENTS, Event


def test_every_event_that_can_be_thought_of_can_be_read_back() -> None:
    assert set(EVENTS.values()) == set(Event.__subclasses__())
    assert len(EVENTS) == len(Event.__subclasses__())  # no two share a name


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS.keys())
def test_every_event_says_what_happened(kind: type[Event]) -> None:
    told = inspect.getdoc(kind) or ""
    assert told.endswith(".")
    assert not told.startswith(f"{kind.__name__}(")  # what a dataclass writes when nobody does
