"""Tells the service manager how the daemon is (sd_notify), over the socket that it names; else nobody.

The sign of life comes from the event loop itself: a loop that hangs sends none, and is started anew.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, MutableMapping

from jarvis.bus import EventBus
from jarvis.events import (
    DaemonReady,
    DaemonStopping,
    Event,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneUnmuted,
    RecognizerLost,
    RecognizerReady,
)

log = logging.getLogger(__name__)
_LONGEST = 200
"""More letters of a status are not sent."""
_MICRO = 1_000_000
STARTING = "starting"
_WORDS = {
    STARTING: "Starts.",
    "listening": "Listens for the wake word.",
    "muted": "The microphone is muted.",
    "no microphone": "There is no microphone.",
    "no speech model": "Speech is not understood.",
}
"""The states of `jarvis status`, for `systemctl --user status jarvis`."""
_TOLD_AGAIN = (
    DaemonReady,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneUnmuted,
    RecognizerLost,
    RecognizerReady,
)


class ServiceManager:
    """Whoever started the daemon as a service, as the environment tells it.

    The variables are taken out of `environ`: no program that is started from here speaks in our name.
    """

    def __init__(self, environ: MutableMapping[str, str], pid: int | None = None) -> None:
        self._address = _address(environ.pop("NOTIFY_SOCKET", ""))
        wanted, meant = environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", "")
        ours = meant in {"", str(os.getpid() if pid is None else pid)}
        self.watchdog_s = int(wanted) / _MICRO if self._address and ours and wanted.isdecimal() else 0.0
        """Without a sign of life for so long the daemon is ended; 0: nobody watches."""
        self._socket: socket.socket | None = None
        self._state, self._failed = "", False
        self._ready = self._told_ready = False

    def tell(self, *lines: str) -> bool:
        """Send assignments such as "READY=1", in one message; False if nobody takes it. Never waits."""
        if not self._address:
            return False
        try:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                self._socket.setblocking(False)
            self._socket.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            if not self._failed:
                log.warning("the service manager cannot be told anything: %s", error.strerror)
            self._failed = True
            return False
        self._failed = False
        return True

    def follow(self, bus: EventBus, state: Callable[[], str]) -> None:
        """Tell when the daemon is ready, in which `state` it is, and when it ends."""

        def changed(event: Event) -> None:
            now = state()
            self._ready = self._ready or isinstance(event, DaemonReady)
            if self._ready and not self._told_ready and now != STARTING:  # it listens, or cannot for now
                self._told_ready = True
                self.tell("READY=1", _status(_WORDS.get(now, now)))
            elif now != self._state:
                self.tell(_status(_WORDS.get(now, now)))
            self._state = now

        for kind in _TOLD_AGAIN:
            bus.subscribe(kind, changed)
        bus.subscribe(DaemonStopping, lambda event: self._stopping(event.reason))

    def _stopping(self, reason: str) -> None:
        self.tell("STOPPING=1", _status(f"Ends: {reason}."))

    async def run(self) -> None:
        """Send signs of life for ever, twice as often as they are wanted."""
        while self.watchdog_s:
            self.tell("WATCHDOG=1")
            await asyncio.sleep(self.watchdog_s / 2)
        await asyncio.Event().wait()

    def close(self) -> None:
        """Tell nothing more."""
        self._address = ""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _address(named: str) -> str:
    """As the system wants it: a path, or a name of Linux that is no file; "" for what is neither."""
    if named.startswith("@") and len(named) > 1:
        return f"\0{named[1:]}"
    if named and not named.startswith("/"):
        log.warning("NOTIFY_SOCKET is neither a path nor a name that begins with @")
        return ""
    return named


def _status(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"STATUS={plain[:_LONGEST]}"
