"""Somebody tries voices, takes one, and it is still there tomorrow."""

import signal
from pathlib import Path

import pytest

from jarvis import paths
from tests.living import Living, living
from tests.sound import PrivatePulse, audible_ms

pytestmark = pytest.mark.real_time


def test_a_voice_is_tried_taken_and_kept(jarvis: Living, pulse: PrivatePulse) -> None:
    names = [
        one["name"] for one in jarvis.jarvis("voices", "list", "--language", "de", "--json").json["voices"]
    ]
    assert {"espeak:de", "piper:de_DE-thorsten-medium"} <= set(names)
    silent_ms = audible_ms(pulse.recorded())
    tried = jarvis.jarvis("voices", "try", "espeak:de", "Guten Tag.")
    assert (tried.code, tried.out) == (0, "That was espeak:de.\n")
    assert audible_ms(pulse.recorded()) > silent_ms + 300
    assert not [event for event in jarvis.events() if event["event"] == "voice_changed"]

    assert jarvis.jarvis("voices", "use", "flite:slt").code == 0
    assert jarvis.wait_for("voice_changed")["engine"] == "flite"
    assert jarvis.jarvis("say", "Good night.").code == 0
    assert jarvis.wait_for("synthesis_started")["engine"] == "flite"
    refused = jarvis.jarvis("voices", "use", "piper:en_GB-alba-medium")
    assert refused.code == 2
    assert "jarvis models pull piper-en-gb-alba-medium" in refused.err

    jarvis.end(signal.SIGTERM)
    jarvis.start()
    jarvis.ready("listening")
    assert "Chosen: flite:slt." in jarvis.jarvis("voices", "list", "--language", "en").out


def test_the_environment_wins_and_a_damaged_choice_is_no_hindrance(
    own_folders: Path, no_sound: dict[str, str]
) -> None:
    paths.voice_choice().write_text('{"engine": "flite", "voice": "slt"}')
    with living(own_folders, no_sound | {"JARVIS_SPEECH__VOICE": "de"}) as jarvis:
        jarvis.ready("no microphone")
        assert "Chosen: espeak:de." in jarvis.jarvis("voices", "list", "--language", "nothing").out
        jarvis.end()
    paths.voice_choice().write_text("{")
    with living(own_folders, no_sound) as jarvis:
        jarvis.ready("no microphone")
        assert "Chosen: espeak." in jarvis.jarvis("voices", "list", "--language", "nothing").out
        assert "voice.json is damaged" in jarvis.said
