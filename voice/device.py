"""The process that holds the sound card: `python -P -m voice.device capture|play [NAME]`.

It knows PyAudio and a pipe, nothing else. A fresh process is the only reliable way to make PortAudio
look for devices again, a crash of native audio code ends only this process, and "muted" is a fact
anyone can check: the capture process does not exist. It ends when its stdin closes, so that it
cannot outlive the daemon, however that ended.
"""

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pyaudio

from voice import frames
from voice.deck import Deck, Tell
from voice.player import NONSENSE_S, Piece, Then
from voice.priority import hurry
from voice.sink import Way
from voice.source import LOOK_S, News, Watch, pass_on

RATE_HZ = 16_000
CAPTURE_FRAMES = 320
"""20 ms at 16 kHz."""
PLAY_MS = 8
"""So much is handed over at once. About three times as much is under way: that long a stop takes."""
BACKLOG = 250
"""5 s of chunks the daemon has not read yet; when full, new sound is dropped."""
STUCK_S = 1.0
"""A stream that asks for nothing for so long has lost its device."""
GOODBYE_S = 1.0

SERVERS = ("pulse", "pipewire")
"""How ALSA calls the way to a sound server."""

CODES = {
    Then.CONTINUE: pyaudio.paContinue,
    Then.ABORT: pyaudio.paAbort,
    Then.COMPLETE: pyaudio.paComplete,
}


class NoDeviceError(Exception):
    """There is no such device; the text says which."""


def choose(audio: pyaudio.PyAudio, wanted: str, direction: str) -> Mapping[str, Any]:
    """The device whose name contains `wanted`, else the system's default. `direction`: input, output."""
    channels = f"max{direction.capitalize()}Channels"
    found = [audio.get_device_info_by_index(i) for i in range(audio.get_device_count())]
    usable = [device for device in found if int(device[channels]) > 0]
    if wanted:
        named = [device for device in usable if wanted.casefold() in str(device["name"]).casefold()]
        if not named:
            raise NoDeviceError(f"no {direction} device is called “{wanted}”")
        return named[0]
    try:
        if direction == "input":
            return audio.get_default_input_device_info()
        return audio.get_default_output_device_info()
    except OSError:  # ALSA's "default" may lead nowhere while a sound server can be reached by name
        servers = [device for device in usable if device["name"] in SERVERS]
        if not servers:
            raise NoDeviceError(f"no {direction} device") from None
        return servers[0]


def capture(wanted: str, tell: Tell) -> None:
    """Send chunks until the sound stops coming, or comes from elsewhere; then say so and return."""
    watch = Watch(wanted)  # before PortAudio starts, which finds the wanted source in the environment
    audio = pyaudio.PyAudio()
    device = through_server(audio, "input") if watch.by_server else choose(audio, wanted, "input")
    chunks: queue.Queue[bytes | News] = queue.Queue(maxsize=BACKLOG)

    def arrived(data: bytes | None, *_: object) -> tuple[None, int]:
        if data is not None and not chunks.full():
            chunks.put_nowait(data)
        return None, pyaudio.paContinue

    audio.open(
        rate=RATE_HZ,
        channels=1,
        format=pyaudio.paInt16,
        input=True,
        input_device_index=int(device["index"]),
        frames_per_buffer=CAPTURE_FRAMES,
        stream_callback=arrived,
    )
    pass_on(chunks, watch, str(device["name"]), tell)


def through_server(audio: pyaudio.PyAudio, direction: str) -> Mapping[str, Any]:
    """The device that leads to the sound server; it gives what the environment asks for."""
    for name in SERVERS:
        with suppress(NoDeviceError):
            return choose(audio, name, direction)
    return choose(audio, "", direction)


class Output:
    """The stream to the loudspeaker. PortAudio's thread asks `more` for samples."""

    def __init__(self, wanted: str) -> None:
        self._wanted, self._way = wanted, Way(wanted)
        self._stream: pyaudio._Stream | None = None
        self._called_s, self._asks = 0.0, False
        self._usual_s = 0.0  # how long sound is under way, where nobody tells better
        self.more: Callable[[int, float], Piece] | None = None
        """Gives the next samples."""
        sink = self._way.prepare()
        self._audio = pyaudio.PyAudio()
        self.device = sink or str(self._choose("")["name"])

    def _choose(self, sink: str) -> Mapping[str, Any]:
        if sink or self._way.by_server:  # one that was unplugged is made up for by the default
            return through_server(self._audio, "output")
        return choose(self._audio, self._wanted, "output")

    @property
    def active(self) -> bool:
        """Whether a stream is open, and not at its end."""
        return self._stream is not None and self._stream.is_active()

    def open(self, rate_hz: int) -> None:
        """Open a stream; if that fails, look for devices anew. Raises NoDeviceError, OSError."""
        self.close()
        try:
            self._open(rate_hz)
        except (NoDeviceError, OSError):  # devices come and go; PortAudio looks only at its start
            self._audio.terminate()
            self._audio = pyaudio.PyAudio()
            self._open(rate_hz)

    def _open(self, rate_hz: int) -> None:
        sink = self._way.prepare()
        device = self._choose(sink)
        self.device = sink or str(device["name"])
        self._called_s = time.monotonic()
        self._stream = self._audio.open(
            rate=rate_hz,
            channels=1,
            format=pyaudio.paInt16,
            output=True,
            output_device_index=int(device["index"]),
            frames_per_buffer=rate_hz * PLAY_MS // 1000,
            stream_callback=self._more,
        )
        self._usual_s, self._asks = self._stream.get_output_latency(), True

    def close(self) -> None:
        """Close the stream, if one is open."""
        stream, self._stream, self._asks = self._stream, None, False
        if stream is not None:
            stream.close()

    def _more(
        self, _data: bytes | None, count: int, times: Mapping[str, float], _status: int
    ) -> tuple[bytes, int]:
        self._called_s = time.monotonic()
        latency_s = times["output_buffer_dac_time"] - times["current_time"]
        if not 0 <= latency_s < NONSENSE_S:
            latency_s = self._usual_s
        assert self.more is not None  # noqa: S101 - set before anything is opened
        piece = self.more(count, latency_s)
        if piece.then is not Then.CONTINUE:
            self._asks = False
        return piece.pcm, CODES[piece.then]

    def keep_watching(self, fail: Callable[[str], None]) -> None:
        """See that samples are asked for: when a server dies, PortAudio says nothing."""
        while True:
            time.sleep(STUCK_S / 4)
            if self._asks and time.monotonic() - self._called_s > STUCK_S:
                fail("the device stopped playing")

    def keep_on_way(self, fail: Callable[[str], None]) -> None:
        """See that the stream goes where it should. It may be that a server hangs: a thread of its own."""
        while True:
            time.sleep(LOOK_S)
            problem = self._way.look() if self._asks else ""
            if problem and self._asks:
                fail(problem)


def play(wanted: str, tell: Tell, fail: Callable[[str], None]) -> None:
    """Obey the frames on stdin until it closes; `fail` ends this process."""
    output = Output(wanted)
    deck = Deck(output, tell)
    output.more = deck.more
    for watch in (output.keep_watching, output.keep_on_way):
        threading.Thread(target=watch, args=[fail], name="watch", daemon=True).start()
    tell(frames.pack_json(frames.TELL, opened=output.device))
    while frame := frames.read(sys.stdin.buffer):
        deck.obey(*frame)


def end_with_parent() -> None:
    """Leave as soon as stdin closes: the daemon is gone, or wants us gone."""
    sys.stdin.buffer.read()
    os._exit(0)


def write_out(outbox: "queue.SimpleQueue[bytes | None]") -> None:
    """Write frames in a thread of its own: an audio callback must never wait for a full pipe."""
    try:
        while (frame := outbox.get()) is not None:
            sys.stdout.buffer.write(frame)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)


def main(role: str, wanted: str = "") -> int:
    """Run as one of the two processes; 0 when told to end, 1 when there is no device any more."""
    hurry()
    outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    writer = threading.Thread(target=write_out, args=[outbox], name="writer", daemon=True)
    writer.start()

    def leave(failure: str = "") -> None:
        if failure:
            outbox.put(frames.pack_json(frames.TELL, failed=failure))
        outbox.put(None)
        writer.join(GOODBYE_S)
        os._exit(1 if failure else 0)  # PortAudio's own clean-up can hang on a dead sound server

    if role == "capture":
        threading.Thread(target=end_with_parent, name="parent watch", daemon=True).start()
    try:
        if role == "capture":
            capture(wanted, outbox.put)
        else:
            play(wanted, outbox.put, leave)
    except NoDeviceError as error:
        leave(str(error))
    except OSError as error:
        leave(f"the device refused ({error})")
    leave()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
