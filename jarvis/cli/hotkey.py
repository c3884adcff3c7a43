"""`jarvis hotkey`: a process of its own, which hears one chord and nothing else."""

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from jarvis.errors import JarvisError, contained

RUNNING_ALREADY = 4


def add(commands: Any) -> None:
    """Register this command."""
    command = commands.add_parser(
        "hotkey",
        help="watch the key to talk, until Ctrl-C",
        description="Watch the key that is set as hotkey.chord: hold it to talk. "
        "`jarvis start` does so by itself on a desktop.",
        epilog="example:  jarvis hotkey",
    )
    command.set_defaults(run=hotkey)


def hotkey(_: argparse.Namespace) -> int:
    """Watch the key."""
    import signal

    from jarvis import config
    from jarvis.chord import Chord

    settings = config.load().hotkey
    if not settings.chord:
        raise JarvisError("No key is set. Set `hotkey.chord`, such as ctrl+alt+j, then try again.")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is to be tidied up
    with _only_one():
        _watch(Chord.of(settings.chord), settings.mode)
    return 0


def _watch(chord: Any, mode: str) -> None:
    from ui.hotkey import Worker, way

    how = way(os.environ, sys.platform)
    worker = Worker(Talk(mode))

    def ready() -> None:
        print(f"Watching the key {chord.text}.", flush=True)

    if how == "portal":
        import asyncio

        from ui import portal

        asyncio.run(portal.watch(chord, worker.told, ready))
    else:
        from ui import keys

        keys.watch(chord, worker.told, ready)


class Talk:
    """Tells the daemon; where that fails, says why on the terminal and goes on."""

    def __init__(self, mode: str) -> None:
        from jarvis.cli import client

        self._client, self._mode = client, mode
        self._held: Generator[dict[str, Any]] | None = None
        self._turn = ""

    def pressed(self) -> None:
        """The key is down."""
        _said(self._toggle if self._mode == "toggle" else self._press)

    def released(self) -> None:
        """The key is up."""
        if self._mode == "hold":
            _said(self._release)

    def _toggle(self) -> None:
        self._client.call("POST", "/listen", {"mode": "toggle"})

    def _press(self) -> None:
        self._held = self._client.lines("/listen", {"mode": "hold"})
        self._turn = str(next(self._held, {}).get("turn", ""))

    def _release(self) -> None:
        held, turn, self._held, self._turn = self._held, self._turn, None, ""
        if held is None:
            return
        try:
            if turn:
                self._client.call("POST", "/listen/release", {"turn": turn})
        finally:
            held.close()


def begin(chord: str) -> None:
    """Start it in the background, if a key is set and there is a desktop. One that runs already stays."""
    import subprocess

    from jarvis import paths
    from ui.hotkey import way

    if not chord or isinstance(contained(lambda: way(os.environ, sys.platform)), Exception):
        return
    file = paths.hotkey_log()
    with file.open("ab") as log:
        file.chmod(0o600)
        subprocess.Popen(
            [sys.executable, "-P", "-m", "jarvis", "hotkey"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
        )


def end() -> None:
    """End the one that runs, if one does: who has stopped Jarvis wants nobody to watch the keyboard."""
    import fcntl
    import signal

    from jarvis import paths

    try:
        descriptor = os.open(paths.hotkey_lock(), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.read(descriptor, 20).decode(errors="replace").strip()
        if process.isdigit():
            contained(lambda: os.kill(int(process), signal.SIGTERM))
    finally:
        os.close(descriptor)


@contextmanager
def _only_one() -> Iterator[None]:
    """Be the one that watches. Raises JarvisError that says who does."""
    import fcntl

    from jarvis import paths

    descriptor = os.open(paths.hotkey_lock(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        error = JarvisError(f"The key is watched already (process {holder or 'unknown'}).")
        error.exit_code = RUNNING_ALREADY
        raise error from None
    finally:
        os.close(descriptor)


def _said(work: Callable[[], None]) -> None:
    failed = contained(work)
    if isinstance(failed, Exception):
        known = (
            str(failed) if isinstance(failed, JarvisError) else "The key could not be passed on to Jarvis."
        )
        sentence = "".join(letter for letter in known if letter.isprintable())
        print(f"jarvis: {sentence}", file=sys.stderr, flush=True)
