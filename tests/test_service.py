"""Jarvis from login to logout: put there, looked at, taken back, as a user would on the command line."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from jarvis import paths, service
from jarvis.cli import main
from tests.servicemanager import Manager, manager

__all__ = ["manager"]


@pytest.fixture(autouse=True)
def home(own_folders: Path) -> Path:
    """Where the files are."""
    return own_folders / "config"


def jarvis(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command says."""
    ended = main(["service", *arguments])
    said = capsys.readouterr()
    assert ended == code, said
    return said.out + said.err


def status(capsys: pytest.CaptureFixture[str], code: int = 0) -> Any:  # noqa: ANN401 - JSON can be anything
    return json.loads(jarvis(capsys, "status", "--json", code=code))


def tree(folder: Path) -> dict[str, bytes]:
    """All files, and what is in them."""
    return {
        str(one.relative_to(folder)): bytes(one.readlink()) if one.is_symlink() else one.read_bytes()
        for one in folder.rglob("*")
        if one.is_symlink() or one.is_file()
    }


def test_with_a_systemd_it_is_a_service(
    home: Path, manager: Manager, capsys: pytest.CaptureFixture[str]
) -> None:
    said = jarvis(capsys, "install")
    unit = home / "systemd/user/jarvis.service"
    assert f"systemd starts Jarvis when you log in ({unit})." in said
    assert "next login" in said
    link = home / "systemd/user/default.target.wants/jarvis.service"
    assert link.resolve() == unit.resolve()
    (command,) = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    program = command.removeprefix("ExecStart=").split()[0]
    assert Path(program).is_absolute()
    assert os.access(program, os.X_OK)
    assert f"Environment=XDG_DATA_HOME={os.environ['XDG_DATA_HOME']}" in unit.read_text()
    assert "systemctl --user daemon-reload" in manager.told
    assert not (home / "autostart/jarvis.desktop").exists()  # or it would be started twice
    assert " tray --wait 60\n" in (home / "autostart/jarvis-tray.desktop").read_text()
    manager.set("shown", "ActiveState=active\nSubState=running\nMainPID=7\nNRestarts=0\nResult=success\n")
    found = status(capsys)
    assert (found["kind"], found["enabled"], found["changed_by_hand"], found["outdated"]) == (
        "systemd", True, False, False,
    )  # fmt: skip
    assert (found["runs"], found["by_service"]) == (False, False)
    assert found["manager"]["ActiveState"] == "active"


def test_on_a_desktop_that_systemd_knows_it_starts_with_the_desktop(
    home: Path, manager: Manager, capsys: pytest.CaptureFixture[str]
) -> None:
    jarvis(capsys, "install")
    manager.set("graphical")
    jarvis(capsys, "install")
    folder = home / "systemd/user"
    assert (folder / "graphical-session.target.wants/jarvis.service").is_symlink()
    assert not (folder / "default.target.wants").exists()
    assert "WantedBy=graphical-session.target" in (folder / "jarvis.service").read_text()
    assert status(capsys)["outdated"] is False


def test_without_a_systemd_the_desktop_starts_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = jarvis(capsys, "install")
    entry = home / "autostart/jarvis.desktop"
    assert f"The desktop starts Jarvis when you log in ({entry})" in said
    assert "no systemd runs for you" in said
    assert "/jarvis start\n" in entry.read_text()
    assert not (home / "systemd").exists()
    assert status(capsys)["kind"] == "autostart"
    entry.write_text(entry.read_text() + "Hidden=true\n")  # as desktops switch it off
    found = status(capsys, code=1)
    assert (found["enabled"], found["changed_by_hand"]) == (False, True)
    assert "does not start" in jarvis(capsys, "status", code=1)


@pytest.mark.parametrize("systemd", [True, False])
def test_installed_twice_is_as_once_and_removed_is_as_never(
    systemd: bool,  # noqa: FBT001 - pytest hands it in
    own_folders: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if systemd:
        request.getfixturevalue("manager")
    jarvis(capsys, "install")
    once = {**tree(own_folders / "config"), **tree(own_folders / "data")}
    jarvis(capsys, "install")
    assert {**tree(own_folders / "config"), **tree(own_folders / "data")} == once
    assert "not started at login any more" in jarvis(capsys, "remove")
    assert tree(own_folders / "config") == tree(own_folders / "data") == {}
    assert "nothing to remove" in jarvis(capsys, "remove")
    assert status(capsys, code=1)["kind"] == ""
    assert "`jarvis service install`" in jarvis(capsys, "status", code=1)


@pytest.mark.usefixtures("manager")
def test_what_was_changed_by_hand_is_told_left_and_kept(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jarvis(capsys, "install")
    unit = home / "systemd/user/jarvis.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=30", "WatchdogSec=90"))
    (home / "systemd/user/jarvis.service.d").mkdir()
    (home / "systemd/user/jarvis.service.d/override.conf").write_text("[Service]\nNice=5\n")
    said = jarvis(capsys, "status")
    assert "changed by hand" in said
    assert "override.conf" in said
    assert "left as it is" in jarvis(capsys, "install")
    assert "WatchdogSec=90" in unit.read_text()
    assert "kept as" in jarvis(capsys, "remove")
    assert "WatchdogSec=90" in unit.with_name("jarvis.service.bak").read_text()
    jarvis(capsys, "install")
    unit.write_text("mine")
    jarvis(capsys, "install", "--force")
    assert "changed by hand" not in jarvis(capsys, "status")


@pytest.mark.usefixtures("manager")
def test_a_unit_from_another_place_is_told_and_renewed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jarvis(capsys, "install")
    monkeypatch.setattr(service, "program", lambda: ["/opt/elsewhere/jarvis"])
    assert status(capsys)["outdated"] is True
    assert "renews it" in jarvis(capsys, "status")
    jarvis(capsys, "install")
    assert status(capsys)["outdated"] is False


def test_started_now_by_systemd_or_told_why_not(manager: Manager, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Jarvis runs." in jarvis(capsys, "install", "--now")
    assert manager.told[-1] == "systemctl --user start jarvis.service"
    manager.set("fails")
    said = jarvis(capsys, "install", "--now", code=1)
    assert "systemd did not start Jarvis: it is broken. See `journalctl" in said
    assert "at your next login: it is broken" in jarvis(capsys, "install")


@pytest.mark.usefixtures("manager")
def test_asked_for_the_desktop_starts_it_and_systemd_does_not(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jarvis(capsys, "install")
    assert "as you asked" in jarvis(capsys, "install", "--autostart")
    assert set(tree(home)) == {"autostart/jarvis.desktop"}
    jarvis(capsys, "install")
    assert "autostart/jarvis.desktop" not in tree(home)


@pytest.mark.usefixtures("manager")
def test_a_masked_service_is_not_unmasked_behind_the_users_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = home / "systemd/user"
    folder.mkdir(parents=True)
    (folder / "jarvis.service").symlink_to("/dev/null")
    assert "systemctl --user unmask jarvis.service" in jarvis(capsys, "install", code=1)


@pytest.mark.usefixtures("manager")
def test_a_home_that_cannot_be_written_is_told_in_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("a file where a folder should be")
    said = jarvis(capsys, "install", code=1)
    assert "cannot be written (Not a directory). Check who owns" in said
    assert said.count("\n") == 1
    assert "not in the menu" in jarvis(capsys, "remove")  # what had been written by then
    assert jarvis(capsys, "remove") == "There was nothing to remove.\n"
    assert status(capsys, code=1)["kind"] == ""


@pytest.mark.usefixtures("manager")
def test_settings_in_another_place_are_found_by_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONFIG_PATH", "my settings.yaml")
    monkeypatch.chdir(tmp_path)
    jarvis(capsys, "install")
    assert f'Environment="CONFIG_PATH={tmp_path}/my settings.yaml"' in service.unit_file().read_text()
    entry = (paths.data_home() / "applications/org.jarvis.Jarvis.desktop").read_text()
    assert f'Exec=env "CONFIG_PATH={tmp_path}/my settings.yaml"' in entry
