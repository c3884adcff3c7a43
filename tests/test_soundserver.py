"""What a real sound server tells of its sources and of who records."""

import os
import signal
import subprocess

import pytest

from tests.living import until
from tests.sound import PrivatePulse, pulse
from voice import soundserver
from voice.soundserver import SoundServer, SoundServerError, ask
from voice.soundwords import Playing, Recording, Sink, Source

__all__ = ["pulse"]
DESK = Source("virtmic", "Desk", monitor=False)


def test_microphones_are_told_from_what_loudspeakers_play(pulse: PrivatePulse) -> None:
    pulse.plug("Headset")
    with SoundServer() as server:
        sources = server.sources()
        assert server.default() == "virtmic"
    assert [one for one in sources if not one.monitor] == [DESK, Source("Headset", "Headset", monitor=False)]
    assert {one.name for one in sources if one.monitor} == {"mic_feed.monitor", "speaker.monitor"}


def test_whoever_records_is_named_with_what_is_recorded(pulse: PrivatePulse) -> None:
    with subprocess.Popen(["parec", "-d", "virtmic"], stdout=subprocess.DEVNULL) as recorder:
        until(lambda: recorder.pid in pulse.clients("source-outputs"), "the recorder")
        recordings = ask()
        recorder.kill()
    assert Recording(recorder.pid, "pacat", DESK) in recordings  # which is what parec is
    module = [one for one in recordings if one.pid is None]
    assert [(one.program, one.source.monitor) for one in module] == [("module-remap-source.c", True)]


def test_without_a_server_that_is_said_and_none_is_started(pulse: PrivatePulse) -> None:
    pulse.stop()
    with pytest.raises(SoundServerError, match="no sound server can be reached"):
        ask()


def test_a_server_that_dies_meanwhile_is_an_error_too(pulse: PrivatePulse) -> None:
    with SoundServer() as server:
        pulse.stop()
        for question in (server.sources, server.default, server.recordings, server.sinks, server.playing):
            with pytest.raises(SoundServerError, match="the sound server ended"):
                question()


def test_a_server_that_hangs_is_not_waited_for(pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundserver, "ASK_S", 1.0)
    os.kill(pulse.pid, signal.SIGSTOP)
    try:
        with pytest.raises(SoundServerError, match="does not answer"):
            ask()
    finally:
        os.kill(pulse.pid, signal.SIGCONT)


def test_loudspeakers_are_told_and_a_stream_can_be_moved_between_them(pulse: PrivatePulse) -> None:
    pulse.pactl("load-module", "module-null-sink", "sink_name=tv", "sink_properties=device.description=TV")
    with SoundServer() as server:
        assert server.default_sink() == "speaker"
        assert Sink("tv", "TV") in server.sinks()
        assert server.playing() == []
        server.move(Playing(12_345, "speaker"), "tv")  # has just gone
        server.move(Playing(12_345, "speaker"), "nowhere")
