"""Starting a program that goes on by itself, and seeing whether it lives. A list of words, never a shell."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from jarvis import apart
from jarvis.errors import JarvisError

LIVES_S = 1.0
"""A program that did not fail by then has started."""
_LOOKS_EVERY_S = 0.05
_OURS = ("JARVIS_", "CONFIG_PATH", "PYTHON", "VIRTUAL_ENV")
"""What the environment tells only us."""
_started: list[subprocess.Popen[bytes]] = []
"""Those that still run, so that the system can forget each when it has ended."""


OPENERS = (("gio", "open"), ("xdg-open",))


class LaunchError(JarvisError):
    """The program is not there, may not be started, or ended at once with a failure."""


def found(program: str) -> str:
    """The whole path of a program, "" if it is not on this computer."""
    return shutil.which(program, path=os.environ.get("PATH", os.defpath)) or ""


def opener() -> tuple[str, ...]:
    """What opens a file or an address with the user's own program for it; () if there is nothing."""
    return next((one for one in OPENERS if found(one[0])), ())


async def launch(argv: Sequence[str]) -> tuple[int, bool]:
    """Start it in a session of its own; gives its process, and whether it still runs a moment later.

    One that ended well by then has handed over to another that ran already. Raises LaunchError.
    """
    path = await asyncio.to_thread(found, argv[0])
    if not path:
        raise LaunchError("its program is not on this computer")
    if apart.here() and (unit := await apart.start(argv[0], path, argv[1:])):
        await asyncio.sleep(LIVES_S)
        ran = await apart.look(unit)
        if not ran.well:
            raise LaunchError("it ended at once")
        return ran.pid, ran.active
    try:
        process = await asyncio.to_thread(_start, path, argv)
    except (OSError, ValueError):
        raise LaunchError("this computer does not let me start it") from None
    for _ in range(round(LIVES_S / _LOOKS_EVERY_S)):
        if process.poll() is not None:
            break
        await asyncio.sleep(_LOOKS_EVERY_S)
    _started[:] = [one for one in _started if one.poll() is None]
    if process.returncode is None:
        _started.append(process)
    elif process.returncode:
        raise LaunchError("it ended at once")
    return process.pid, process.returncode is None


def _start(path: str, argv: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Not by asyncio, which would end the program together with the daemon."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    return subprocess.Popen(  # noqa: S603 - the words come from the user's menu, and no shell reads them
        [path, *argv[1:]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path.home(),
        env=environment,
        start_new_session=True,
    )
