"""The wall around files: from here on this process reaches the paths it was given, and nothing else.

Landlock is part of Linux since 5.13, and grew: its version here is `abi()`. Where the kernel has it, no new
TCP connections can be made either, and no signals and abstract sockets reach a process outside.
Spoken to through three system calls, whose numbers are the same on all machines.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_O_PATH = getattr(os, "O_PATH", 0)
_TELL_VERSION, _PATH_RULE = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE, _MOVE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13
_READ = _READ_FILE | _READ_FOLDER
_WRITE = _WRITE_FILE | _TRUNCATE | _REMOVE_FOLDER | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE | _MOVE
_ON_FILES = _READ_FILE | _WRITE_FILE | _TRUNCATE
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights on files each version knows; later ones know as many as the fifth."""
NETWORK_ABI, SCOPES_ABI = 4, 6
_TCP, _SCOPES = 0b11, 0b11


def abi() -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    if os.uname().sysname != "Linux":
        return 0
    version = _libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_TELL_VERSION))
    return max(0, int(version))


def raise_wall(read: Iterable[Path], write: Iterable[Path]) -> None:
    """Leave this process these paths and what lies below them. A path that does not exist opens nothing.

    Whoever may write may read as well. Nothing can be executed. Raises OSError.
    """
    version = abi()
    known = (1 << _RIGHTS[min(version, max(_RIGHTS))]) - 1
    tcp, scopes = _TCP * (version >= NETWORK_ABI), _SCOPES * (version >= SCOPES_ABI)
    attributes = struct.pack("=QQQ", known, tcp, scopes)
    rules = _call(_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    try:
        for path in read:
            _open(rules, path, _READ)
        for path in write:
            _open(rules, path, (_READ | _WRITE) & known)
        _call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0))
    finally:
        os.close(rules)


def _open(rules: int, path: Path, rights: int) -> None:
    """Open one path in the wall that is being made."""
    try:
        place = os.open(path, _O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        allowed = rights if path.is_dir() else rights & _ON_FILES
        rule = struct.pack("=Qi", allowed, place)
        _call(_ADD, ctypes.c_int(rules), ctypes.c_int(_PATH_RULE), rule, ctypes.c_uint(0))
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    libc = _libc()
    result = int(libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
