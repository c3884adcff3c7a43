"""There is one daemon for each user: it holds a lock, and its door is a socket only its owner can open."""

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from jarvis import paths
from jarvis.errors import JarvisError, PlaceTakenError, SocketError, TrayTakenError

_BACKLOG = 100
LEAVES_S = 2.0
"""A tray that was told to end is gone by then."""


def hold_place() -> AbstractContextManager[None]:
    """Be the one daemon. Raises PlaceTakenError that says who is."""
    return _hold(paths.lock(), PlaceTakenError)


def hold_tray() -> AbstractContextManager[None]:
    """Be the one tray. Raises TrayTakenError that says who is, unless that one ends just now."""
    return _hold(paths.tray_lock(), TrayTakenError, patience_s=LEAVES_S)


@contextmanager
def _hold(file: Path, taken: Callable[[str], JarvisError], patience_s: float = 0.0) -> Iterator[None]:
    """Hold a lock. It goes with the process, however it ends.

    So a stale file or a reused process id cannot keep anybody out.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until_s = time.monotonic() + patience_s
    while not _locked(descriptor):
        if time.monotonic() >= until_s:
            holder = os.read(descriptor, 20).decode(errors="replace").strip()
            os.close(descriptor)
            raise taken(f"process {holder or 'unknown'}")
        time.sleep(0.05)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    try:
        yield
    finally:
        os.ftruncate(descriptor, 0)
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def open_door() -> Iterator[socket.socket]:
    """The listening socket, mode 0600. Only for the one who holds the place. Raises SocketError."""
    path = paths.socket()
    if path.exists() and not path.is_socket():
        raise SocketError(f"{path} is in the way. Remove it, then start Jarvis again.")
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        path.unlink(missing_ok=True)  # left by a daemon that was killed
        door.bind(str(path))
    except OSError as error:
        door.close()
        raise SocketError(
            f"The socket {path} cannot be made ({error.strerror}). Check the folder's permissions."
        ) from None
    finally:
        os.umask(before)
    door.listen(_BACKLOG)
    try:
        yield door
    finally:
        door.close()
        path.unlink(missing_ok=True)
