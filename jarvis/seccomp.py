"""The wall of system calls: a filter in the kernel that this process can never take off again.

Written for seccomp by hand, because there is nothing to install for it: a program of the kernel's small
language BPF, made of the calls in `jarvis/syscalls.py`. Everything else is allowed, so that Python works.
A refused call fails with EPERM, which Python shows as PermissionError.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from jarvis.syscalls import KNOWN, MACHINES, numbers

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_LOAD, _EQUAL, _AT_LEAST, _BITS, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
"""Load a word of the call; jump if it is equal, at least, has bits in common; mask it; decide."""
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _UNKNOWN = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Where the words of a call lie; each argument has eight bytes, the low word first on both machines."""
_CLONE_THREAD = 0x00010000
_AF_UNIX, _SOCK_STREAM, _KIND = 1, 1, 0xF
_OWNER_COMMANDS = {"fcntl": (8, 15), "ioctl": (0x8901, 0x8902, 0x5412, 0x541C)}
"""Who gets a file's signals (a way to signal others), and typing into a terminal."""

Step = tuple[int, int, int, int]
"""An instruction: what to do, how far to jump if so, and if not, and its number."""


def _argument(number: int) -> Step:
    return _LOAD, 0, 0, _ARGUMENTS + 8 * number


def _decide(verdict: int) -> Step:
    return _RETURN, 0, 0, verdict


def _only(argument: int, allowed: Iterable[int]) -> list[Step]:
    """Allow the call if the argument is one of these numbers."""
    steps = [_argument(argument)]
    for value in allowed:
        steps += [(_EQUAL, 0, 1, value), _decide(_ALLOW)]
    return [*steps, _decide(_REFUSE)]


def _never(argument: int, refused: Iterable[int]) -> list[Step]:
    """Refuse the call if the argument is one of these numbers."""
    steps = [_argument(argument)]
    for value in refused:
        steps += [(_EQUAL, 0, 1, value), _decide(_REFUSE)]
    return [*steps, _decide(_ALLOW)]


def _in_part(pid: int) -> dict[str, list[Step]]:
    """The calls that are refused in part: processes, signals and limits of others, and sockets."""
    return {
        "clone": [_argument(0), (_BITS, 0, 1, _CLONE_THREAD), _decide(_ALLOW), _decide(_REFUSE)],
        "clone3": [_decide(_UNKNOWN)],  # its flags lie where no filter sees them; without it, clone is used
        "kill": _only(0, [pid]),
        "tgkill": _only(0, [pid]),
        "prlimit64": _only(0, [0, pid]),
        "socketpair": [
            *(_argument(0), (_EQUAL, 1, 0, _AF_UNIX), _decide(_REFUSE)),
            *(_argument(1), (_AND, 0, 0, _KIND), (_EQUAL, 0, 1, _SOCK_STREAM)),
            *(_decide(_ALLOW), _decide(_REFUSE)),
        ],
        "prctl": _never(0, [_PR_SET_PDEATHSIG]),
        **{name: _never(1, commands) for name, commands in _OWNER_COMMANDS.items()},
    }


def program(machine: str, pid: int) -> bytes:
    """The filter for the process `pid` on this kind of machine. Raises KeyError for one we do not know."""
    mark, _ = MACHINES[machine]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        *((_EQUAL, 1, 0, mark), _decide(_KILL)),  # the numbers of another machine mean other calls
        (_LOAD, 0, 0, _NUMBER),
        *((_AT_LEAST, 0, 1, KNOWN + 1), _decide(_UNKNOWN)),
    ]
    in_part = _in_part(pid)
    for name, number in numbers(machine).items():
        body = in_part.get(name, [_decide(_REFUSE)])
        steps += [(_EQUAL, 0, len(body), number), *body]
    steps.append(_decide(_ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def missing() -> str:
    """Why this wall cannot be had here; "" if it can."""
    system, machine = os.uname().sysname, os.uname().machine
    if system != "Linux":
        return f"{system} has none that Jarvis knows"
    if machine not in MACHINES:
        return f"there is no list of system calls for {machine}"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_SECCOMP, _FILTER, 0, 0, 0)  # without a filter: tells only whether there could be one
    return "" if ctypes.get_errno() == errno.EFAULT else "this kernel has no seccomp filters"


def no_new_privileges() -> None:
    """Nothing this process starts may ever have more rights than it. Raises OSError."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def die_with_the_parent() -> None:
    """Be killed when the daemon ends, even while this process stands still. Raises OSError."""
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def raise_wall() -> None:
    """Filter the calls of this process from now on. Raises OSError."""
    steps = program(os.uname().machine, os.getpid())
    made = _Program(len(steps) // 8, steps)
    _prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(made))


def _prctl(*values: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(*(ctypes.c_ulong(value) for value in (*values, *[0] * (5 - len(values))))) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
