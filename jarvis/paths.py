"""Where things lie. Every folder is the user's own: made with mode 0700, never shared.

Looked up at each call, because tests and services change the environment.
"""

import os
import stat
from pathlib import Path

import platformdirs

from jarvis.errors import FolderError, SocketError

_APP = "jarvis"
_LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes with its NUL


def assets() -> Path:
    """The read-only files that ride along: `jarvis/data` in a wheel, `data/` in a checkout."""
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "data"


def config_file() -> Path:
    """The user's settings: `CONFIG_PATH`, else `~/.config/jarvis/config.yaml`."""
    chosen = os.environ.get("CONFIG_PATH")
    return Path(chosen) if chosen else Path(platformdirs.user_config_path(_APP)) / "config.yaml"


def places() -> dict[str, Path]:
    """Our folders by name, for who looks at them: nothing is made or changed here."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    cache = Path(platformdirs.user_cache_path(_APP))
    return {
        "config": Path(platformdirs.user_config_path(_APP)),
        "data": Path(platformdirs.user_data_path(_APP)),
        "state": Path(platformdirs.user_state_path(_APP)),
        "cache": cache,
        "run": Path(base) / _APP if base else cache / "run",
    }


def desktop_entries() -> tuple[Path, Path]:
    """The user's own folders of the desktop's and of systemd's: autostart entries, user units."""
    config = Path(platformdirs.user_config_path())
    return config / "autostart", config / "systemd/user"


def config_home() -> Path:
    """Where all programs of the user keep their settings: `~/.config`."""
    return Path(platformdirs.user_config_path())


def data_home() -> Path:
    """Where all programs of the user keep what is theirs: `~/.local/share`."""
    return Path(platformdirs.user_data_path())


def models() -> Path:
    """Installed models, one folder each."""
    return _own(_own(Path(platformdirs.user_data_path(_APP))) / "models")


def database() -> Path:
    """The one SQLite file; only the daemon opens it."""
    return _own(Path(platformdirs.user_data_path(_APP))) / "jarvis.db"


def documents() -> Path:
    """The store of vectors; only the daemon opens it."""
    return _own(Path(platformdirs.user_data_path(_APP))) / "documents"


def notes() -> Path:
    """The notes that one speaks, as Markdown; the documents follow it."""
    return _own(_own(Path(platformdirs.user_data_path(_APP))) / "notes")


def lists() -> Path:
    """The lists that one speaks, as Markdown."""
    return _own(notes() / "lists")


def vectors() -> Path:
    """The folder of vectors that can be made again."""
    return _own(Path(platformdirs.user_cache_path(_APP))) / "vectors"


def skills() -> Path:
    """The folder of the user's own skills. It is not made here: who has none needs none."""
    return Path(platformdirs.user_config_path(_APP)) / "skills"


def skill_scratch() -> Path:
    """Where each process of a user's skill has a folder of its own while it runs."""
    return _own(_own(Path(platformdirs.user_cache_path(_APP))) / "skills")


def mute_mark() -> Path:
    """While this file exists the microphone stays closed, across restarts too."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "muted"


def volume_mark() -> Path:
    """The volume the user asked for, in percent; wins over the setting, across restarts too."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "volume"


def ducked() -> Path:
    """What is noted of players that are lowered, while they are."""
    return mute_mark().with_name("ducked.json")


def voice_choice() -> Path:
    """The voice that the user chose last; while there is none, the settings decide."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "voice.json"


def device_choice() -> Path:
    """The microphone and the loudspeaker that the user chose last; they win over the settings."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "devices.json"


def log_file() -> Path:
    """Where a daemon started in the background writes."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "jarvis.log"


def trace_file() -> Path:
    """Where the times of turns are written, if that is asked for."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "trace.jsonl"


def runtime() -> Path:
    """The folder of socket and lock: `$XDG_RUNTIME_DIR/jarvis`, else one in the user's cache."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(base) / _APP if base else _own(Path(platformdirs.user_cache_path(_APP))) / "run"
    if len(os.fsencode(folder)) > _LONGEST_SOCKET_PATH - len("/socket"):
        raise SocketError(
            f"The folder {folder} is too long a name for a socket. Set XDG_RUNTIME_DIR to a shorter one."
        )
    return _own(folder)


def socket() -> Path:
    """The daemon's door."""
    return runtime() / "socket"


def hotkey_lock() -> Path:
    """Held by the process that watches the key to talk; contains its process id."""
    return runtime() / "hotkey.lock"


def hotkey_log() -> Path:
    """Where it writes what it cannot do; never what is typed."""
    return _own(Path(platformdirs.user_state_path(_APP))) / "hotkey.log"


def lock() -> Path:
    """Held by the running daemon; contains its process id."""
    return runtime() / "lock"


def tray_lock() -> Path:
    """Held by the tray icon's process; contains its process id."""
    return runtime() / "tray.lock"


def _own(folder: Path) -> Path:
    """Make the folder private; refuse one that belongs to somebody else. Raises FolderError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_uid != os.getuid():
            raise FolderError(f"The folder {folder} belongs to another user. Remove it or change its owner.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
    except FileExistsError:
        raise FolderError(f"{folder} is a file where a folder should be. Remove it.") from None
    except OSError as error:
        raise FolderError(
            f"The folder {folder} cannot be made ({error.strerror}). Check the folder above it."
        ) from None
    return folder
