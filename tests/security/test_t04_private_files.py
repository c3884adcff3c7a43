"""T4: another user of this machine can neither read what Jarvis keeps nor talk to him."""

import os
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.errors import JarvisError
from jarvis.place import hold_place, open_door
from jarvis.store import open_store

NOBODY = 65534
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else for a moment")


@pytest.fixture
def careless() -> Iterator[None]:
    """A session in which new files are everybody's, unless a program takes care."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """What below a folder belongs to somebody else too."""
    found = [path for path in folder.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    return sorted(str(path.relative_to(folder)) for path in found)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


@pytest.mark.usefixtures("careless")
async def test_everything_that_is_made_is_the_users_alone(own_folders: Path) -> None:
    paths.mute_mark()
    paths.log_file()
    with hold_place(), open_door():
        async with open_store(paths.database()) as store:
            await store.write("INSERT INTO reminders (due_unix_s, text) VALUES (0, 'a secret')")
            assert {"jarvis.db", "jarvis.db-wal", "lock", "socket"} <= names(own_folders)
            for base in ("data", "state", "run"):
                assert open_to_others(own_folders / base / "jarvis") == []


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("find", [paths.models, paths.runtime], ids=["models", "runtime folder"])
def test_no_folder_on_the_way_is_open_either(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch, find: Callable[[], Path]
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    find()
    for base in ("data", "cache"):
        assert [path for path in open_to_others(own_folders / base) if path.startswith("jarvis")] == []


@pytest.mark.usefixtures("careless")
def test_what_an_older_jarvis_left_open_is_closed() -> None:
    paths.database().parent.chmod(0o777)
    paths.runtime().chmod(0o777)
    assert stat.S_IMODE(paths.database().parent.stat().st_mode) == 0o700
    with open_door():
        assert stat.S_IMODE(paths.runtime().stat().st_mode) == 0o700
        assert stat.S_IMODE(paths.socket().stat().st_mode) == 0o600


@as_root
def test_a_folder_that_somebody_else_has_put_there_is_not_used() -> None:
    os.chown(paths.runtime(), NOBODY, NOBODY)
    with pytest.raises(JarvisError, match="belongs to another user"), hold_place():
        pass
    os.chown(paths.database().parent, NOBODY, NOBODY)
    with pytest.raises(JarvisError, match="belongs to another user"):
        paths.database()


def knock_as_nobody(path: Path) -> bool:
    """Whether another user can connect to a socket."""
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(str(path))
    except PermissionError:
        return False
    finally:
        os.seteuid(0)
        os.setegid(0)
    return True


@as_root
def test_somebody_else_cannot_talk_to_jarvis(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        base.chmod(0o755)
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        with hold_place(), open_door():
            door = paths.socket()
            assert not knock_as_nobody(door)
            door.parent.chmod(0o755)
            assert not knock_as_nobody(door)  # not even if the folder were open
            door.chmod(0o666)
            assert knock_as_nobody(door)  # so it is the modes that keep them out
