"""How long things are kept is a number of days."""

import pytest

from jarvis import config
from jarvis.errors import ConfigError


def test_turns_are_kept_for_a_month_unless_set_otherwise() -> None:
    assert config.load({}).memory.keep_days == 30
    assert config.load({"JARVIS_MEMORY__KEEP_DAYS": "0"}).memory.keep_days == 0


@pytest.mark.parametrize("days", ["-1", "36501", "a week"])
def test_other_things_are_no_number_of_days(days: str) -> None:
    with pytest.raises(ConfigError, match=r"memory\.keep_days"):
        config.load({"JARVIS_MEMORY__KEEP_DAYS": days})
