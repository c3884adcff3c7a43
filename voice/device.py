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
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pyaudio

from voice import frames
from voice.source import News, Watch, pass_on

RATE_HZ = 16_000
CAPTURE_FRAMES = 320
"""20 ms at 16 kHz."""
PLAY_FRAMES = 256
BACKLOG = 250
"""5 s of chunks the daemon has not read yet; when full, new sound is dropped."""
LINGER_S = 1.0
"""After the last sample the stream stays open this long: the next sentence starts without a gap."""
PROGRESS_S = 0.2

SERVERS = ("pulse", "pipewire")
"""How ALSA calls the way to a sound server."""

Tell = Callable[[bytes], None]


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
    device = through_server(audio) if watch.by_server else choose(audio, wanted, "input")
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


def through_server(audio: pyaudio.PyAudio) -> Mapping[str, Any]:
    """The device that leads to the sound server; it gives what Watch found, not what is asked of it."""
    for name in SERVERS:
        with suppress(NoDeviceError):
            return choose(audio, name, "input")
    return choose(audio, "", "input")


class Player:
    """Plays what it is given. One thread feeds it, PortAudio's thread empties it."""

    def __init__(self, audio: pyaudio.PyAudio, wanted: str, tell: Tell) -> None:
        self._audio, self._wanted, self._tell = audio, wanted, tell
        self._stream: pyaudio._Stream | None = None
        self._rate_hz = 0
        self._lock = threading.Lock()
        self._sound = bytearray()
        self._state = "idle"  # idle, playing, ended (nothing more will come), stopped
        self._number = self._played = self._told = self._idle_frames = 0
        self.device = str(choose(audio, wanted, "output")["name"])

    def begin(self, number: int, rate_hz: int) -> None:
        """Sound at this rate follows."""
        with self._lock:
            self._number = number
            self._sound.clear()
            self._state = "playing"
            self._played = self._told = self._idle_frames = 0
        if self._stream is not None and (rate_hz != self._rate_hz or not self._stream.is_active()):
            self._stream.close()
            self._stream = None
        if self._stream is None:
            self._rate_hz = rate_hz
            try:
                self._open()
            except (
                NoDeviceError,
                OSError,
            ):  # devices come and go; PortAudio looks only at its start
                self._audio.terminate()
                self._audio = pyaudio.PyAudio()
                self._open()

    def _open(self) -> None:
        device = choose(self._audio, self._wanted, "output")
        self.device = str(device["name"])
        self._stream = self._audio.open(
            rate=self._rate_hz,
            channels=1,
            format=pyaudio.paInt16,
            output=True,
            output_device_index=int(device["index"]),
            frames_per_buffer=PLAY_FRAMES,
            stream_callback=self._more,
        )

    def feed(self, pcm: bytes) -> None:
        """More sound."""
        with self._lock:
            if self._state == "playing":
                self._sound += pcm

    def end(self) -> None:
        """No more sound will come."""
        with self._lock:
            if self._state == "playing":
                self._state = "ended"

    def stop(self) -> None:
        """Be silent now."""
        with self._lock:
            if self._state in {"playing", "ended"}:
                self._state = "stopped"
                self._sound.clear()
                self._tell(self._finished(cut=True))

    def _more(self, _data: bytes | None, count: int, *_: object) -> tuple[bytes, int]:
        size = count * 2
        with self._lock:
            if self._state == "stopped":
                return bytes(size), pyaudio.paAbort
            piece = bytes(self._sound[:size])
            del self._sound[:size]
            if piece:
                self._report(len(piece) // 2)
            elif self._state == "ended":
                self._state = "idle"
                self._tell(self._finished(cut=False))
            self._idle_frames = 0 if piece or self._state == "playing" else self._idle_frames + count
            lingering = self._idle_frames < LINGER_S * self._rate_hz
        return piece.ljust(size, b"\0"), pyaudio.paContinue if lingering else pyaudio.paComplete

    def _report(self, samples: int) -> None:
        if self._played == 0:
            self._tell(frames.pack_json(frames.TELL, started=self.device, number=self._number))
        self._played += samples
        if self._played - self._told > PROGRESS_S * self._rate_hz:
            self._told = self._played
            self._tell(frames.pack_json(frames.TELL, progress=self._played, number=self._number))

    def _finished(self, *, cut: bool) -> bytes:
        return frames.pack_json(frames.TELL, finished=self._played, cut=cut, number=self._number)


def play(audio: pyaudio.PyAudio, wanted: str, tell: Tell) -> None:
    """Obey the frames on stdin until it closes."""
    player = Player(audio, wanted, tell)
    tell(frames.pack_json(frames.TELL, opened=player.device))
    while frame := frames.read(sys.stdin.buffer):
        match frame:
            case frames.BEGIN, payload:
                player.begin(**frames.unpack_json(payload))
            case frames.AUDIO, payload:
                player.feed(payload)
            case frames.END, _:
                player.end()
            case frames.STOP, _:
                player.stop()


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
    outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    writer = threading.Thread(target=write_out, args=[outbox], name="writer", daemon=True)
    writer.start()
    if role == "capture":
        threading.Thread(target=end_with_parent, name="parent watch", daemon=True).start()
    failure = ""
    try:
        if role == "capture":
            capture(wanted, outbox.put)
        else:
            play(pyaudio.PyAudio(), wanted, outbox.put)
    except (NoDeviceError, OSError) as error:
        failure = str(error) if isinstance(error, NoDeviceError) else f"the device refused ({error})"
        outbox.put(frames.pack_json(frames.TELL, failed=failure))
    outbox.put(None)
    writer.join()
    os._exit(1 if failure else 0)  # PortAudio's own clean-up can hang on a dead sound server


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
