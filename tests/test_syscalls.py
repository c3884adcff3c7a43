"""The numbers of system calls, against what this machine's own C library and Python know."""

import ctypes
import errno
import os
import sys
from pathlib import Path

import pytest

from jarvis.syscalls import KNOWN, MACHINES, numbers


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_has_one_number_of_its_own(machine: str) -> None:
    found = numbers(machine)
    assert len(found) > 100
    assert len(set(found.values())) == len(found)
    assert max(found.values()) <= KNOWN
    assert {"socket", "execve", "ptrace", "mount", "io_uring_setup", "clone", "kill"} <= found.keys()


def test_newer_calls_have_the_same_number_everywhere() -> None:
    one, other = (numbers(machine) for machine in MACHINES)
    newer = {name for name, number in one.items() if number >= 424}
    assert newer
    assert {name: one[name] for name in newer} == {name: other[name] for name in newer}


def test_the_numbers_are_those_of_this_machine() -> None:
    """Some calls tell who they are by what they do."""
    libc, found = ctypes.CDLL(None, use_errno=True), numbers(os.uname().machine)
    assert libc.syscall(ctypes.c_long(found["kill"]), os.getpid(), 0) == 0
    assert libc.syscall(ctypes.c_long(found["fcntl"]), 0, 1) == libc.fcntl(0, 1)
    made = libc.syscall(ctypes.c_long(found["memfd_create"]), b"x", 0)
    assert str(Path(f"/proc/self/fd/{made}").readlink()).startswith("/memfd:x")
    os.close(made)
    made = libc.syscall(ctypes.c_long(found["socket"]), 1, 1, 0)
    assert str(Path(f"/proc/self/fd/{made}").readlink()).startswith("socket:")
    os.close(made)
    assert libc.syscall(ctypes.c_long(found["ptrace"]), 16, 2**31 - 1, 0, 0) == -1
    assert ctypes.get_errno() == errno.ESRCH
    assert libc.syscall(ctypes.c_long(found["prctl"]), 3, 0, 0, 0, 0) in (0, 1)
    assert sys.byteorder == "little"
