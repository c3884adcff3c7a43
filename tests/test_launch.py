"""Programs that are started: they outlive us, and one that fails is not said to run."""

import os
import signal

import pytest

from jarvis import launch as starting
from jarvis.launch import LaunchError, launch
from tests.menu import Home, home

__all__ = ["home"]
pytestmark = pytest.mark.real_time


async def test_a_program_runs_in_a_session_of_its_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARVIS_SECRET", "token")
    home.program("player", f'printf "%s" "$JARVIS_SECRET$PWD" >{home.home}/told\nexec sleep 60')
    process, lives = await launch(["player", "--loud", "; reboot", "$(id)"])
    try:
        assert lives
        assert os.getsid(process) == process
        assert home.started() == [["player", "--loud", "; reboot", "$(id)"]]
        assert (home.home / "told").read_text() == str(home.home)
    finally:
        os.kill(process, signal.SIGKILL)
        for one in starting._started:  # noqa: SLF001 - no process of a test stays behind
            one.wait()


async def test_one_that_hands_over_has_been_started(home: Home) -> None:
    home.program("browser", "exit 0")
    assert (await launch(["browser"]))[1] is False


async def test_what_fails_at_once_is_told(home: Home) -> None:
    home.program("broken", "exit 3")
    with pytest.raises(LaunchError, match="ended at once"):
        await launch(["broken"])
    with pytest.raises(LaunchError, match="not on this computer"):
        await launch(["nowhere-to-be-found"])
    home.program("odd").write_bytes(b"\x7fELF nonsense")
    with pytest.raises(LaunchError, match="does not let me"):
        await launch(["odd"])
