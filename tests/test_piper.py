"""Piper with a voice of our own making, and espeak-ng's real phonemes."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from jarvis.errors import SynthesisError
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms
from tests.speaking import SENTENCE, library, seconds, sounds, spoken
from tests.tiny_piper import make_voice
from voice import catalogue, manifest
from voice.catalogue import FilesSource
from voice.onnx import Stop
from voice.synthesize.espeak import Espeak
from voice.synthesize.espeak_library import EspeakLibrary
from voice.synthesize.piper import Piper, model_of, sentences
from voice.synthesize.piper_voice import PiperVoice

__all__ = ["library"]
pytestmark = pytest.mark.real_time
USUAL = SpeechConfig()


@asynccontextmanager
async def engine(library: EspeakLibrary, model: Path | str = "") -> AsyncIterator[Piper]:
    made = Piper(library, str(model))
    try:
        yield made
    finally:
        await made.close()


def install(name: str, voice: str) -> None:
    """As `jarvis models pull` leaves it."""
    folder = Path(os.environ["XDG_DATA_HOME"]) / "jarvis/models" / name
    manifest.seal(make_voice(folder, voice), "0" * 64)


async def test_a_voice_of_ones_own_speaks(library: EspeakLibrary, tmp_path: Path) -> None:
    async with engine(library, make_voice(tmp_path / "hum")) as piper:
        voice = piper.synthesizer("", USUAL)
        pieces = await sounds(voice, SENTENCE)
        assert max(seconds(piece.pcm) for piece in pieces) <= 0.06
        whole = b"".join(piece.pcm for piece in pieces)
        assert audible_ms(whole) > 1_000
        fast = piper.synthesizer("en_US-hum-low", SpeechConfig(words_per_minute=350))
        assert seconds(await spoken(fast, SENTENCE)) == pytest.approx(seconds(whole) / 2, rel=0.02)
        assert audible_ms(await spoken(piper.synthesizer("", SpeechConfig(volume=0)), SENTENCE)) == 0
        assert seconds(await spoken(voice, f"{SENTENCE} {SENTENCE}")) == pytest.approx(
            2 * seconds(whole), rel=0.02
        )


async def test_its_phonemes_are_those_of_its_own_language_whoever_spoke_before(
    library: EspeakLibrary, tmp_path: Path
) -> None:
    german = make_voice(tmp_path / "hum", "de_DE-hum-low", espeak={"voice": "de"})
    async with engine(library, german) as piper:
        english = Espeak(library).synthesizer("en-us", USUAL)
        voice = piper.synthesizer("", USUAL)
        before = await spoken(voice, "Guten Tag, wie geht es dir?")
        async with asyncio.TaskGroup() as group:
            group.create_task(spoken(english, SENTENCE))
            again = group.create_task(spoken(voice, "Guten Tag, wie geht es dir?"))
        assert again.result() == before


async def test_punctuation_is_heard_and_written_letters_are_used_where_a_voice_wants_them(
    library: EspeakLibrary, tmp_path: Path
) -> None:
    async with engine(library, make_voice(tmp_path / "hum")) as piper:
        with_comma = await spoken(piper.synthesizer("", USUAL), "Yes, no.")
        assert seconds(with_comma) != seconds(await spoken(piper.synthesizer("", USUAL), "Yes no."))
    async with engine(library, make_voice(tmp_path / "text", phoneme_type="text")) as piper:
        short, long = [await spoken(piper.synthesizer("", USUAL), "ab" * times) for times in (5, 10)]
        assert len(short) < len(long)


async def test_who_leaves_stops_it_before_the_next_sentence(
    library: EspeakLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[int]] = []
    speak = PiperVoice.speak

    def noted(voice: PiperVoice, ids: list[int], slower: float, stop: Stop) -> bytes:
        said.append(ids)
        return speak(voice, ids, slower, stop)

    monkeypatch.setattr(PiperVoice, "speak", noted)
    async with engine(library, make_voice(tmp_path / "hum")) as piper:
        voice = piper.synthesizer("", USUAL)
        async with aclosing(voice.synthesize("One more sentence. " * 50)) as sound:
            await anext(sound)
        assert len(said) == 1
        assert seconds(await spoken(voice, "Hello.")) > 0.1


async def test_without_a_voice_it_says_how_to_get_one(library: EspeakLibrary, tmp_path: Path) -> None:
    async with engine(library) as piper:
        with pytest.raises(SynthesisError, match=r"No Piper voice is installed.*jarvis models pull"):
            await spoken(piper.synthesizer("", USUAL), "Hello.")
        with pytest.raises(SynthesisError, match="jarvis models pull piper-en-gb-alba-medium"):
            await spoken(piper.synthesizer("en_GB-alba-medium", USUAL), "Hello.")
        with pytest.raises(SynthesisError, match="cannot be the name of a model"):
            await spoken(piper.synthesizer("a+b", USUAL), "Hello.")
    async with engine(library, tmp_path / "nowhere") as piper:
        with pytest.raises(SynthesisError, match=r"nowhere is no folder of a Piper voice"):
            await spoken(piper.synthesizer("", USUAL), "Hello.")
        assert "no folder of a Piper voice" in (await piper.offers())[0].why


async def test_what_is_installed_is_offered_and_speaks_and_what_is_not_says_why(
    library: EspeakLibrary,
) -> None:
    install("piper-de-de-thorsten-medium", "de_DE-thorsten-medium")
    async with engine(library) as piper:
        offers = {offer.voice: offer for offer in await piper.offers()}
        german = offers["de_DE-thorsten-medium"]
        assert (german.name, german.language) == ("piper:de_DE-thorsten-medium", "de-de")
        assert "jarvis models pull piper-en-gb-alba-medium" in offers["en_GB-alba-medium"].why
        for name in ("", "de_DE-thorsten-medium"):
            assert audible_ms(await spoken(piper.synthesizer(name, USUAL), "Hello.")) > 100


def test_voices_are_called_in_the_catalogue_as_they_are_looked_for() -> None:
    offered = {name: model.source for name, model in catalogue.load().items() if name.startswith("piper-")}
    assert len(offered) >= 3
    for name, source in offered.items():
        assert isinstance(source, FilesSource)
        voice = source.files[0].name.removesuffix(".onnx")
        assert [file.name for file in source.files] == [f"{voice}.onnx", f"{voice}.onnx.json"]
        assert model_of(voice) == name


def test_a_text_is_cut_into_sentences_that_are_not_too_long() -> None:
    assert list(sentences("One. Two!  Three? … 3.5 is four")) == ["One.", "Two!", "Three?", "3.5 is four"]
    long = "word " * 200
    assert max(map(len, sentences(long))) <= 400
    assert " ".join(sentences(long)) == long.strip()
    assert max(map(len, sentences("x" * 1_000))) <= 400
    assert "".join(sentences("x" * 1_000)) == "x" * 1_000
