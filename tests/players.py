"""Other programs that play, on a sound server of the test's own; none of them is a child of the test."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.living import until
from tests.sound import PrivatePulse
from voice.soundserver import SoundServer
from voice.soundwords import FULL


class Jukebox:
    """Starts players and looks at their volumes, in percent."""

    def __init__(self, pulse: PrivatePulse) -> None:
        self._pulse = pulse
        self._pids: list[int] = []

    def play(self, name: str, percent: int = 100, **properties: str) -> int:
        """A program of this name that plays for long; gives its process."""
        told = [f"--property={key}={value}" for key, value in properties.items()]
        volume = f"--volume={round(FULL * percent / 100)}"
        command = " ".join(
            ["pacat --playback -d speaker", f"--client-name={name}", volume, *told, "/dev/zero"]
        )
        started = subprocess.run(
            ["sh", "-c", f"setsid {command} >/dev/null 2>&1 & echo $!"],
            env=os.environ | self._pulse.environment,
            capture_output=True,
            check=True,
        )
        pid = int(started.stdout)
        self._pids.append(pid)
        until(lambda: self.volume(name) is not None, f"{name} plays")
        return pid

    def volumes(self) -> dict[str, int]:
        """How loud everybody plays."""
        with SoundServer() as server:
            return {one.name: round(one.volumes[0] * 100 / FULL) for one in server.players()}

    def volume(self, name: str) -> int | None:
        """How loud this program plays, None if it does not."""
        return self.volumes().get(name)

    def turn(self, name: str, percent: int) -> None:
        """The user turns a player's volume."""
        with SoundServer() as server:
            for one in server.players():
                if one.name == name:
                    assert server.set_volumes(one.index, (round(FULL * percent / 100),) * len(one.volumes))

    def comes_to(self, name: str, percent: int) -> None:
        """Wait until a player has this volume."""
        until(lambda: self.volume(name) == percent, f"{name} at {percent} %")

    def stop(self, pid: int) -> None:
        """A player ends."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def stop_all(self) -> None:
        """They all end."""
        for pid in self._pids:
            self.stop(pid)


@pytest.fixture
def jukebox(pulse: PrivatePulse) -> Iterator[Jukebox]:
    """Players on the private sound server."""
    box = Jukebox(pulse)
    yield box
    box.stop_all()
