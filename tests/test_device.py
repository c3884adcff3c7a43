"""The process that holds the sound card, on a sound server of the test's own."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import soxr

from jarvis.ports import RATE_HZ, Pcm
from tests.sound import PrivatePulse, flite, pulse, runs, silence, until, whereabouts
from voice import frames
from voice.device import NoDeviceError, choose
from voice.link import AudioProcess, DeviceLostError, audio_process

if TYPE_CHECKING:
    import pyaudio

__all__ = ["pulse"]
SPEECH = flite("good morning")
PARENT = """
import asyncio, sys
from voice.link import audio_process
async def main():
    async with audio_process(sys.argv[1], "") as link:
        await link.read()
        print(link.pid, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


class Cards:
    """A PyAudio with these devices; `default` is the number of the one the system prefers."""

    def __init__(self, *devices: tuple[str, int, int], default: int | None = None) -> None:
        self._default = default
        self._devices = [
            {"index": number, "name": name, "maxInputChannels": inputs, "maxOutputChannels": outputs}
            for number, (name, inputs, outputs) in enumerate(devices)
        ]

    def get_device_count(self) -> int:
        return len(self._devices)

    def get_device_info_by_index(self, number: int) -> Mapping[str, Any]:
        return self._devices[number]

    def get_default_input_device_info(self) -> Mapping[str, Any]:
        if self._default is None:
            raise OSError("No Default Input Device Available")
        return self._devices[self._default]

    get_default_output_device_info = get_default_input_device_info


def chosen(cards: Cards, wanted: str, direction: str) -> str:
    return str(choose(cast("pyaudio.PyAudio", cards), wanted, direction)["name"])


@pytest.mark.parametrize(
    ("wanted", "direction", "name"),
    [
        ("", "input", "HDA Intel PCH"),
        ("usb", "input", "USB Microphone"),
        ("USB", "output", "USB Headset"),
        ("hdmi", "output", "HDMI 0"),
    ],
)
def test_part_of_a_name_is_enough_and_only_devices_for_that_direction_count(
    wanted: str, direction: str, name: str
) -> None:
    cards = Cards(
        ("HDA Intel PCH", 2, 2), ("USB Microphone", 1, 0), ("USB Headset", 0, 2), ("HDMI 0", 0, 8), default=0
    )
    assert chosen(cards, wanted, direction) == name


@pytest.mark.parametrize("direction", ["input", "output"])
def test_where_the_default_leads_nowhere_a_sound_server_is_found_by_name(direction: str) -> None:
    assert chosen(Cards(("front", 2, 2), ("pipewire", 64, 64)), "", direction) == "pipewire"


@pytest.mark.parametrize(
    ("cards", "wanted", "reason"),
    [
        (Cards(), "", "no input device"),
        (Cards(("HDMI 0", 0, 8), ("pulse", 0, 32)), "", "no input device"),
        (Cards(("HDMI 0", 0, 8), ("pulse", 1, 1), default=1), "hdmi", "no input device is called “hdmi”"),
    ],
)
def test_where_there_is_no_such_device_the_reason_names_it(cards: Cards, wanted: str, reason: str) -> None:
    with pytest.raises(NoDeviceError) as error:
        chosen(cards, wanted, "input")
    assert str(error.value) == reason


async def news(process: AudioProcess, about: str) -> dict[str, Any]:
    """The next report about something, the sound and the reports before it left out."""
    while True:
        kind, payload = await process.read()
        if kind == frames.TELL and about in (told := frames.unpack_json(payload)):
            return told


def sound_frames(number: int, pcm: Pcm, rate_hz: int = RATE_HZ) -> bytes:
    """What it takes to have a sound played, without its end."""
    pieces = (
        frames.numbered(frames.SOUND, number, pcm=pcm[i : i + 8_192]) for i in range(0, len(pcm), 8_192)
    )
    return frames.pack_json(frames.BEGIN, number=number, rate_hz=rate_hz) + b"".join(pieces)


def at_rate(pcm: Pcm, rate_hz: int) -> Pcm:
    """How a sound is heard when it is played at this rate."""
    return bytes(soxr.resample(np.frombuffer(pcm, "<i2"), rate_hz, RATE_HZ).tobytes())


@pytest.mark.real_time
async def test_what_is_said_into_the_microphone_arrives_sample_by_sample(pulse: PrivatePulse) -> None:
    heard = b""
    async with asyncio.timeout(30), audio_process("capture", "") as process, asyncio.TaskGroup() as group:
        assert await news(process, "opened") == {"opened": "Desk"}
        saying = group.create_task(asyncio.to_thread(pulse.say, SPEECH + silence(0.5)))
        while not saying.done():
            kind, chunk = await process.read()
            assert (kind, len(chunk)) == (frames.AUDIO, 640)
            heard += chunk
    assert whereabouts(SPEECH, heard)[0] > 0.999


@pytest.mark.real_time
@pytest.mark.parametrize("rate_hz", [RATE_HZ, 22_050])
async def test_what_is_to_be_played_comes_out_of_the_loudspeaker(rate_hz: int, pulse: PrivatePulse) -> None:
    told: list[dict[str, Any]] = []
    async with asyncio.timeout(30), audio_process("play", "") as process:
        assert await news(process, "opened") == {"opened": "default"}
        await process.send(sound_frames(7, SPEECH, rate_hz) + frames.numbered(frames.END, 7))
        while not told or "finished" not in told[-1]:
            told.append(await news(process, "number"))
        await until(lambda: whereabouts(at_rate(SPEECH, rate_hz), pulse.recorded())[0] > 0.95)
    assert told[0] == {"started": "default", "number": 7}
    assert told[-1] == {"finished": len(SPEECH) // 2, "cut": False, "number": 7}
    progress = [one["progress"] for one in told[1:-1]]
    assert progress == sorted(progress)
    assert len(progress) >= 2


@pytest.mark.real_time
async def test_stop_means_silence_and_what_still_comes_of_the_old_sound_is_not_played(
    pulse: PrivatePulse,
) -> None:
    async with asyncio.timeout(30), audio_process("play", "") as process:
        await news(process, "opened")
        await process.send(sound_frames(1, SPEECH * 3))
        await news(process, "progress")
        await process.send(
            frames.numbered(frames.STOP, 1)
            + frames.numbered(frames.SOUND, 1, pcm=SPEECH)
            + frames.numbered(frames.END, 1)
        )
        told = await news(process, "finished")
        assert told["cut"] is True
        assert 0 < told["finished"] < len(SPEECH) // 2 * 3
        await process.send(sound_frames(2, SPEECH) + frames.numbered(frames.END, 2))
        assert await news(process, "started") == {"started": "default", "number": 2}
        told = await news(process, "finished")
    assert told == {"finished": len(SPEECH) // 2, "cut": False, "number": 2}
    await until(lambda: whereabouts(SPEECH, pulse.recorded())[0] > 0.95)


@pytest.mark.parametrize("role", ["capture", "play"])
def test_without_a_device_it_says_so_and_ends(role: str, pulse: PrivatePulse) -> None:
    pulse.stop()
    ended = run(role, stdin=None)
    assert ended.returncode == 1
    frame = frames.read(io.BytesIO(ended.stdout))
    assert frame is not None
    assert frames.unpack_json(frame[1]) == {
        "failed": f"no {'input' if role == 'capture' else 'output'} device"
    }


@pytest.mark.usefixtures("pulse")
def test_a_device_that_does_not_exist_is_named() -> None:
    ended = run("play", "Wohnzimmer", stdin=None)
    assert ended.returncode == 1
    assert "Wohnzimmer" in ended.stdout.decode("unicode-escape")


@pytest.mark.usefixtures("pulse")
@pytest.mark.parametrize("role", ["capture", "play"])
def test_it_ends_when_its_stdin_closes(role: str) -> None:
    assert run(role, stdin=b"").returncode == 0


@pytest.mark.real_time
async def test_when_the_sound_server_dies_the_silence_is_noticed(pulse: PrivatePulse) -> None:
    async with asyncio.timeout(30), audio_process("capture", "") as process:
        await news(process, "opened")
        pulse.stop()
        with pytest.raises(DeviceLostError, match=r"stopped delivering|sound server ended"):
            await news(process, "never")


@pytest.mark.real_time
@pytest.mark.usefixtures("pulse")
@pytest.mark.parametrize("role", ["capture", "play"])
async def test_a_daemon_that_is_killed_leaves_no_process_behind(role: str) -> None:
    pipe = subprocess.PIPE
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, role, stdout=pipe)
    async with asyncio.timeout(20):
        assert parent.stdout is not None
        child = int(await parent.stdout.readline())
        assert runs(child)
        parent.kill()
        await parent.wait()
        await until(lambda: not runs(child))


def run(*arguments: str, stdin: bytes | None) -> subprocess.CompletedProcess[bytes]:
    """An audio process to its end; its stdin stays open if `stdin` is None."""
    command = [sys.executable, "-P", "-m", "voice.device", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        if stdin is None:
            process.wait(20)
        out, _ = process.communicate(timeout=20)
    return subprocess.CompletedProcess(command, process.returncode, out)
