"""The bench of the walls gives its two rows."""

import pytest

from tests.bench import skills_walls

DEEDS = ("reads the ssh key", "crashes")


def test_both_rows_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills_walls, "HOSTILE", {deed: skills_walls.HOSTILE[deed] for deed in DEEDS})
    trip, hostile = list(skills_walls.rows(quick=True))
    assert (trip["row"], trip["unit"], trip["goal"], trip["n"]) == ("sandbox_rtt", "ms", "<= 5", 100)
    assert (hostile["row"], hostile["n"], hostile["error_rate"]) == ("hostile", 1, 0.0)


def test_a_skill_that_nothing_stops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills_walls, "HOSTILE", {"is harmless": ("return 'x'", "")})
    *_, hostile = skills_walls.rows(quick=True)
    assert hostile["met"] is False
