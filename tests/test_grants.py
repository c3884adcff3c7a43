"""What the user allowed is asked for once, survives, and can be taken back."""

import os
import stat
from pathlib import Path

import pytest

from jarvis.errors import FolderError
from jarvis.grants import Grants, Switches, grants_file, switches_file
from jarvis.permissions import Permissions

WEATHER = Permissions(network=("api.example.org",))


def test_it_is_asked_for_once_and_survives_a_restart() -> None:
    grants = Grants(grants_file())
    assert grants.allows("weather.py", Permissions())
    assert not grants.allows("weather.py", WEATHER)
    grants.grant("weather.py", WEATHER)
    again = Grants(grants_file())
    assert again.allows("weather.py", WEATHER)
    assert not again.allows("other.py", WEATHER)
    assert again.all() == {"weather.py": WEATHER}


def test_it_can_be_taken_back() -> None:
    grants = Grants(grants_file())
    grants.grant("weather.py", WEATHER)
    assert grants.revoke("weather.py")
    assert not grants.revoke("weather.py")
    assert not Grants(grants_file()).allows("weather.py", WEATHER)


def test_nobody_else_can_read_or_write_it() -> None:
    before = os.umask(0)
    try:
        Grants(grants_file()).grant("weather.py", WEATHER)
    finally:
        os.umask(before)
    assert stat.S_IMODE(grants_file().stat().st_mode) == 0o600
    assert [file.name for file in grants_file().parent.iterdir()] == ["skill_grants.json"]


@pytest.mark.parametrize("kept", ["", "[1]", "{", '{"x": 7}', '{"x": {"network": 7}}', "[" * 100_000])
def test_what_cannot_be_read_grants_nothing(kept: str) -> None:
    grants_file().write_text(kept)
    assert Grants(grants_file()).all() == {}


def test_a_disk_that_refuses_is_told_and_grants_nothing(tmp_path: Path) -> None:
    grants = Grants(tmp_path / "nowhere/grants.json")
    with pytest.raises(FolderError, match="What you allowed cannot be kept"):
        grants.grant("weather.py", WEATHER)
    assert not grants.allows("weather.py", WEATHER)


def test_a_skill_stays_switched_off_over_a_restart_and_nobody_else_can_tell() -> None:
    switches = Switches(switches_file())
    switches.turn("weather", on=False)
    switches.turn("tea", on=False)
    switches.turn("tea", on=True)
    again = Switches(switches_file())
    assert (again.is_off("weather"), again.is_off("tea")) == (True, False)
    assert stat.S_IMODE(switches_file().stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "5", "[" * 5000])
def test_when_it_cannot_be_read_every_skill_is_on(text: str) -> None:
    switches_file().write_text(text)
    assert not Switches(switches_file()).is_off("weather")
