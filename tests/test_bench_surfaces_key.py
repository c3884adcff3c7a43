"""The bench of the key gives its row."""

import pytest

from tests.bench import surfaces_key


@pytest.mark.real_time
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_row_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surfaces_key, "QUICK", 3)
    monkeypatch.setenv("DISPLAY", "")
    [row] = surfaces_key.rows(quick=True)
    assert (row["row"], row["unit"], row["goal"], row["n"]) == ("key_listening", "ms", "<= 50", 3)
    assert 0 < row["spread"][0] <= row["spread"][1]
