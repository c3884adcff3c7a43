"""Sound goes before arithmetic, where the system lets it."""

import os

import pytest

from voice.priority import NICE, hurry


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How nice this process is, as the system would have it."""
    now = [0]

    def nice(more: int) -> int:
        now[0] += more
        return now[0]

    monkeypatch.setattr(os, "nice", nice, raising=False)
    return now


@pytest.mark.parametrize(("before", "after"), [(0, NICE), (5, NICE), (-15, -15)])
def test_it_is_as_urgent_as_a_sound_server_and_never_less_than_before(
    before: int, after: int, system: list[int]
) -> None:
    system[0] = before
    hurry()
    assert system == [after]


def test_who_may_not_goes_on_as_before(monkeypatch: pytest.MonkeyPatch, system: list[int]) -> None:
    def refused(more: int) -> int:
        if more:
            raise PermissionError
        return 0

    monkeypatch.setattr(os, "nice", refused)
    hurry()
    assert system == [0]


def test_where_there_is_no_such_thing_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "nice")
    hurry()
