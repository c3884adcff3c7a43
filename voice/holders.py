"""Who holds the microphone, and what our processes are connected to: from the system, not from our flags.

Asked are /proc and the sound server. All of this blocks; call it in a thread.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from voice.soundserver import SoundServerError, ask
from voice.soundwords import Recording

PROC = Path("/proc")
ROLES = ("capture", "play")


@dataclass(frozen=True)
class Holder:
    """A process that records. `ours`: it belongs to Jarvis; `through`: the source, or the device file.

    `pid` is None where the sound server does not know it. `monitor`: it records what a loudspeaker
    plays, no microphone.
    """

    pid: int | None
    program: str
    through: str
    ours: bool
    monitor: bool = False


@dataclass(frozen=True)
class Socket:
    """An open socket of ours. `reach` is "this machine", or "outside": from or to another machine."""

    pid: int
    program: str
    kind: str
    local: str
    remote: str
    reach: str


@dataclass(frozen=True)
class Privacy:
    """What was found. `unasked` says why the sound server could not be asked, "" if it was."""

    running: bool
    muted: bool
    capturing: tuple[Holder, ...]
    """Processes of ours that exist to hold the microphone."""
    recording: tuple[Holder, ...]
    """Who records, as the sound server tells."""
    devices: tuple[Holder, ...]
    """Who has the capture device of a sound card open."""
    sockets: tuple[Socket, ...]
    hidden: int
    """So many processes of other users could not be looked into."""
    unasked: str = ""

    def to_json(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return asdict(self)


def look(daemon: int | None, *, muted: bool) -> Privacy:
    """Look at everything. `daemon` is the process of a running Jarvis, or None.

    Besides its descendants, audio processes count that a Jarvis of this place has left behind.
    """
    ours = {process.pid: process for process in _ours(daemon)}
    try:
        recordings, unasked = ask(), ""
    except SoundServerError as error:
        recordings, unasked = [], str(error)
    devices, hidden = device_holders(PROC, ours)
    return Privacy(
        running=daemon is not None,
        muted=muted,
        capturing=tuple(capturing(ours.values())),
        recording=tuple(_holder(one, ours) for one in recordings),
        devices=tuple(devices),
        sockets=tuple(sockets(ours.values())),
        hidden=hidden,
        unasked=unasked,
    )


def captures(daemon: int) -> list[Holder]:
    """The processes of a running Jarvis, or left behind by one, that exist to hold the microphone."""
    return capturing(_ours(daemon))


def _ours(daemon: int | None) -> list[psutil.Process]:
    found: dict[int, psutil.Process] = {}
    if daemon is not None:
        with suppress(psutil.Error):
            top = psutil.Process(daemon)
            found = {one.pid: one for one in (top, *top.children(recursive=True))}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid not in found and _role(process) and _lives_here(process):
                found[process.pid] = process
    return [process for process in found.values() if _lives(process)]


def _lives_here(process: psutil.Process) -> bool:
    """Whether it is of the Jarvis that has its place in this process's runtime folder."""
    place = process.environ().get("XDG_RUNTIME_DIR")
    return process.uids().real == os.getuid() and place == os.environ.get("XDG_RUNTIME_DIR")


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def _role(process: psutil.Process) -> str:
    """What an audio process of ours is for, "" for any other process."""
    command = process.cmdline()
    if "voice.device" not in command[:-1]:
        return ""
    role = command[command.index("voice.device") + 1]
    return role if role in ROLES else ""


def name(process: psutil.Process) -> str:
    """How a process of ours is called: the module it runs, else its program."""
    with suppress(psutil.Error):
        command = process.cmdline()
        if "-m" in command[:-1]:
            at = command.index("-m") + 1
            return " ".join([command[at], *command[at + 1 : at + 2]])
        return process.name()
    return "a process that has just ended"


def capturing(processes: Iterable[psutil.Process]) -> list[Holder]:
    """Those of our processes that exist to hold the microphone."""
    found = []
    for process in processes:
        with suppress(psutil.Error):
            if _role(process) == "capture":
                found.append(Holder(process.pid, name(process), "", ours=True))
    return found


def _holder(one: Recording, ours: dict[int, psutil.Process]) -> Holder:
    mine = ours.get(one.pid) if one.pid is not None else None
    program = name(mine) if mine is not None else one.program
    return Holder(one.pid, program, one.source.description, mine is not None, one.source.monitor)


def device_holders(proc: Path, ours: Iterable[int]) -> tuple[list[Holder], int]:
    """Who has a capture device open, and how many processes could not be looked into."""
    found: dict[tuple[int, str], Holder] = {}
    hidden = 0
    mine = set(ours)
    for folder in proc.iterdir():
        if not folder.name.isdecimal():
            continue
        pid = int(folder.name)
        try:
            opened = {str(entry.readlink()) for entry in (folder / "fd").iterdir()}
            program = (folder / "comm").read_text().strip()
        except PermissionError:
            hidden += 1
            continue
        except OSError:  # it has just ended, or closed that file
            continue
        for device in opened:
            if device.startswith("/dev/snd/pcm") and device.endswith("c"):
                found[pid, device] = Holder(pid, program, device, pid in mine)
    return list(found.values()), hidden


def sockets(processes: Iterable[psutil.Process]) -> Iterator[Socket]:
    """Every open socket of these processes."""
    for process in processes:
        with suppress(psutil.Error):
            known = set()
            for one in process.net_connections(kind="all"):
                known.add(one.fd)
                yield socket_of(process, one)
            for number in _other_sockets(process.pid, known):
                yield Socket(process.pid, name(process), "other", f"descriptor {number}", "", "unknown")


def _other_sockets(pid: int, known: set[int]) -> list[int]:
    """The descriptors of sockets that are neither IP nor Unix ones, such as the kernel's netlink."""
    found = []
    with suppress(OSError):
        for entry in (PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                if str(entry.readlink()).startswith("socket:") and int(entry.name) not in known:
                    found.append(int(entry.name))
    return found


def socket_of(process: psutil.Process, one: Any) -> Socket:  # noqa: ANN401 - psutil names no type
    """One socket as psutil tells it."""
    if one.family == socket.AF_UNIX:
        return Socket(process.pid, name(process), "unix", one.laddr or "unnamed", one.raddr, "this machine")
    kind = "tcp" if one.type == socket.SOCK_STREAM else "udp"
    local, remote = (f"{end.ip}:{end.port}" if end else "" for end in (one.laddr, one.raddr))
    end = one.raddr or one.laddr
    return Socket(process.pid, name(process), kind, local, remote, reach(end.ip if end else ""))


def reach(address: str) -> str:
    """How far a socket reaches whose other end, or if it has none its own, is at this IP address."""
    ip = ipaddress.ip_address(address.partition("%")[0] or "0.0.0.0")  # noqa: S104 - "" means any
    mapped = getattr(ip, "ipv4_mapped", None)
    return "this machine" if (mapped or ip).is_loopback else "outside"
