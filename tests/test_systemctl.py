"""Asking the user's systemd, which may be missing, broken or asleep."""

from pathlib import Path

import pytest

from jarvis import systemctl
from tests.servicemanager import Manager, manager

__all__ = ["manager"]


def test_it_is_asked_and_answers(manager: Manager) -> None:
    assert systemctl.manager_runs()
    assert systemctl.user("daemon-reload") == (True, "")
    manager.set("shown", "ActiveState=active\nMainPID=12\n")
    assert systemctl.properties("x.service", "ActiveState", "MainPID") == {
        "ActiveState": "active", "MainPID": "12",
    }  # fmt: skip
    assert manager.told == [
        "systemctl --user daemon-reload",
        "systemctl --user show x.service --property=ActiveState,MainPID",
    ]
    manager.set("fails")
    assert systemctl.user("daemon-reload") == (False, "it is broken")


def test_where_there_is_none_that_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not systemctl.manager_runs()
    assert systemctl.user("daemon-reload") == (False, "systemctl is not on this computer")
    assert systemctl.properties("x.service", "MainPID") == {}
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert systemctl.manager_runs() in {True, False}  # whoever runs this test may have one
    (tmp_path / "systemctl").write_text("not a program")
    (tmp_path / "systemctl").chmod(0o755)
    assert systemctl.user("daemon-reload") == (False, "systemctl cannot be started")


@pytest.mark.real_time
def test_one_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "systemctl").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert systemctl.user("start", limit_s=0.2) == (False, "systemctl did not answer within 0 s")
