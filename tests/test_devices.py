"""Which microphone and loudspeaker are used: chosen by hand, heard at once, and kept."""

import asyncio
import json
import stat
from pathlib import Path

import pytest

from jarvis.bus import EventBus
from jarvis.devices import DeviceDesk
from jarvis.errors import BadInputError, FolderError, JarvisError
from jarvis.events import MicrophoneLost, MicrophoneOpened
from tests.sound import PrivatePulse, happened, noise, pulse, until
from tests.test_api import call, door
from tests.test_loudspeaker import opened, pieces
from tests.test_microphone import listening
from voice.devices import Device, Found, ask, keep, kept
from voice.filemic import FileMicrophone
from voice.loudspeaker import ProcessLoudspeaker

__all__ = ["pulse"]
pytestmark = pytest.mark.real_time
FOUND = Found((Device("usb_mic", "USB microphone"),), (Device("hdmi", "Television"),))


def test_what_is_chosen_is_kept_for_each_kind_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "devices.json"
    assert kept(file, {}) == {}
    keep(file, "microphone", "usb_mic")
    keep(file, "loudspeaker", "hdmi")
    keep(file, "microphone", "")
    assert kept(file, {}) == {"microphone": "", "loudspeaker": "hdmi"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["devices.json"]


def test_the_environment_is_stronger(tmp_path: Path) -> None:
    file = tmp_path / "devices.json"
    keep(file, "microphone", "usb_mic")
    assert kept(file, {"JARVIS_AUDIO__MICROPHONE": "desk"}) == {}


@pytest.mark.parametrize(
    "nonsense", [b"", b"[]", b"7", b"{", b"\xff", b"[" * 1_999, b'{"microphone": 7, "other": "x"}']
)
def test_what_is_damaged_is_left_out(tmp_path: Path, nonsense: bytes) -> None:
    file = tmp_path / "devices.json"
    file.write_bytes(nonsense)
    assert kept(file, {}) == {}
    keep(file, "loudspeaker", "hdmi")
    assert json.loads(file.read_text()) == {"loudspeaker": "hdmi"}


def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="cannot be kept"):
        keep(tmp_path / "no" / "devices.json", "microphone", "x")
    with pytest.raises(BadInputError):
        keep(tmp_path / "devices.json", "camera", "x")
    with pytest.raises(BadInputError):
        keep(tmp_path / "devices.json", "microphone", "x" * 1000)


def test_without_a_sound_server_it_says_how_to_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nowhere'}")
    found = ask()
    assert (found.microphones, found.loudspeakers) == ((), ())
    assert "choose with `audio.microphone` in the settings" in found.problem


async def test_another_microphone_is_heard_from_now_on(pulse: PrivatePulse, tmp_path: Path) -> None:
    pulse.plug("Headset")
    async with listening(tmp_path / "muted") as ear:
        first = await ear.opened()
        loudspeaker = ProcessLoudspeaker(ear.bus)
        desk = DeviceDesk(ear.microphone, loudspeaker, tmp_path / "devices.json", {})
        told = await desk.to_json()
        names = {one["described"]: one["name"] for one in told["microphones"]}
        assert names.keys() == {"Desk", "Headset"}  # and not what a loudspeaker plays
        assert (await desk.use("microphone", names["Headset"]))["microphone"] == names["Headset"]
        assert await ear.opened(times=2) != first
        assert happened(ear.bus, MicrophoneOpened)[-1] == MicrophoneOpened(device="Headset")
        assert happened(ear.bus, MicrophoneLost) == []
        assert await ear.hears(pulse)
    assert kept(tmp_path / "devices.json", {}) == {"microphone": names["Headset"]}


async def test_an_answer_goes_on_at_another_loudspeaker(pulse: PrivatePulse, tmp_path: Path) -> None:
    pulse.pactl("load-module", "module-null-sink", "sink_name=television", "rate=48000", "norewinds=1")
    sound = noise(2)
    async with opened() as (loudspeaker, bus), asyncio.TaskGroup() as group:
        desk = DeviceDesk(_NoMicrophone(), loudspeaker, tmp_path / "devices.json", {})
        playing = group.create_task(loudspeaker.play("t1", pieces(sound), 16_000), name="play")
        await until(lambda: bool(bus.history()), "it plays")
        before = loudspeaker.pid
        told = await desk.use("loudspeaker", "television")
        heard = await playing
        assert told["loudspeaker"] == loudspeaker.device == "television"
        assert loudspeaker.pid not in (None, before)
        assert (heard.cut, round(heard.heard_ms / 100)) == (False, 20)


class _NoMicrophone:
    wanted = ""

    async def use(self, device: str) -> None:
        """It is not reached."""
        raise AssertionError(device)


async def test_what_is_not_there_cannot_be_chosen(tmp_path: Path) -> None:
    async with EventBus() as bus:
        desk = DeviceDesk(_NoMicrophone(), ProcessLoudspeaker(bus), tmp_path / "devices.json", {})
        desk.ask = lambda: FOUND
        with pytest.raises(BadInputError, match="There is no microphone called 'hdmi'"):
            await desk.use("microphone", "hdmi")
        await desk.use("loudspeaker", "hdmi")  # it is opened when there is something to say
        file = FileMicrophone(bus, tmp_path / "muted", str(tmp_path / "speech.flac"))
        with pytest.raises(BadInputError, match=r"Remove `audio\.microphone`"):
            await file.use("usb_mic")
        assert file.wanted == f"file:{tmp_path / 'speech.flac'}"
    assert kept(tmp_path / "devices.json", {}) == {"loudspeaker": "hdmi"}


async def test_the_door_lists_and_takes_them() -> None:
    async with door():
        assert (await call("GET", "/devices"))["microphones"][0]["name"] == "desk_mic"
        told = await call("POST", "/devices", {"kind": "microphone", "name": "desk_mic"})
        assert told["microphone"] == "desk_mic"
        for wrong in (
            {"kind": "camera", "name": ""},
            {"kind": "microphone"},
            {"kind": "microphone", "name": "x"},
        ):
            with pytest.raises(JarvisError):
                await call("POST", "/devices", wrong)
