"""Where things lie: in the user's own folders, which nobody else can look into."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.errors import FolderError, SocketError

PRIVATE = {
    "data/jarvis/models": paths.models,
    "data/jarvis/jarvis.db": paths.database,
    "state/jarvis/muted": paths.mute_mark,
    "state/jarvis/volume": paths.volume_mark,
    "state/jarvis/jarvis.log": paths.log_file,
    "run/jarvis": paths.runtime,
    "run/jarvis/socket": paths.socket,
    "run/jarvis/lock": paths.lock,
}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(("place", "find"), PRIVATE.items(), ids=PRIVATE.keys())
def test_everything_lies_in_a_private_folder_of_the_user(
    own_folders: Path, place: str, find: Callable[[], Path]
) -> None:
    found = find()
    assert found == own_folders / place
    assert mode(found if found.is_dir() else found.parent) == 0o700
    assert found.is_dir() or not found.exists()  # looking for a file does not make it


@pytest.mark.parametrize("find", [paths.models, paths.runtime])
def test_a_folder_that_others_could_read_is_closed(find: Callable[[], Path]) -> None:
    find().chmod(0o755)
    assert mode(find()) == 0o700


def test_settings_are_where_the_user_says(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.config_file() == own_folders / "config/jarvis/config.yaml"
    assert not paths.config_file().parent.exists()
    monkeypatch.setenv("CONFIG_PATH", "/etc/jarvis.yaml")
    assert paths.config_file() == Path("/etc/jarvis.yaml")


def test_without_a_runtime_folder_there_is_one_in_the_cache(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert paths.runtime() == own_folders / "cache/jarvis/run"
    assert mode(paths.runtime()) == 0o700


def test_a_socket_whose_name_would_be_too_long_is_told(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = own_folders / ("x" * (92 - len(f"{own_folders}//jarvis")))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    assert len(str(paths.socket())) == 99
    monkeypatch.setenv("XDG_RUNTIME_DIR", f"{short}xxx")
    with pytest.raises(SocketError, match="Set XDG_RUNTIME_DIR to a shorter one"):
        paths.socket()


def test_a_file_in_the_place_of_a_folder_is_told(own_folders: Path) -> None:
    (own_folders / "run/jarvis").touch()
    with pytest.raises(FolderError, match="run/jarvis"):
        paths.runtime()


def test_a_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/proc/nobody")
    with pytest.raises(FolderError, match="/proc/nobody"):
        paths.runtime()


def test_what_rides_along_is_found_in_a_checkout_and_in_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (paths.assets() / "schema").is_dir()
    (tmp_path / "jarvis/data").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "jarvis/paths.py"))
    assert paths.assets() == tmp_path / "jarvis/data"
