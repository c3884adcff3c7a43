"""Sound without a sound card: a sound server of the test's own, people who talk, noise and silence."""

import asyncio
import contextlib
import functools
import json
import os
import subprocess
import tempfile
import time
import wave
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import pytest

from jarvis.bus import EventBus
from jarvis.events import Event
from jarvis.ports import CHUNK_BYTES, RATE_HZ, Pcm
from tests.living import MODELS
from voice.recognize.engine import Setup
from voice.recognize.moonshine import Moonshine
from voice.recognize.remote import RemoteRecognizer

E = TypeVar("E", bound=Event)
VOICES = ("slt", "rms", "awb", "kal16")
_ALSA = "".join(
    f"{kind}.{name} {{type pulse}}\n" for kind in ("pcm", "ctl") for name in ("!default", "pulse")
)
_SERVER = """
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=mic_feed rate=16000 channels=1 format=s16le norewinds=1
load-module module-remap-source master=mic_feed.monitor source_name=virtmic {desk}
load-module module-null-sink sink_name=speaker rate=48000 channels=2 norewinds=1
set-default-source virtmic
set-default-sink speaker
"""
_SPOKEN = ("--raw", f"--rate={RATE_HZ}", "--channels=1", "--format=s16le")


class PrivatePulse:
    """A sound server that belongs to one test: `say` talks into its microphone, its speaker is recorded.

    It starts with the `with` block and can be stopped and started again inside.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._recording = folder, folder / "speaker.pcm"
        self._socket = folder / "native"
        self._processes: list[subprocess.Popen[bytes]] = []
        for home in ("home", "run"):
            (folder / home).mkdir(parents=True, mode=0o700)
        (folder / "asound.conf").write_text(_ALSA)
        (folder / "server.pa").write_text(
            _SERVER.format(socket=self._socket, desk="source_properties=device.description=Desk")
        )
        self.environment = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        """What a process must find in its environment to use this server."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and return when it serves."""
        options = ("--exit-idle-time=-1", "--realtime=no", "--high-priority=yes", "--use-pid-file=no")
        script = str(self._folder / "server.pa")
        own = {"HOME": str(self._folder / "home"), "XDG_RUNTIME_DIR": str(self._folder / "run")}
        self._run(["pulseaudio", "-n", "--daemonize=no", *options, "-F", script], own)
        _wait(lambda: self._pactl("info").returncode == 0)
        before = self._recording.stat().st_size
        self._run(["parec", "-d", "speaker.monitor", *_SPOKEN, "--latency-msec=10"], {})
        _wait(lambda: self._recording.stat().st_size > before)

    def stop(self) -> None:
        """Kill the server as a crash would; everything connected to it loses it."""
        while self._processes:
            process = self._processes.pop()
            process.kill()
            process.wait()
        self._socket.unlink(missing_ok=True)

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._processes[0].pid

    def say(self, pcm: Pcm, into: str = "mic_feed") -> None:
        """Play into the microphone, or another sink; returns when all was played."""
        person = "--property=media.role=phone"  # no player, whom one lowers while Jarvis listens
        self._tool("pacat", "--playback", "-d", into, person, *_SPOKEN, stdin=pcm).check_returncode()

    def echo(self, db: float, latency_ms: int = 40) -> None:
        """Let the microphone hear the speaker from now on, so much quieter (0 is as loud)."""
        module = self._loop("speaker.monitor", latency_ms)
        listed = json.loads(self.pactl("-f", "json", "list", "sink-inputs"))
        (loop,) = [one["index"] for one in listed if str(one.get("owner_module")) == module]
        self.pactl("set-sink-input-volume", str(loop), f"{db}dB")

    def person(self) -> None:
        """Somebody in the room: what is played into the sink `person` is heard by the microphone."""
        named = ("sink_name=person", f"rate={RATE_HZ}", "channels=1", "format=s16le", "norewinds=1")
        self.pactl("load-module", "module-null-sink", *named)
        self._loop("person.monitor", 10)

    def _loop(self, source: str, latency_ms: int) -> str:
        how = (f"source={source}", "sink=mic_feed", f"latency_msec={latency_ms}", "adjust_time=0")
        return self.pactl("load-module", "module-loopback", *how).strip()

    def recorded(self) -> Pcm:
        """Everything the speaker gave so far, silence between the sounds included."""
        content = self._recording.read_bytes()
        return content[: len(content) // 2 * 2]

    def hum(self, hz: int, into: str = "mic_feed") -> None:
        """Play a tone into a sink from now on, for two minutes or until the server stops."""
        self._play(tone(hz, 120), into)

    def hiss(self, minutes: int) -> None:
        """A room that is never quite silent, as rooms are; nobody takes it for speech (-70 dBFS)."""
        self._play(noise(60, 0.0005) * minutes, "mic_feed")

    def _play(self, pcm: Pcm, into: str) -> None:
        file = self._folder / f"{len(self._processes)}.pcm"
        file.write_bytes(pcm)
        self._run(["pacat", "--playback", "-d", into, *_SPOKEN, "--latency-msec=50", str(file)], {})

    def plug(self, source: str, feed: str = "mic_feed") -> None:
        """Connect a microphone that hears what is played into the sink `feed`."""
        named = (f"source_name={source}", f"source_properties=device.description={source}")
        self.pactl("load-module", "module-remap-source", f"master={feed}.monitor", *named)

    def unplug(self, source: str) -> None:
        """Take a microphone away."""
        listed = self.pactl("list", "short", "modules").splitlines()
        (module,) = [line.split()[0] for line in listed if f"source_name={source}" in line]
        self.pactl("unload-module", module)

    def pactl(self, *arguments: str) -> str:
        """Tell the server something; gives its answer."""
        told = self._pactl(*arguments)
        assert told.returncode == 0, (arguments, told.stderr)
        return told.stdout.decode()

    def clients(self, what: str = "clients") -> set[int]:
        """The processes connected to the server: all, the "source-outputs" or the "sink-inputs".

        What records the speaker is none of them.
        """
        listed = self._pactl("-f", "json", "list", what)
        listed.check_returncode()
        properties = [client["properties"] for client in json.loads(listed.stdout)]
        pids = {int(one["application.process.id"]) for one in properties if "application.process.id" in one}
        return pids - {process.pid for process in self._processes}

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return self._tool("pactl", *arguments)

    def _tool(self, *command: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = os.environ | self.environment
        return subprocess.run(
            command, env=environment, input=stdin, capture_output=True, check=False, timeout=60
        )

    def _run(self, command: list[str], extra: dict[str, str]) -> None:
        environment = os.environ | self.environment | extra
        with self._recording.open("ab") as out:
            process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL)
        self._processes.append(process)


def _wait(true: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until_s, "the private sound server does not serve"
        time.sleep(0.01)


@pytest.fixture
def pulse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivatePulse]:
    """A private sound server that PyAudio finds, in this process and in those it starts."""
    with PrivatePulse(tmp_path / "pulse") as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def people(folder: str) -> list[Path]:
    """Recordings of real people, where there are any (JARVIS_TESTDATA, or beside the checkout)."""
    beside = Path(__file__).parents[2] / "shared/testdata"
    recordings = Path(os.environ.get("JARVIS_TESTDATA") or beside) / folder
    return sorted(file for file in recordings.glob("*") if file.suffix in {".wav", ".flac"})


@functools.cache
def flite(text: str, voice: str = "slt", stretch: float = 1.0) -> Pcm:
    """Somebody saying `text`; 1.3 times as slowly with `stretch=1.3`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.wav"
        how = ("-voice", voice, "--setf", f"duration_stretch={stretch}")
        subprocess.run(["flite", *how, "-t", text, "-o", str(file)], check=True, timeout=60)
        with wave.open(str(file)) as speech:
            assert (speech.getframerate(), speech.getsampwidth()) == (RATE_HZ, 2), voice
            return bytes(speech.readframes(speech.getnframes()))


@pytest.fixture(scope="session")
def moonshine_folder() -> Path:
    """The recognizer's model, as the set-up installed it; nothing is fetched here."""
    folder = MODELS / "moonshine-tiny-en"
    assert folder.is_dir(), (
        f"There is no speech model in {folder}. Get it with `jarvis models pull moonshine-tiny-en`, "
        "or let JARVIS_TEST_MODELS name the folder it is in."
    )
    return folder


def understood(folder: Path, pcm: Pcm) -> str:
    """What Moonshine understands, in this process."""
    engine = Moonshine()
    engine.load(Setup(folder))
    try:
        engine.start()
        engine.feed(pcm)
        return engine.final().text
    finally:
        engine.close()


@contextlib.asynccontextmanager
async def recognizing(
    folder: Path, tell: Callable[[Event], None] = lambda _: None
) -> AsyncIterator[RemoteRecognizer]:
    """Moonshine in a process of its own, loaded."""
    recognizer = RemoteRecognizer("moonshine", lambda: Setup(folder), tell)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(recognizer.run(), name="moonshine")
        await recognizer.load()
        yield recognizer
        running.cancel()


def silence(seconds: float) -> Pcm:
    """Nothing at all."""
    return bytes(int(seconds * RATE_HZ) * 2)


def noise(seconds: float, level: float = 0.05) -> Pcm:
    """White noise, the same every time; `level` is its loudness, 1 being the loudest there is."""
    samples = np.random.default_rng(7).uniform(-1, 1, int(seconds * RATE_HZ)) * level * 32767
    return bytes(samples.astype("<i2").tobytes())


def tone(hz: int, seconds: float, level: float = 0.3) -> Pcm:
    """A steady tone."""
    turns = np.arange(int(seconds * RATE_HZ)) * hz / RATE_HZ
    return bytes((np.sin(2 * np.pi * turns) * level * 32767).astype("<i2").tobytes())


def pitch_hz(pcm: Pcm) -> int:
    """The loudest pitch in a sound, to 10 Hz or so; 0 for silence."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    if not samples.any():
        return 0
    size = RATE_HZ // 10
    return int(np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size)).argmax()) * RATE_HZ // size


def chunks(pcm: Pcm) -> list[Pcm]:
    """The whole chunks of a sound, as the microphone would deliver them."""
    return [pcm[i : i + CHUNK_BYTES] for i in range(0, len(pcm) - CHUNK_BYTES + 1, CHUNK_BYTES)]


def whereabouts(sound: Pcm, recording: Pcm) -> tuple[float, int]:
    """How faithfully `recording` holds `sound` (1 is exactly, whatever its volume), and at which ms."""
    wanted, heard = (np.frombuffer(pcm, "<i2").astype(float) for pcm in (sound, recording))
    if len(heard) < len(wanted) or not wanted.any():
        return 0.0, 0
    size = 1 << (len(heard) + len(wanted)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(wanted, size).conj(), size)
    fits = len(heard) - len(wanted) + 1
    energy = np.concatenate([[0.0], np.cumsum(heard**2)])
    loudness = np.sqrt((energy[len(wanted) :] - energy[:fits]) * (wanted**2).sum())
    likeness = products[:fits] / np.maximum(loudness, 1.0)
    best = int(likeness.argmax())
    return float(likeness[best]), best * 1000 // RATE_HZ


def audible_ms(pcm: Pcm) -> int:
    """How much of a recording is not silence, counted in windows of 20 ms."""
    loud = [chunk for chunk in chunks(pcm) if np.abs(np.frombuffer(chunk, "<i2").astype(int)).max() > 100]
    return len(loud) * 20


def runs(pid: int) -> bool:
    """Whether a process is at work; one that has ended and was not yet buried is not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def happened(bus: EventBus, kind: type[E]) -> list[E]:
    """All events of a kind, the oldest first."""
    return [record.event for record in bus.history() if isinstance(record.event, kind)]


async def until(condition: Callable[[], bool], what: str = "") -> None:
    """Return as soon as `condition` holds, on the real clock; fail when it does not for 45 seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(45):
            while not condition():  # noqa: ASYNC110 - what it waits for happens in other processes
                await asyncio.sleep(0.02)
    assert condition(), f"not within 45 s: {what or condition}"
