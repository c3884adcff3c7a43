"""The walls around a user's skill: which can be had on this machine, and how a process walls itself in."""

import ctypes
import os
import resource
import site
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jarvis import landlock, seccomp

MEMORY_BYTES = 512 << 20
LARGEST_FILE_BYTES = 16 << 20
_OPEN_FILES = 64
_CAPABILITIES_VERSION = 0x20080522
_SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo"),
    *("/etc/localtime", "/etc/timezone", "/etc/ld.so.cache", "/dev/null", "/dev/zero", "/dev/urandom"),
)
"""What Python itself reads: libraries, time zones, chance."""


@dataclass(frozen=True)
class Wall:
    """One wall, and whether it stands on this machine. `words` is the sentence for the user."""

    name: str
    stands: bool
    words: str


@dataclass(frozen=True)
class Kernel:
    """What the kernel offers; other values are for tests."""

    landlock_abi: int
    no_seccomp: str
    """Why there are no filters of system calls; "" if there are."""


def kernel() -> Kernel:
    """What this machine's kernel offers."""
    return Kernel(landlock.abi(), seccomp.missing())


def standing(found: Kernel) -> tuple[Wall, ...]:
    """The walls of a machine with such a kernel, those that are missing too."""
    abi, filters = found.landlock_abi, not found.no_seccomp
    return (
        Wall("limits", stands=True, words="A skill has limits on memory, open files and the size of files."),
        _wall(
            "files",
            "A skill reaches only the files it was allowed.",
            "Nothing keeps a skill from your files: this kernel has no Landlock (Linux 5.13 brings it).",
            stands=abi > 0,
        ),
        _wall(
            "network",
            "A skill cannot open a connection."
            if filters
            else "A skill cannot connect over TCP; UDP and local sockets stay open.",
            "Nothing keeps a skill from the network: this kernel has neither seccomp nor a new Landlock.",
            stands=filters or abi >= landlock.NETWORK_ABI,
        ),
        _wall(
            "processes",
            "A skill can neither start nor touch another process.",
            f"Nothing keeps a skill from starting processes: {found.no_seccomp}.",
            stands=filters,
        ),
    )


def _wall(name: str, good: str, bad: str, *, stands: bool) -> Wall:
    return Wall(name, stands, good if stands else bad)


def python_paths() -> list[Path]:
    """What an import needs to read: Python, its packages and Jarvis; never a folder of somebody's skills."""
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    packages = [sysconfig.get_path(kind) for kind in kinds] + site.getsitepackages()
    shared = sysconfig.get_config_var("LIBDIR")
    own = [
        str(Path(__file__).parent),
        f"{sys.prefix}/lib",
        f"{sys.base_prefix}/lib",
        *([shared] if shared else []),
    ]
    return [Path(path) for path in dict.fromkeys([*_SYSTEM, *packages, *own])]


def limit(memory_bytes: int = MEMORY_BYTES) -> None:
    """Set this process's limits; it cannot raise them again."""
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, LARGEST_FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def enclose(read: Sequence[Path], write: Sequence[Path]) -> list[str]:
    """Build every wall that this machine has around this process; gives the names of those that stand.

    Call it while there is one thread. Raises OSError if a wall that should be possible cannot be built.
    """
    found, raised = kernel(), ["limits"]
    os.closerange(3, _OPEN_FILES * 16)
    limit()
    if os.uname().sysname == "Linux":
        _give_up_root()
        seccomp.no_new_privileges()
        seccomp.die_with_the_parent()
    walls: list[tuple[str, bool, Callable[[], None]]] = [
        (
            "files",
            found.landlock_abi > 0,
            lambda: landlock.raise_wall([*python_paths(), *read], [Path(os.devnull), *write]),
        ),
        ("processes", not found.no_seccomp, seccomp.raise_wall),
    ]
    for name, possible, build in walls:
        if possible:
            build()
            raised.append(name)
    return raised


def _give_up_root() -> None:
    """Drop every capability: a daemon that runs as root must not lend them."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    if libc.capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capabilities cannot be given up")
