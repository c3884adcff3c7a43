"""Whatever is wrong, one clear sentence says so, and the daemon lives on."""

import wave
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.ports import RATE_HZ
from tests.living import MODELS, Living, living
from tests.sound import flite, silence

pytestmark = pytest.mark.real_time


def wav(file: Path, pcm: bytes) -> Path:
    """A sound file."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(pcm)
    return file


def test_a_question_in_a_file_is_answered(deaf_jarvis: Living, tmp_path: Path) -> None:
    question = wav(tmp_path / "q.wav", silence(1) + flite("what time is it", "rms") + silence(1))
    asked = deaf_jarvis.jarvis("ask", "--audio", str(question))
    assert asked.code == 0, asked
    assert "It is" in asked.out
    with_wake = wav(tmp_path / "w.wav", flite("hey jarvis, what time is it", "rms"))
    assert deaf_jarvis.jarvis("ask", "--json", "--audio", str(with_wake)).json["text"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a sound file"),
        (b"this is a letter, not a song", "not a sound file"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "not a sound file"),
    ],
)
def test_a_broken_sound_file_is_told(deaf_jarvis: Living, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "broken.wav").write_bytes(content)
    asked = deaf_jarvis.jarvis("ask", "--audio", str(tmp_path / "broken.wav"))
    assert (asked.code, asked.out) == (2, "")
    assert told in asked.err
    assert asked.err.count("\n") == 1
    assert deaf_jarvis.jarvis("ask", "help").code == 0


def test_silence_is_not_taken_for_words(deaf_jarvis: Living, tmp_path: Path) -> None:
    asked = deaf_jarvis.jarvis("ask", "--audio", str(wav(tmp_path / "s.wav", silence(3))))
    assert (asked.code, "Nobody speaks" in asked.err) == (2, True)


def test_a_file_that_is_not_there_is_told(deaf_jarvis: Living) -> None:
    asked = deaf_jarvis.jarvis("ask", "--audio", "/nowhere.wav")
    assert (asked.code, asked.err) == (2, "jarvis: /nowhere.wav cannot be read: No such file or directory.\n")


def test_an_unknown_command_and_no_command(deaf_jarvis: Living) -> None:
    unknown = deaf_jarvis.jarvis("dance")
    assert (unknown.code, "dance" in unknown.err) == (2, True)
    assert deaf_jarvis.jarvis().code == 2
    assert deaf_jarvis.jarvis("ask").code == 2
    assert deaf_jarvis.jarvis("events", "--last", "1000").code == 2


def test_a_typo_in_the_settings_stops_the_start(own_folders: Path, no_sound: dict[str, str]) -> None:
    paths.config_file().parent.mkdir(parents=True)
    paths.config_file().write_text("listen:\n  silense_ms: 900\n")
    with living(own_folders, no_sound) as jarvis:
        assert jarvis.process.wait(20) == 2
        assert "line 2: there is no setting `listen.silense_ms`. Did you mean `silence_ms`?" in jarvis.said
        assert jarvis.said.count("\n") == 1
        started = jarvis.jarvis("start")
        assert (started.code, "silense_ms" in started.err) == (2, True)


def test_a_file_in_the_place_of_the_socket(own_folders: Path, no_sound: dict[str, str]) -> None:
    paths.socket().write_text("mine")
    with living(own_folders, no_sound) as jarvis:
        assert jarvis.process.wait(20) == 4
        assert "is in the way" in jarvis.said
        assert paths.socket().read_text() == "mine"


FOREIGN = "the quick brown fox jumps over the lazy dog"


def test_without_its_model_it_says_how_to_get_it(
    own_folders: Path, no_sound: dict[str, str], tmp_path: Path
) -> None:
    with living(own_folders, no_sound, models=False) as jarvis:
        jarvis.ready("no microphone")
        assert "jarvis models pull moonshine-tiny-en" in jarvis.said
        asked = jarvis.jarvis("ask", "--audio", str(wav(tmp_path / "q.wav", flite("help", "rms"))))
        assert asked.code == 0, "pocketsphinx, which needs no model of ours, knows the commands"
        noise_ = jarvis.jarvis("ask", "--audio", str(wav(tmp_path / "n.wav", flite(FOREIGN, "rms"))))
        assert (noise_.code, "did not catch" in noise_.err) == (2, True)
        assert jarvis.jarvis("ask", "help").code == 0
        assert "jarvis models pull" in jarvis.jarvis("status", "--json").json["recognizer"]["problem"]


def test_a_corrupted_model_is_noticed_and_not_used(
    own_folders: Path, no_sound: dict[str, str], tmp_path: Path
) -> None:
    model = paths.models() / "moonshine-tiny-en"
    model.mkdir(mode=0o700)
    for file in (MODELS / "moonshine-tiny-en").iterdir():
        (model / file.name).write_bytes(file.read_bytes())
    decoder = model / "decoder_model_merged.ort"
    damaged = bytearray(decoder.read_bytes())
    damaged[1_000_000:1_000_100] = bytes(100)
    decoder.write_bytes(damaged)
    with living(own_folders, no_sound, models=False) as jarvis:
        jarvis.ready("no microphone")
        assert "moonshine-tiny-en" in jarvis.said
        assert "jarvis models" in jarvis.said
        asked = jarvis.jarvis("ask", "--audio", str(wav(tmp_path / "q.wav", flite("help", "rms"))))
        assert asked.code == 0, asked
        assert jarvis.wait_for("voice_recognized")["engine"] == "sphinx"
        verified = jarvis.jarvis("models", "verify", "moonshine-tiny-en")
        assert (verified.code, "decoder_model_merged.ort" in verified.out + verified.err) == (5, True)
