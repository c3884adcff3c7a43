"""`jarvis tray`."""

import argparse
import os
import sys
from typing import Any

from jarvis.errors import BadInputError, JarvisError

WAIT_S = 20.0
START_WAIT_S = 60.0
"""At the start of a session the panel may come later than Jarvis."""
LONGEST_WAIT_S = 3600.0


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "tray",
        help="show Jarvis in the tray of the desktop",
        description="Show how Jarvis is in the tray of the desktop, with a menu, until it is quit. "
        "`jarvis start` starts it by itself on a desktop. Exit code 1: this desktop shows no tray icons.",
        epilog="examples:  jarvis tray\n           jarvis tray --wait 60",
    )
    command.add_argument(
        "--wait",
        type=float,
        default=WAIT_S,
        metavar="S",
        help=f"so many seconds a panel may take to come (default: {WAIT_S:.0f})",
    )
    command.add_argument("--with-daemon", action="store_true", help="end together with the daemon")
    command.set_defaults(run=tray)


def tray(options: argparse.Namespace) -> int:
    """Be the tray."""
    if not 0 < options.wait <= LONGEST_WAIT_S:
        raise BadInputError(f"--wait takes seconds, up to {LONGEST_WAIT_S:.0f}.")
    if sys.platform == "linux" and not _session_bus():
        raise JarvisError("There is no session bus here, so no tray. Start `jarvis tray` from a desktop.")
    from jarvis.cli.client import call, lines
    from jarvis.place import hold_tray
    from ui.tray import NO_TRAY, Door, Tray

    with hold_tray():
        shown = Tray(Door(call, lines), with_daemon=options.with_daemon, wait_s=options.wait)
        _end_in_order(shown.stop)
        code = shown.run()
    if code:
        print(f"jarvis: {NO_TRAY}", file=sys.stderr)
    return code


def start_tray() -> bool:
    """Start it in the background, where there is a desktop; False where there is none."""
    import subprocess

    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) or not _session_bus():
        return False
    subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-m", "jarvis", "tray", "--with-daemon", "--wait", str(START_WAIT_S)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )
    return True


def _session_bus() -> bool:
    """Whether there is one that could be reached."""
    from pathlib import Path

    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    return (
        bool(told) or (Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus").exists()
    )


def _end_in_order(stop: Any) -> None:
    import signal
    import threading

    def end(*_: object) -> None:
        threading.Thread(target=stop, name="stop").start()  # it may wait for the loop, which runs here

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
