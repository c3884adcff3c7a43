"""The wall of system calls, on this machine's own kernel, and its program on both kinds of machine."""

import errno
import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis import seccomp
from jarvis.syscalls import MACHINES, numbers
from tests.walled import walled

ALLOW, KILL, REFUSED, UNKNOWN = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
PID = 4711
machines = pytest.mark.parametrize("machine", MACHINES)


def judge(program: bytes, mark: int, number: int, *arguments: int) -> int:
    """What the kernel would decide: a small machine for the few instructions we use."""
    call = struct.pack("=IIQ6Q", number, mark, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at = word = 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        match code:
            case 0x20:
                (word,) = struct.unpack_from("=I", call, value)
            case 0x54:
                word &= value
            case 0x06:
                return int(value)
            case _:
                true = {0x15: word == value, 0x35: word >= value, 0x45: bool(word & value)}[code]
                at += yes if true else no


@machines
@given(number=st.integers(0, 600), first=st.integers(0, 2**32 - 1))
def test_what_is_in_the_table_is_refused_and_the_rest_allowed(machine: str, number: int, first: int) -> None:
    program, mark = seccomp.program(machine, PID), MACHINES[machine][0]
    named = {value: name for name, value in numbers(machine).items()}
    found = judge(program, mark, number, first)
    if number > 461 or named.get(number) == "clone3":
        assert found == UNKNOWN
    elif number not in named:
        assert found == ALLOW
    elif named[number] not in (
        "clone",
        "kill",
        "tgkill",
        "prlimit64",
        "socketpair",
        "ioctl",
        "fcntl",
        "prctl",
    ):
        assert found == REFUSED


@machines
@pytest.mark.parametrize(
    ("name", "arguments", "verdict"),
    [
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (17,), REFUSED),
        ("kill", (PID,), ALLOW),
        ("kill", (1,), REFUSED),
        ("kill", (2**32 - 1,), REFUSED),
        ("tgkill", (PID, 3), ALLOW),
        ("prlimit64", (0,), ALLOW),
        ("prlimit64", (PID + 1,), REFUSED),
        ("socketpair", (1, 0o2000001), ALLOW),
        ("socketpair", (1, 2), REFUSED),
        ("socketpair", (2, 1), REFUSED),
        ("ioctl", (0, 0x5412), REFUSED),
        ("ioctl", (0, 0x5401), ALLOW),
        ("fcntl", (0, 8), REFUSED),
        ("fcntl", (0, 1), ALLOW),
        ("prctl", (1,), REFUSED),
        ("prctl", (15,), ALLOW),
    ],
)
def test_some_calls_are_refused_in_part(
    machine: str, name: str, arguments: tuple[int, ...], verdict: int
) -> None:
    program, mark = seccomp.program(machine, PID), MACHINES[machine][0]
    assert judge(program, mark, numbers(machine)[name], *arguments) == verdict


@machines
def test_calls_numbered_like_another_machines_end_the_process(machine: str) -> None:
    assert judge(seccomp.program(machine, PID), 0x40000003, 1) == KILL


def test_a_machine_that_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seccomp.missing() == ""
    real = os.uname()
    for field, words in (("machine", "no list of system calls for riscv64"), ("sysname", "Plan9 has none")):
        names = {"sysname": real.sysname, "machine": real.machine, field: words.split()[-1]}
        names["sysname"] = "Plan9" if field == "sysname" else real.sysname
        monkeypatch.setattr(os, "uname", lambda names=names: type("Uname", (), names))
        assert words in seccomp.missing()
        monkeypatch.undo()


def test_threads_and_loops_go_on_behind_the_wall() -> None:
    code = """
import asyncio
seccomp.no_new_privileges()
seccomp.raise_wall()
async def work():
    return await asyncio.to_thread(lambda: "worked")
print(asyncio.run(work()))
for deed in (os.fork, socket.socket, lambda: os.kill(os.getppid(), 0), lambda: os.chmod("/", 0)):
    try:
        deed()
    except PermissionError:
        print("refused")
"""
    assert walled(code).split() == ["worked", *["refused"] * 4]
