"""What the process of pyttsx3 does with what it is told."""

import json
import sys
import types
import wave
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from voice import frames
from voice.synthesize import pyttsx3_host
from voice.synthesize.pyttsx3_host import Host, Speaker, short

WANTED = {"text": "hello", "voice": "", "words_per_minute": 175, "volume": 100}
REGISTRY = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Speech\\Voices\\Tokens\\TTS_MS_EN-US_ZIRA_11.0"


class Driver:
    """A private driver, found through pyttsx3's own mechanism. Acts when the loop runs, as they do."""

    def __init__(self, proxy: Any) -> None:  # noqa: ANN401 - pyttsx3's
        self._proxy, self._wanted = proxy, ("", "")
        self.channels, self.properties = 1, dict[str, object]()

    def getProperty(self, name: str) -> object:  # noqa: N802 - pyttsx3's name
        """Two voices, or what was set."""
        if name != "voices":
            return self.properties[name]
        return [
            SimpleNamespace(id=REGISTRY, languages=[]),
            SimpleNamespace(id="com.apple.voice.anna", languages=["de_DE"]),
        ]

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802
        """Note it."""
        self.properties[name] = value

    def save_to_file(self, text: str, file: str) -> None:
        """Later."""
        self._wanted = (text, file)

    def startLoop(self) -> None:  # noqa: N802
        """Do what was asked for."""
        self._proxy.setBusy(False)
        text, file = self._wanted
        if text in {"", "nothing"}:
            self._proxy.notify("finished-utterance", completed=True)
            return
        if text == "rubbish":
            Path(file).write_bytes(b"x" * 1_000)
            return
        with wave.open(file, "wb") as sound:
            sound.setnchannels(2 if text == "stereo" else 1)
            sound.setsampwidth(2)
            sound.setframerate(16_000)
            sound.writeframes(bytes(80_000))

    def endLoop(self) -> None:  # noqa: N802
        """It has ended."""

    def stop(self) -> None:
        """It cannot."""

    def destroy(self) -> None:
        """Nothing to free."""


@pytest.fixture
def drivers(monkeypatch: pytest.MonkeyPatch) -> list[Driver]:
    pyttsx3_host.borrow_espeak()
    made: list[Driver] = []

    def build(proxy: object) -> Driver:
        made.append(Driver(proxy))
        return made[-1]

    module = types.ModuleType("pyttsx3.drivers.private")
    module.buildDriver = build  # type: ignore[attr-defined] # it is a module made here
    monkeypatch.setitem(sys.modules, "pyttsx3.drivers.private", module)
    monkeypatch.setattr("pyttsx3._activeEngines", {})  # it keeps one for each driver
    return made


def obeyed(host: Host, kind: bytes, **wanted: object) -> list[tuple[bytes, dict[str, Any]]]:
    """The kinds of the frames that answer, and what is told."""
    answers = []
    for frame in host.obey(kind, json.dumps({**WANTED, **wanted}).encode()):
        payload = frame[frames.HEADER.size :]
        answers.append(
            (frame[:1], json.loads(payload) if frame[:1] == frames.TELL else {"bytes": len(payload)})
        )
    return answers


def test_a_sentence_is_a_rate_sound_and_an_end(drivers: list[Driver], tmp_path: Path) -> None:
    host = Host(Speaker("private"), tmp_path / "sound.wav")
    answer = obeyed(host, frames.BEGIN, volume=150, words_per_minute=200)
    assert answer[0] == (frames.TELL, {"rate_hz": 16_000})
    assert answer[-1][0] == frames.END
    assert sum(told["bytes"] for kind, told in answer if kind == frames.AUDIO) == 80_000
    assert drivers[0].properties == {"rate": 200, "volume": 1.0}


def test_of_two_channels_one_is_taken(drivers: list[Driver], tmp_path: Path) -> None:
    answer = obeyed(Host(Speaker("private"), tmp_path / "sound.wav"), frames.BEGIN, text="stereo")
    assert sum(told["bytes"] for kind, told in answer if kind == frames.AUDIO) == 40_000
    assert drivers


def test_voices_are_called_by_the_end_of_their_names(drivers: list[Driver], tmp_path: Path) -> None:
    host = Host(Speaker("private"), tmp_path / "sound.wav")
    zira = "TTS_MS_EN-US_ZIRA_11.0"
    told = obeyed(host, frames.ASK)[0][1]["voices"]
    assert told == [[zira, ""], ["com.apple.voice.anna", "de-de"]]
    obeyed(host, frames.BEGIN, voice=zira.lower())
    assert drivers[0].properties["voice"] == REGISTRY
    assert (short("gmw/en-us"), short("plain")) == ("en-us", "plain")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"text": "nothing"}, "pyttsx3 gave no sound."),
        ({"text": "rubbish"}, "not a sound file I can read"),
        ({"voice": "nobody"}, "no voice called “nobody”"),
        ({"volume": None}, "pyttsx3 failed: TypeError."),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_the_next_one_is_spoken(
    wanted: dict[str, object], told: str, drivers: list[Driver], tmp_path: Path
) -> None:
    host = Host(Speaker("private"), tmp_path / "sound.wav")
    obeyed(host, frames.BEGIN)
    ((kind, answer),) = obeyed(host, frames.BEGIN, **wanted)
    assert kind == frames.TELL
    assert told in answer["broken"]
    assert obeyed(host, frames.BEGIN)[-1][0] == frames.END
    assert len(drivers) == 1
