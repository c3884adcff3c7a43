"""The settings of the voice, in the file and in the environment."""

from pathlib import Path

import pytest

from jarvis import config
from jarvis.errors import ConfigError
from jarvis.speech_config import SpeechConfig

FILE = """
speech:
  engine: piper
  voice: en_US-lessac-medium
  model: ~/voices/lessac
  languages:
    de: espeak:de
    fr: piper:fr_FR-siwis-low
"""


def loaded(file: Path, text: str, **environ: str) -> SpeechConfig:
    file.write_text(text)
    return config.load({"CONFIG_PATH": str(file), **environ}).speech


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONFIG_PATH", str(tmp_path / "config.yaml"))
    return tmp_path / "config.yaml"


def test_a_voice_and_those_for_other_languages_are_set_in_the_file(file: Path) -> None:
    speech = loaded(file, FILE)
    assert (speech.engine, speech.voice, speech.model) == ("piper", "en_US-lessac-medium", "~/voices/lessac")
    assert speech.languages == {"de": "espeak:de", "fr": "piper:fr_FR-siwis-low"}


def test_the_environment_wins_and_writes_languages_as_pairs(file: Path) -> None:
    speech = loaded(
        file,
        FILE,
        JARVIS_SPEECH__ENGINE="flite",
        JARVIS_SPEECH__LANGUAGES="de=espeak:de+f2, pt-br=espeak:pt-br",
    )
    assert speech.engine == "flite"
    assert speech.languages == {"de": "espeak:de+f2", "pt-br": "espeak:pt-br"}


def test_without_settings_the_system_decides(file: Path) -> None:
    assert loaded(file, "") == SpeechConfig(engine="auto", voice="", model="", words_per_minute=175)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("engine: google", "`speech.engine` cannot be 'google'"),
        ("voice: a/b", "`speech.voice` cannot be 'a/b'"),
        ("languages: {german: 'espeak:de'}", "`speech.languages.german` cannot be 'german'"),
        ("languages: {de: espeak}", "`speech.languages.de` cannot be 'espeak'"),
        ("languages: {de: 'google:de'}", "`speech.languages.de` cannot be 'google:de'"),
        ("volume: 300", "`speech.volume` cannot be 300"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(line: str, told: str, file: Path) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(file, f"speech:\n  {line}\n")
    assert f"line 2: {told}" in str(error.value)
