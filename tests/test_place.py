"""The place of the one daemon, and its door."""

import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.errors import PlaceTakenError, SocketError, TrayTakenError
from jarvis.place import hold_place, hold_tray, open_door
from tests.living import is_held


def test_the_place_is_held_until_one_leaves() -> None:
    assert not is_held()
    with hold_place():
        assert is_held()
        assert paths.lock().read_text() == f"{os.getpid()}\n"
    assert not is_held()
    assert paths.lock().read_text() == ""


def test_the_place_is_free_again_however_its_holder_ends() -> None:
    with pytest.raises(ZeroDivisionError), hold_place():
        raise ZeroDivisionError
    assert not is_held()


def test_who_comes_second_is_told_who_was_first_and_leaves_the_lock_as_it_is() -> None:
    with hold_place():
        for _ in range(2):
            with pytest.raises(PlaceTakenError, match=f"process {os.getpid()}"), hold_place():
                pass
        assert is_held()
        assert paths.lock().read_text() == f"{os.getpid()}\n"


def test_a_holder_that_has_not_written_its_number_yet_is_a_holder() -> None:
    with hold_place():
        os.truncate(paths.lock(), 0)
        with pytest.raises(PlaceTakenError, match="process unknown"), hold_place():
            pass


def test_the_tray_has_a_place_of_its_own() -> None:
    with hold_place(), hold_tray():
        with pytest.raises(TrayTakenError, match=f"process {os.getpid()}"), hold_tray():
            pass
        assert is_held()


def test_a_tray_that_ends_just_now_is_waited_for() -> None:
    with hold_tray():
        patient = threading.Thread(target=lambda: hold_tray().__enter__())
        patient.start()
        assert patient.is_alive()
    patient.join(10)
    assert not patient.is_alive()


def test_the_door_leads_to_the_one_who_opened_it_and_is_gone_afterwards() -> None:
    with open_door() as door, socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(paths.socket()))
        visitor.sendall(b"hello")
        with door.accept()[0] as inside:
            assert inside.recv(5) == b"hello"
    assert not paths.socket().exists()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_its_owner_can_open_the_door_and_other_files_are_made_as_before(mask: int) -> None:
    before = os.umask(mask)
    with open_door():
        assert stat.S_IMODE(paths.socket().stat().st_mode) == 0o600
        assert os.umask(before) == mask


@pytest.mark.parametrize("what", ["a socket", "a link to nowhere"])
def test_what_a_killed_daemon_left_is_no_obstacle(tmp_path: Path, what: str) -> None:
    if what == "a socket":
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(paths.socket()))
    else:
        paths.socket().symlink_to(tmp_path / "nowhere")
    with open_door(), socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(paths.socket()))
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("what", ["a file", "a folder"])
def test_what_is_in_the_way_of_the_door_is_told_and_left_alone(what: str) -> None:
    paths.socket().touch() if what == "a file" else paths.socket().mkdir()
    with pytest.raises(SocketError, match=r"is in the way\. Remove it"), open_door():
        pass
    assert paths.socket().exists()


def test_a_door_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "socket", lambda: tmp_path / "no/such/folder/socket")
    before = os.umask(0o022)
    with pytest.raises(SocketError, match=r"cannot be made \(No such file or directory\)"), open_door():
        pass
    assert os.umask(before) == 0o022
