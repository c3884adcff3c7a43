"""Facts about this computer, as the system tells them: nothing is sent to find out. All of it may block."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOKS_S = 0.3
_UP = 0x1
_ROUTE_FIELDS, _ROUTE6_FIELDS = 8, 10
_NOWHERE = "0" * 32


@dataclass(frozen=True)
class Battery:
    """How full it is, 0 to 100; how long it lasts in seconds, None if that is not known."""

    percent: int
    plugged: bool | None
    left_s: int | None


@dataclass(frozen=True)
class Space:
    """Bytes of a disk."""

    free: int
    total: int


@dataclass(frozen=True)
class Load:
    """How busy the processor is, in percent; bytes of memory."""

    busy_percent: int
    memory_free: int
    memory_total: int


@dataclass(frozen=True)
class Link:
    """A network device that is up. `ways_out`: whether the default route goes through it."""

    name: str
    addresses: tuple[str, ...]
    ways_out: bool


def battery() -> Battery | None:
    """The battery, None if there is none."""
    found = psutil.sensors_battery()
    if found is None:
        return None
    left = int(found.secsleft) if found.secsleft and found.secsleft > 0 else None
    return Battery(round(found.percent), found.power_plugged, left)


def disk(place: Path) -> Space:
    """The disk on which a folder lies. Raises OSError."""
    usage = psutil.disk_usage(str(place))
    return Space(usage.free, usage.total)


def load() -> Load:
    """How busy it is; takes 0.3 s."""
    busy, memory = psutil.cpu_percent(_LOOKS_S), psutil.virtual_memory()
    return Load(round(busy), memory.available, memory.total)


def links() -> list[Link]:
    """The network devices that are up, but for the one that leads nowhere; those with a way out first."""
    out, addresses = (
        ways_out(_lines("/proc/net/route"), _lines("/proc/net/ipv6_route")),
        psutil.net_if_addrs(),
    )
    found = []
    for name, state in psutil.net_if_stats().items():
        if state.isup and "loopback" not in state.flags.split(","):
            own = [
                one.address
                for one in addresses.get(name, ())
                if one.family == socket.AF_INET
                or (one.family == socket.AF_INET6 and not one.address.startswith("fe80"))
            ]
            found.append(Link(name, tuple(own), name in out))
    return sorted(found, key=lambda link: not link.ways_out)


def ways_out(routes: Iterable[str], routes6: Iterable[str]) -> set[str]:
    """The devices of the default routes, from the lines of /proc/net/route and /proc/net/ipv6_route."""
    found = set()
    for line in routes:
        fields = line.split()
        if len(fields) >= _ROUTE_FIELDS and fields[1] == fields[7] == "00000000" and _usable(fields[3]):
            found.add(fields[0])
    for line in routes6:
        fields = line.split()
        if (
            len(fields) >= _ROUTE6_FIELDS
            and fields[0] == _NOWHERE
            and fields[1] == "00"
            and _usable(fields[8])
        ):
            found.add(fields[9])
    return found - {"lo"}


def _usable(flags: str) -> bool:
    try:
        return bool(int(flags, 16) & _UP)
    except ValueError:
        return False


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
