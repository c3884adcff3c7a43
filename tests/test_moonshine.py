"""The recognizer that comes with the set-up, with its real model."""

import asyncio
import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis import testing
from jarvis.errors import ModelError, RecognitionError
from jarvis.ports import Pcm
from tests.sound import VOICES, flite, moonshine_folder, noise, people, silence
from voice.audio import decode
from voice.recognize.moonshine import Moonshine

__all__ = ["moonshine_folder"]
pytestmark = pytest.mark.real_time
FILES = ["encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"]


@pytest.fixture(scope="module")
def moonshine(moonshine_folder: Path) -> Iterator[Moonshine]:
    """The recognizer, loaded once for all stories."""
    recognizer = Moonshine()
    testing.run(recognizer.load(lambda: moonshine_folder), real_time=True)
    yield recognizer
    recognizer.close()


@pytest.fixture
def unloaded() -> Iterator[Moonshine]:
    recognizer = Moonshine()
    yield recognizer
    recognizer.close()


def said(text: str) -> str:
    """Without capitals and punctuation."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ")


async def understood(recognizer: Moonshine, speech: Pcm) -> str:
    transcript = await recognizer.recognize(silence(0.3) + speech + silence(0.5))
    assert transcript.confidence is None
    return said(transcript.text)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("text", ["what time is it", "good morning"])
async def test_it_understands_everybody(text: str, voice: str, moonshine: Moonshine) -> None:
    assert moonshine.ready
    assert await understood(moonshine, flite(text, voice)) == text


async def test_it_understands_real_people(moonshine: Moonshine) -> None:
    commands = [file for file in people("commands") if file.name.startswith("rhasspy-speech__turn")]
    if not commands:
        pytest.skip("no recorded speech here; JARVIS_TESTDATA names the folder")
    wanted = [file.stem.split("__")[1].split("_") for file in commands]
    heard = [(await understood(moonshine, decode(file.read_bytes()))).split() for file in commands]
    alike = [difflib.SequenceMatcher(None, *both).ratio() for both in zip(wanted, heard, strict=True)]
    assert sum(alike) / len(alike) > 0.8


async def test_two_utterances_at_once_are_not_mixed_up(moonshine: Moonshine) -> None:
    async with asyncio.TaskGroup() as group:
        first = group.create_task(understood(moonshine, flite("what time is it", "rms")))
        second = group.create_task(understood(moonshine, flite("good morning", "awb")))
    assert (first.result(), second.result()) == ("what time is it", "good morning")


async def test_the_house_goes_on_while_it_works(moonshine: Moonshine) -> None:
    speech = (flite("the quick brown fox jumps over the lazy dog", "rms") + silence(0.3)) * 4
    moments = 0
    async with asyncio.TaskGroup() as group:
        work = group.create_task(moonshine.recognize(speech))
        while not work.done():
            await asyncio.sleep(0.001)
            moments += 1
    assert moments > 10
    assert said(work.result().text).count("quick brown fox") >= 3


@pytest.mark.parametrize("pcm", [b"", bytes(2), silence(0.1), noise(2), noise(2, 1.0)], ids=len)
async def test_sound_without_words_is_no_error(pcm: Pcm, moonshine: Moonshine) -> None:
    assert len((await moonshine.recognize(pcm)).text.split()) <= 2


async def test_as_long_as_it_is_being_loaded_it_says_so(unloaded: Moonshine) -> None:
    assert not unloaded.ready
    with pytest.raises(RecognitionError, match="is still being loaded"):
        await unloaded.recognize(silence(1))


async def test_why_it_could_not_be_loaded_is_said_again_at_every_attempt(unloaded: Moonshine) -> None:
    def find() -> Path:
        raise ModelError("The model is missing. Get it.")

    with pytest.raises(ModelError, match="missing"):
        await unloaded.load(find)
    for _ in range(2):
        with pytest.raises(RecognitionError, match=r"^The model is missing\. Get it\.$"):
            await unloaded.recognize(silence(1))
    assert unloaded.problem == "The model is missing. Get it."


@pytest.mark.parametrize("damaged", FILES)
@pytest.mark.parametrize("left", [0, 1_000])
async def test_a_damaged_model_is_named_with_the_remedy(
    damaged: str, left: int, moonshine_folder: Path, tmp_path: Path, unloaded: Moonshine
) -> None:
    for name in FILES:
        (tmp_path / name).symlink_to(moonshine_folder / name)
    (tmp_path / damaged).unlink()
    (tmp_path / damaged).write_bytes((moonshine_folder / damaged).read_bytes()[:left])
    with pytest.raises(RecognitionError, match=r"jarvis models pull moonshine-tiny-en") as error:
        await unloaded.load(lambda: tmp_path)
    assert str(tmp_path) in str(error.value)
    assert unloaded.problem == str(error.value)


async def test_after_a_failure_it_can_be_loaded_once_the_model_is_there(
    moonshine_folder: Path, tmp_path: Path, unloaded: Moonshine
) -> None:
    with pytest.raises(RecognitionError):
        await unloaded.load(lambda: tmp_path)
    await unloaded.load(lambda: moonshine_folder)
    assert await understood(unloaded, flite("good morning")) == "good morning"
