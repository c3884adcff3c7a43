"""The settings of good manners, and what a person is told who got one wrong."""

import pytest

from jarvis.config import load
from jarvis.errors import ConfigError


def complaint(**environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load({f"JARVIS_{name}": value for name, value in environ.items()})
    return str(caught.value)


def test_quiet_hours_need_a_beginning_and_an_end() -> None:
    assert "Set `quiet.ends` too, or neither" in complaint(QUIET__BEGINS="22:00")
    assert "Set `quiet.begins` too, or neither" in complaint(QUIET__ENDS="07:00")
    assert "set another time" in complaint(QUIET__BEGINS="22:00", QUIET__ENDS="22:00")
    assert load({"JARVIS_QUIET__BEGINS": "22:00", "JARVIS_QUIET__ENDS": "07:00"}).quiet.ends == "07:00"
    assert load({}).quiet.begins == ""


@pytest.mark.parametrize("time", ["24:00", "7:00", "22", "22:60", "noon"])
def test_a_time_is_hours_and_minutes(time: str) -> None:
    assert "quiet.begins" in complaint(QUIET__BEGINS=time, QUIET__ENDS="07:00")


def test_shares_are_percent() -> None:
    assert "ducking.percent" in complaint(DUCKING__PERCENT="101")
    assert "earcons.volume" in complaint(EARCONS__VOLUME="-1")
    assert "captions.notify" in complaint(CAPTIONS__NOTIFY="sometimes")
