"""There is one daemon for each user: it holds a lock, and its door is a socket only its owner can open."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from jarvis import paths
from jarvis.errors import PlaceTakenError, SocketError

_BACKLOG = 100


@contextmanager
def hold_place() -> Iterator[None]:
    """Be the one daemon. Raises PlaceTakenError that says who is.

    The lock goes with the process, however it ends, so that a stale file or a reused process id
    cannot keep anybody out.
    """
    descriptor = os.open(paths.lock(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise PlaceTakenError(f"process {holder or 'unknown'}") from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    try:
        yield
    finally:
        os.ftruncate(descriptor, 0)
        os.close(descriptor)


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
