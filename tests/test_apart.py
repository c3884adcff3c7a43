"""Programs opened by voice do not live in the service of Jarvis, nor end with it."""

import os

import pytest

from jarvis import apart, launch
from jarvis.launch import LaunchError
from tests.servicemanager import Manager, manager

__all__ = ["manager"]
pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process was started by systemd."""
    monkeypatch.setenv("SYSTEMD_EXEC_PID", str(os.getpid()))
    monkeypatch.setattr(launch, "LIVES_S", 0.1)


async def test_a_program_gets_a_unit_of_its_own(manager: Manager) -> None:
    manager.set("shown", "ActiveState=active\nMainPID=77\n")
    assert await launch.launch(["sleep", "$HOME", "--x"]) == (77, True)
    ran, looked = manager.told
    assert ran.startswith(
        "systemd-run --user --quiet --slice=app.slice --property=Type=exec --unit=app-jarvis-"
    )
    assert ran.endswith(f"-- {launch.found('sleep')} $HOME --x")
    assert looked.startswith("systemctl --user show app-jarvis-sleep-")


async def test_one_that_hands_over_to_another_has_started(manager: Manager) -> None:
    manager.set("shown", "ActiveState=inactive\nMainPID=0\n")
    assert await launch.launch(["true"]) == (0, False)


async def test_one_that_fails_at_once_is_told_and_forgotten(manager: Manager) -> None:
    manager.set("shown", "ActiveState=failed\nMainPID=0\n")
    with pytest.raises(LaunchError, match="ended at once"):
        await launch.launch(["false"])
    assert manager.told[-1].startswith("systemctl --user reset-failed app-jarvis-false-")


async def test_where_systemd_will_not_jarvis_starts_it_itself(manager: Manager) -> None:
    manager.set("fails")
    pid, runs = await launch.launch(["sleep", "1"])
    assert pid > 0
    assert runs


@pytest.mark.usefixtures("manager")
def test_only_a_service_does_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert apart.here()
    monkeypatch.setenv("SYSTEMD_EXEC_PID", "1")
    assert not apart.here()
    monkeypatch.delenv("SYSTEMD_EXEC_PID")
    assert not apart.here()


def test_without_a_systemd_nobody_does() -> None:
    assert not apart.here()
