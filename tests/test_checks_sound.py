"""The doctor's checks of sound, on a sound server of the test's own: a quiet room, a loud one, a dead one."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from jarvis.checks.finding import Finding, State
from jarvis.doctor import named
from tests.doctoring import Room, room
from tests.living import until
from tests.sound import PrivatePulse, noise, pulse

__all__ = ["pulse", "room"]
pytestmark = pytest.mark.real_time
LISTENED = ("microphone-level", "microphone-noise", "microphone-clipping", "microphone-silence")
DEVICES = (
    "sound-server",
    "speaker",
    "speaker-volume",
    "microphone",
    "microphone-volume",
    "microphone-holders",
)


def findings(room: Room, names: tuple[str, ...]) -> dict[str, Finding]:
    """All of them, of one patient, so that one listens once."""
    patient = room.patient()
    return {check.name: check.look(patient) for check in named(names)}


def feed(pulse: PrivatePulse) -> str:
    """How the microphone's sink is."""
    listed = pulse.pactl("list", "short", "sinks").splitlines()
    return next(line for line in listed if "mic_feed" in line)


@contextmanager
def heard(pulse: PrivatePulse, level: float) -> Iterator[None]:
    """Somebody makes a noise in the room all the while."""
    file = pulse._folder / "noise.pcm"  # noqa: SLF001 - the test's own server
    file.write_bytes(noise(30, level))
    pulse._run(["pacat", "--playback", "-d", "mic_feed", "--raw", "--rate=16000", "--channels=1",  # noqa: SLF001
                "--format=s16le", "--latency-msec=50", str(file)], {})  # fmt: skip
    until(lambda: "RUNNING" in feed(pulse), "the noise in the room")
    yield


def test_in_a_quiet_room_everything_is_fine(pulse: PrivatePulse, room: Room) -> None:
    with heard(pulse, 0.001):
        found = findings(room, (*DEVICES, *LISTENED, "echo"))
    assert {name: one.state for name, one in found.items() if one.state is not State.OK} == {}
    assert "Desk" in found["microphone"].seen
    assert "pulseaudio" in found["sound-server"].seen
    assert "100 %" in found["speaker-volume"].seen
    assert "dBFS" in found["microphone-level"].seen


def test_in_a_loud_room_level_noise_and_clipping_are_told(pulse: PrivatePulse, room: Room) -> None:
    with heard(pulse, 1.0):
        found = findings(room, LISTENED)
    assert found["microphone-level"].state is State.WARNING
    assert found["microphone-noise"].state is State.WARNING
    assert found["microphone-clipping"].state is State.FAILED
    assert found["microphone-silence"].state is State.OK


def test_a_muted_microphone_and_a_muted_speaker_are_told(pulse: PrivatePulse, room: Room) -> None:
    pulse.pactl("set-source-mute", "virtmic", "1")
    pulse.pactl("set-sink-volume", "speaker", "5%")
    recorder = subprocess.Popen(["parec", "-d", "virtmic", "--raw"], stdout=subprocess.DEVNULL)
    try:
        until(lambda: recorder.pid in pulse.clients("source-outputs"), "somebody else who records")
        found = findings(room, (*DEVICES, "microphone-silence"))
    finally:
        recorder.kill()
        recorder.wait()
    assert found["microphone-silence"].state is State.FAILED
    assert "digital silence" in found["microphone-silence"].cause
    assert (found["microphone-volume"].state, found["speaker-volume"].state) == (State.FAILED, State.WARNING)
    assert (found["microphone-holders"].state, "1 other program" in found["microphone-holders"].seen) == (
        State.NOTICE,
        True,
    )
    pulse.pactl("set-sink-mute", "speaker", "1")
    assert findings(room, ("speaker-volume",))["speaker-volume"].state is State.FAILED


def test_devices_that_are_not_there_are_told(pulse: PrivatePulse, room: Room) -> None:
    pulse.pactl("set-default-source", "speaker.monitor")
    assert "what a loudspeaker plays" in room.look("microphone").cause
    room.set("audio", microphone="headset", loudspeaker="headset")
    for name in ("microphone", "speaker"):
        found = room.look(name)
        assert (found.state, "headset" in found.cause) == (State.FAILED, True)
    room.set("audio", microphone="file:/some/speech.wav")
    assert room.look("microphone").state is State.NOTICE
    assert room.look("microphone-level").state is State.ABSENT


def test_while_jarvis_is_muted_the_doctor_listens_to_nothing(pulse: PrivatePulse, room: Room) -> None:
    room.keep("state", "muted")
    found = findings(room, LISTENED)
    assert {one.state for one in found.values()} == {State.ABSENT}
    assert not pulse.clients("source-outputs")


def test_without_a_sound_server_that_is_told_once(pulse: PrivatePulse, room: Room) -> None:
    pulse.stop()
    found = findings(room, (*DEVICES, *LISTENED))
    bad = {name for name, one in found.items() if one.state is State.FAILED}
    assert bad == {"sound-server", "microphone-level"}
    assert all(one.remedy for one in found.values() if one.state is State.FAILED)
    room.set("echo", cancel="server")
    assert room.look("echo").state is State.FAILED


async def test_the_doctors_own_listening_is_not_taken_for_a_spy(pulse: PrivatePulse, room: Room) -> None:
    patient = room.patient()
    checks = named(("microphone-level", "privacy-microphone", "microphone-holders"))
    found = await asyncio.gather(*(asyncio.to_thread(check.look, patient) for check in checks))
    assert found[1].state is State.OK
    assert found[2].state is State.OK
    assert pulse.pid
