"""Folders and files: who may read them, the socket, room on the disk, how large the log is."""

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from jarvis import paths
from jarvis.checks.finding import Check, Finding, absent, counted, failed, mb, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import FolderError

_OTHERS = 0o077
_LITTLE, _NONE = 2_000_000_000, 200_000_000
_LARGE_LOG = 50_000_000
_LONGEST_SOCKET = 107
_SHOWN = 3
_PUBLIC = {"models", "vectors"}


def _folders(patient: Patient) -> list[Path]:
    names = ("config", "data", "state", "cache", "run")
    return [place for name in names if (place := patient.place(name)).is_dir()]


def folders(patient: Patient) -> Finding:
    """Whether our folders are closed to others."""
    strange = [str(one) for one in _folders(patient) if one.stat().st_uid != os.getuid()]
    if strange:
        cause = f"{', '.join(strange)} belongs to another user"
        return failed(f"{counted(len(strange), 'folder')} of somebody else", cause, "Remove it.")
    there = {name: mode for name, mode in patient.modes.items() if mode is not None}
    wide = {name: mode for name, mode in there.items() if mode & _OTHERS}
    seen = f"{len(there) - len(wide)} of {counted(len(there), 'folder')} with mode 0700"
    if not wide:
        return ok(seen)
    shown = ", ".join(f"{patient.place(name)} has {mode:04o}" for name, mode in wide.items())
    return failed(f"{seen}: {shown}", "other users can look into them", "Run `jarvis doctor --fix`.")


def fix_folders(patient: Patient) -> str:
    """Close our folders."""
    wide = [one for one in _folders(patient) if stat.S_IMODE(one.stat().st_mode) & _OTHERS]
    return _closed(wide, 0o700, "folder")


def private(patient: Patient) -> Iterator[Path]:
    """What must be the user's alone: all that we write but models, which are public, and links."""
    for folder in (one for one in _folders(patient) if one != patient.place("config")):
        for path, inside, names in os.walk(folder):
            inside[:] = [one for one in inside if one not in _PUBLIC and not _closed_store(Path(path), one)]
            for one in (Path(path) / name for name in names):
                if not one.is_symlink():
                    yield one


def _closed_store(above: Path, name: str) -> bool:
    """Whether it is Chroma's folder, and closed: what is in it has the modes that Chroma gives."""
    return name == "documents" and not _mode(above / name) & _OTHERS


def _wide_files(patient: Patient) -> tuple[int, list[Path]]:
    found = list(private(patient))
    return len(found), [one for one in found if _mode(one) & _OTHERS]


def _mode(file: Path) -> int:
    try:
        return stat.S_IMODE(file.lstat().st_mode)
    except OSError:  # it has just gone
        return 0


def files(patient: Patient) -> Finding:
    """Whether what we keep is closed to others."""
    number, wide = _wide_files(patient)
    seen = f"{number - len(wide)} of {counted(number, 'file')} with mode 0600"
    if not wide:
        return ok(seen)
    shown = ", ".join(f"{one} has {_mode(one):04o}" for one in wide[:_SHOWN])
    reached = any((mode or 0) & _OTHERS for mode in patient.modes.values())
    found, cause = (failed, "can read them") if reached else (warning, "are kept out by the folder only")
    return found(f"{seen}: {shown}", f"other users {cause}", "Run `jarvis doctor --fix`.")


def fix_files(patient: Patient) -> str:
    """Close our files."""
    return _closed(_wide_files(patient)[1], 0o600, "file")


def _closed(wide: list[Path], mode: int, what: str) -> str:
    for one in wide:
        try:
            one.chmod(one.stat().st_mode & 0o700 | mode)
        except OSError as error:
            raise FolderError(f"{one} cannot be closed to others ({error.strerror}). Is it yours?") from None
    return f"{counted(len(wide), what)} closed to others." if wide else "Nothing to do: all are closed."


def socket(patient: Patient) -> Finding:
    """Whether the daemon's door can be made, and only its owner can open it."""
    door = patient.place("run") / "socket"
    length = len(os.fsencode(door))
    if length > _LONGEST_SOCKET:
        remedy = "Set XDG_RUNTIME_DIR to a shorter name."
        return failed(f"{length} bytes of path, {_LONGEST_SOCKET} are possible", "it is too long", remedy)
    if not os.path.lexists(door):
        return absent(f"0 sockets at {door} ({length} bytes of path): Jarvis does not run")
    mode = _mode(door)
    seen = f"1 socket, mode {mode:04o}, {length} bytes of path"
    if not stat.S_ISSOCK(door.lstat().st_mode):
        return failed("0 sockets: something else is in its place", f"{door} is no socket", "Remove it.")
    if mode & _OTHERS:
        return failed(seen, "other users may talk to Jarvis", "Run `jarvis doctor --fix`.")
    return ok(seen)


def fix_socket(patient: Patient) -> str:
    """Close the door to others."""
    door = patient.place("run") / "socket"
    if not door.is_socket() or not _mode(door) & _OTHERS:
        return "Nothing to do: the socket is closed to others."
    door.chmod(0o600)
    return "The socket is closed to others."


def is_held(patient: Patient) -> bool:
    """Whether a daemon lives in our place."""
    try:
        descriptor = os.open(patient.place("run") / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def stale(patient: Patient) -> Finding:
    """Whether the socket has a daemon behind it."""
    door = patient.place("run") / "socket"
    held = is_held(patient)
    if not os.path.lexists(door):
        if not held:
            return ok("0 sockets without a daemon")
        cause = "something removed the socket while Jarvis runs"
        pid = (patient.place("run") / "lock").read_text(encoding="ascii", errors="replace").strip()
        return failed("0 sockets, 1 daemon", cause, f"Run `kill {pid[:10]}`, then `jarvis start`.")
    if held:
        return ok("0 sockets without a daemon, 1 with one")
    cause = "a Jarvis was killed and left it behind"
    return warning("1 socket without a daemon", cause, "Run `jarvis doctor --fix`, or `jarvis start`.")


def fix_stale(patient: Patient) -> str:
    """Remove a socket that nobody serves."""
    door = patient.place("run") / "socket"
    if is_held(patient) or not door.is_socket():
        return "Nothing to do: no socket is left behind."
    door.unlink()
    return "The socket that was left behind is removed."


def disk(patient: Patient) -> Finding:
    """How much room there is."""
    place = patient.place("data")
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    seen = f"{mb(usage.free)} of {mb(usage.total)} free"
    if usage.free < _NONE:
        return failed(seen, f"less than {mb(_NONE)}: nothing can be kept", "Delete what you do not need.")
    if usage.free < _LITTLE:
        return warning(seen, f"less than {mb(_LITTLE)}", "Delete what you do not need; models need room.")
    return ok(seen)


def log(patient: Patient) -> Finding:
    """How large the log and the trace are."""
    there = list(patient.place("state").glob("*.log*"))
    there += patient.place("state").glob("trace.jsonl*")
    size = sum(one.stat().st_size for one in there)
    seen = f"{counted(len(there), 'file')}, {mb(size)}"
    if size > _LARGE_LOG:
        cause = f"more than {mb(_LARGE_LOG)}: something fails again and again"
        return warning(
            seen, cause, f"Look into {paths.places()['state'] / 'jarvis.log'}; a restart empties it."
        )
    return ok(seen)


CHECKS = (
    Check("folders", "modes of our folders", folders, fix_folders),
    Check("files", "modes of what we keep", files, fix_files),
    Check("socket", "the socket: its path, its mode", socket, fix_socket),
    Check("stale-socket", "a socket that nobody serves", stale, fix_stale),
    Check("disk", "room on the disk", disk),
    Check("log", "how large the log is", log),
)
