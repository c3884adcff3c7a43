"""Starting a program outside of our own service, where there is one: the user's systemd runs it.

Else it would be ended together with Jarvis, and held back by what the service may not do.
"""

import asyncio
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jarvis import systemctl

_SHOWN = ("ActiveState", "MainPID")


@dataclass(frozen=True)
class Ran:
    """What became of it: `well` unless it failed; its process, 0 once it has ended."""

    well: bool
    pid: int
    active: bool


def ours(environ: Mapping[str, str], pid: int) -> bool:
    """Whether the process `pid` was started as a service by systemd, and systemd can start more."""
    return environ.get("SYSTEMD_EXEC_PID") == str(pid) and systemctl.manager_runs()


async def start(program: str, path: str, arguments: Sequence[str]) -> str:
    """Start it in a unit of its own; gives the unit, "" if that cannot be done."""
    plain = "".join(letter if letter.isalnum() else "_" for letter in Path(program).name)[:40]
    name = f"app-jarvis-{plain}-{uuid.uuid4().hex[:8]}.service"
    words = ["--user", "--quiet", "--slice=app.slice", "--property=Type=exec", f"--unit={name}"]
    words += [f"--working-directory={Path.home()}", "--", path, *arguments]
    well, _ = await asyncio.to_thread(systemctl.run, systemctl.RUN, words)
    return name if well else ""


async def look(name: str) -> Ran:
    """How it is by now. A unit that failed is forgotten then."""
    told = await asyncio.to_thread(systemctl.properties, name, *_SHOWN)
    state = told.get("ActiveState", "")
    if state == "failed":
        await asyncio.to_thread(systemctl.user, "reset-failed", name)
    pid = told.get("MainPID", "")
    return Ran(state != "failed", int(pid) if pid.isdecimal() else 0, state in {"active", "activating"})


def here() -> bool:
    """Whether this process is a service."""
    return ours(os.environ, os.getpid())
