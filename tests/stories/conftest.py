"""A sound server and a daemon of the story's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import Living, living
from tests.sound import PrivatePulse


@pytest.fixture
def pulse(tmp_path: Path) -> Iterator[PrivatePulse]:
    """A private sound server."""
    with PrivatePulse(tmp_path / "p") as server:
        yield server


@pytest.fixture
def jarvis(own_folders: Path, pulse: PrivatePulse) -> Iterator[Living]:
    """Jarvis, listening."""
    with living(own_folders, pulse.environment) as daemon:
        daemon.ready("listening")
        yield daemon


@pytest.fixture
def no_sound(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine without sound."""
    (tmp_path / "asound.conf").write_text("pcm.!default {type pulse}\nctl.!default {type pulse}\n")
    return {"ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"), "PULSE_SERVER": "unix:/nowhere"}


@pytest.fixture
def deaf_jarvis(own_folders: Path, no_sound: dict[str, str]) -> Iterator[Living]:
    """Jarvis on a machine without microphone and loudspeaker."""
    with living(own_folders, no_sound) as daemon:
        daemon.ready("no microphone")
        yield daemon
