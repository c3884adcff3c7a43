"""Whether what Jarvis plays goes where it should: to the device the user named, else to the default.

Sound servers move streams to another device when theirs goes away, and some do when the default changes.
What they leave undone is done here, in mid-word if need be. A stream that somebody moved on purpose stays.
"""

import os
from collections.abc import Sequence

from voice.soundserver import SoundServer, SoundServerError
from voice.soundwords import Sink

SERVER_ENDED = "the sound server ended"


def find(sinks: Sequence[Sink], wanted: str) -> Sink | None:
    """The sink whose name or description contains `wanted`."""
    word = wanted.casefold()
    named = [one for one in sinks if word in one.description.casefold() or word in one.name.casefold()]
    return named[0] if wanted and named else None


class Route:
    """Look after look it is told where the stream goes, and tells where it should."""

    def __init__(self, wanted: str = "") -> None:
        self._wanted = wanted
        self._goal = ""
        self._arrived = not wanted  # the server knows where a stream without a wish belongs

    def move_to(self, on: str, sinks: Sequence[Sink], default: str) -> str:
        """The sink to move a stream to that is `on` one, "" if it may stay."""
        named = find(sinks, self._wanted)
        goal = named.name if named is not None else default
        if self._goal and goal != self._goal:
            self._arrived = False
        self._goal = goal or self._goal
        self._arrived = self._arrived or on == goal
        return "" if self._arrived else goal


class Way:
    """The way of this process's stream through the sound server, if there is one."""

    def __init__(self, wanted: str = "", server: SoundServer | None = None) -> None:
        self._wanted, self._server = wanted, server or SoundServer()
        self._route = Route(wanted)
        self._connected = self._seen = False
        self.by_server = False
        """Whether the wanted device is, or was, one of the sound server's."""

    def prepare(self) -> str:
        """Before a stream is opened: let it go to the wanted sink. Gives what that is called, "" if none."""
        self._route, self._seen = Route(self._wanted), False
        if not self._wanted:
            return ""
        try:
            sink = find(self._connect().sinks(), self._wanted)
        except SoundServerError:
            self._lost()
            return ""
        # What libpulse, and PipeWire's plug-in for ALSA, take in place of the default.
        for name in ("PULSE_SINK", "PIPEWIRE_NODE"):
            if sink is not None:
                os.environ[name] = sink.name
            elif self.by_server:
                os.environ.pop(name, None)
        self.by_server = self.by_server or sink is not None
        return sink.description if sink is not None else ""

    def look(self) -> str:
        """While a stream plays: move it where it belongs. Gives why it cannot go on, "" if it can."""
        try:
            server = self._connect()
            for stream in server.playing():
                self._seen = True
                goal = self._route.move_to(stream.sink, server.sinks(), server.default_sink())
                if goal:
                    server.move(stream, goal)
        except SoundServerError:
            self._lost()
            return SERVER_ENDED if self._seen else ""
        return ""

    def _connect(self) -> SoundServer:
        if not self._connected:
            self._server.open()
            self._connected = True
        return self._server

    def _lost(self) -> None:
        if self._connected:
            self._server.close()
        self._connected = False
