"""The recognizer that comes with the set-up, with its real model."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis.ports import CHUNK_BYTES, Pcm
from tests.sound import VOICES, flite, moonshine_folder, noise, people, silence
from voice.audio import decode
from voice.recognize.engine import EngineBrokenError, Setup
from voice.recognize.moonshine import Moonshine

__all__ = ["moonshine_folder"]
FILES = ["encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"]


@pytest.fixture(scope="module")
def moonshine(moonshine_folder: Path) -> Iterator[Moonshine]:
    """The engine, loaded once for all stories."""
    engine = Moonshine()
    engine.load(Setup(moonshine_folder))
    yield engine
    engine.close()


@pytest.fixture
def unloaded() -> Iterator[Moonshine]:
    engine = Moonshine()
    yield engine
    engine.close()


def plain(text: str) -> str:
    """Without capitals and punctuation."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ")


def understood(engine: Moonshine, speech: Pcm) -> str:
    engine.start()
    assert engine.feed(silence(0.3) + speech + silence(0.3)) is None
    transcript = engine.final()
    assert transcript.confidence is None
    return plain(transcript.text)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("text", ["what time is it", "good morning"])
def test_it_understands_everybody(text: str, voice: str, moonshine: Moonshine) -> None:
    assert understood(moonshine, flite(text, voice)) == text


def test_it_understands_real_people(moonshine: Moonshine) -> None:
    commands = [file for file in people("commands") if file.name.startswith("rhasspy-speech__turn")]
    if not commands:
        pytest.skip("no recorded speech here; JARVIS_TESTDATA names the folder")
    wanted = [file.stem.split("__")[1].split("_") for file in commands]
    heard = [understood(moonshine, decode(file.read_bytes())).split() for file in commands]
    alike = [difflib.SequenceMatcher(None, *both).ratio() for both in zip(wanted, heard, strict=True)]
    assert sum(alike) / len(alike) > 0.8


def test_the_text_so_far_can_be_had_again_and_again_and_grows(moonshine: Moonshine) -> None:
    moonshine.start()
    assert moonshine.partial() == ""
    moonshine.feed(silence(0.3) + flite("good morning", "rms") + silence(0.2))
    assert plain(moonshine.partial()) == "good morning"
    moonshine.feed(flite("what time is it", "rms") + silence(0.2))
    assert plain(moonshine.partial()) == plain(moonshine.final().text) == "good morning what time is it"
    moonshine.start()
    assert moonshine.final().text == ""


def test_sound_in_small_pieces_is_the_same_sound(moonshine: Moonshine) -> None:
    sound = silence(0.3) + flite("what time is it", "awb") + silence(0.3)
    moonshine.start()
    for start in range(0, len(sound), CHUNK_BYTES):
        moonshine.feed(sound[start : start + CHUNK_BYTES])
    assert plain(moonshine.final().text) == "what time is it"


@pytest.mark.parametrize("pcm", [b"", bytes(2), silence(0.1), noise(2), noise(2, 1.0)], ids=len)
def test_sound_without_words_is_no_error(pcm: Pcm, moonshine: Moonshine) -> None:
    moonshine.start()
    moonshine.feed(pcm)
    assert len(moonshine.final().text.split()) <= 2


def test_one_that_was_not_loaded_says_so(unloaded: Moonshine) -> None:
    with pytest.raises(EngineBrokenError, match="was not loaded"):
        unloaded.final()


@pytest.mark.parametrize("damaged", FILES)
@pytest.mark.parametrize("left", [0, 1_000])
def test_a_damaged_model_is_named_with_the_remedy(
    damaged: str, left: int, moonshine_folder: Path, tmp_path: Path, unloaded: Moonshine
) -> None:
    for name in FILES:
        (tmp_path / name).symlink_to(moonshine_folder / name)
    (tmp_path / damaged).unlink()
    (tmp_path / damaged).write_bytes((moonshine_folder / damaged).read_bytes()[:left])
    with pytest.raises(EngineBrokenError, match=r"jarvis models pull moonshine-tiny-en") as error:
        unloaded.load(Setup(tmp_path))
    assert str(tmp_path) in str(error.value)


def test_after_a_failure_it_can_be_loaded_once_the_model_is_there(
    moonshine_folder: Path, tmp_path: Path, unloaded: Moonshine
) -> None:
    with pytest.raises(EngineBrokenError):
        unloaded.load(Setup(tmp_path))
    unloaded.load(Setup(moonshine_folder))
    assert understood(unloaded, flite("good morning")) == "good morning"
