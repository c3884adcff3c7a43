"""Whether the capture process still records the microphone it should, and no other.

Sound servers move streams on their own: to another microphone, or to what a loudspeaker plays, when the
one in use goes away. That is never taken for the microphone, and a move is always told.
"""

import itertools
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from voice import frames
from voice.soundserver import SoundServer, SoundServerError
from voice.soundwords import Source

FIRST_CHUNK_S = 3.0
STALLED_S = 1.0
"""PortAudio says nothing when a sound server dies; the callbacks just stop."""
LOOK_S = 0.5
MONITOR_ONLY = "no input device, only what a loudspeaker plays"
OTHER_DEFAULT = "the system's default microphone is another one now"
News = Mapping[str, str]
"""`opened` with the name of a device, or `failed` with a reason."""


def find(sources: Iterable[Source], wanted: str) -> Source | None:
    """The source whose name or description contains `wanted`; a loudspeaker's monitor only if no other."""
    word = wanted.casefold()
    named = [one for one in sources if word in one.name.casefold() or word in one.description.casefold()]
    return min(named, key=lambda one: one.monitor, default=None)


class Rule:
    """Where the stream may be. `called` is what the user named, `name` the source this was taken for.

    Both are empty where the system's default is wanted. Look after look it is told on which source
    the stream is (None: the server does not know it), and which one is the default.
    """

    def __init__(self, called: str = "", name: str = "") -> None:
        self._called, self._name = called, name
        self._default = ""
        self._elsewhere = 0

    def problem(self, on: Source | None, default: str) -> str:
        """Why this stream must not go on, "" if it may."""
        if self._name:
            same = on is not None and on.name == self._name
            return "" if same else f"no input device is called “{self._called}”"
        if on is None:
            return ""
        if on.monitor:
            return MONITOR_ONLY
        # A stream that somebody moved on purpose stays there, until the default changes.
        self._default = self._default or default
        left_behind = bool(default) and default not in (self._default, on.name)
        self._elsewhere = self._elsewhere + 1 if left_behind else 0
        if not left_behind:
            self._default = default or self._default
        return OTHER_DEFAULT if self._elsewhere > 1 else ""


class Watch:
    """Looks where the stream of this process is, first when asked to, then in a thread of its own.

    Made before PortAudio starts, which finds the source called `wanted` in the environment.
    """

    def __init__(self, wanted: str, server: SoundServer | None = None) -> None:
        self._server = server or SoundServer()
        self._rule, self._device, self._told = Rule(), "", ""
        self._known = False
        source = None
        try:
            self._server.open()
            self.connected = True
            source = find(self._server.sources(), wanted) if wanted else None
        except SoundServerError:
            self.connected = False
        self.by_server = source is not None
        """Whether the wanted device is one of the sound server's: then it is opened through it."""
        if source is not None:
            self._rule = Rule(wanted, source.name)
            # What libpulse, and PipeWire's plug-in for ALSA, take in place of the default.
            os.environ["PULSE_SOURCE"] = os.environ["PIPEWIRE_NODE"] = source.name

    def first_look(self, device: str) -> News:
        """Which device is open, or why it must not be; PortAudio calls it `device`."""
        self._device = device
        return self.look() or {"opened": device}

    def look(self) -> News | None:
        """What there is to tell since the last look."""
        on: Source | None = None
        problem = ""
        if self.connected:
            try:
                own = [one.source for one in self._server.recordings() if one.pid == os.getpid()]
                on = own[0] if own else None
                problem = self._rule.problem(on, self._server.default())
            except SoundServerError as error:
                self.connected = False
                problem = str(error) if self._known or self.by_server else ""
        if problem:
            return {"failed": problem}
        self._known = self._known or on is not None
        name = on.description if on is not None else self._told or self._device
        if name == self._told:
            return None
        self._told = name
        return {"opened": name}

    def keep_looking(self, inbox: "queue.Queue[bytes | News]") -> None:
        """Look again and again, until there is no server or the stream must end."""
        while self.connected:
            time.sleep(LOOK_S)
            news = self.look()
            if news is not None:
                inbox.put(news)
            if news and "failed" in news:
                return


def pass_on(
    inbox: "queue.Queue[bytes | News]", watch: Watch, device: str, tell: Callable[[bytes], None]
) -> None:
    """Tell chunk after chunk, until they stop coming or come from elsewhere; then say so and return."""
    try:
        first = inbox.get(timeout=FIRST_CHUNK_S)
        opened = watch.first_look(device)
        threading.Thread(target=watch.keep_looking, args=[inbox], name="watch", daemon=True).start()
        more: Iterator[bytes | News] = iter(partial(inbox.get, timeout=STALLED_S), None)
        item: bytes | News
        for item in itertools.chain((opened, first), more):
            if isinstance(item, bytes):
                tell(frames.pack(frames.AUDIO, item))
                continue
            tell(frames.pack_json(frames.TELL, **item))
            if "failed" in item:
                return
    except queue.Empty:
        tell(frames.pack_json(frames.TELL, failed="the device stopped delivering sound"))
