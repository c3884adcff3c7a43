"""The default voice, as it really speaks."""

import asyncio
import threading
import time
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jarvis.errors import SynthesisError
from jarvis.ports import Pcm
from jarvis.speech import Synthesizer
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms
from tests.speaking import SENTENCE, library, seconds, sounds, spoken, words
from voice.synthesize.espeak import Espeak
from voice.synthesize.espeak_library import EspeakLibrary

__all__ = ["library"]
pytestmark = pytest.mark.real_time


@pytest.fixture
def espeak(library: EspeakLibrary) -> Synthesizer:
    return Espeak(library).synthesizer("", SpeechConfig())


async def test_the_first_piece_is_small_and_all_together_last_as_long_as_somebody_speaks(
    espeak: Synthesizer,
) -> None:
    pieces = [piece.pcm for piece in await sounds(espeak, SENTENCE)]
    assert espeak.rate_hz == 22_050
    assert max(seconds(piece) for piece in pieces) <= 0.2
    assert all(len(piece) % 2 == 0 for piece in pieces)
    assert 3 < seconds(b"".join(pieces)) < 7
    assert audible_ms(b"".join(pieces)) > 2_500


async def test_a_sentence_is_as_long_every_time_whatever_was_said_before(espeak: Synthesizer) -> None:
    once = await spoken(espeak, SENTENCE)
    await spoken(espeak, "Good night.")
    assert seconds(await spoken(espeak, SENTENCE)) == pytest.approx(seconds(once), rel=0.02)


async def test_who_stops_listening_stops_the_engine(espeak: Synthesizer) -> None:
    endless = "and then one thing came after another, " * 250
    began_s = time.process_time()
    await spoken(espeak, endless)
    whole_s = time.process_time() - began_s
    began_s = time.process_time()
    async with asyncio.timeout(20), aclosing(espeak.synthesize(endless)) as pieces:
        assert len((await anext(pieces)).pcm) > 0
    assert seconds(await spoken(espeak, "Good night.")) < 2
    assert time.process_time() - began_s < whole_s / 2, "the engine went on working"


async def test_two_at_once_are_spoken_one_after_the_other(library: EspeakLibrary) -> None:
    """Each in its own voice, although the library has one for all."""
    engine = Espeak(library)
    voices = [engine.synthesizer(name, SpeechConfig()) for name in ("en-us", "de", "fr")]
    alone = [await spoken(voice, SENTENCE) for voice in voices]
    async with asyncio.TaskGroup() as group:
        together = [group.create_task(spoken(voice, SENTENCE)) for voice in voices]
    assert [seconds(task.result()) for task in together] == pytest.approx([*map(seconds, alone)], rel=0.02)
    assert len({len(sound) for sound in alone}) == 3


@pytest.mark.parametrize("text", ["", " ", "\n\t", "…", "?!"])
async def test_where_there_are_no_words_there_is_at_most_a_breath(text: str, espeak: Synthesizer) -> None:
    assert seconds(await spoken(espeak, text)) < 1
    assert seconds(await spoken(espeak, "Good night.")) > 0.5


@pytest.mark.parametrize(
    "text", ["Grüße, naïve café", "今日は", "🎉 party 🎉", "e\u0301\u200b\ufeff", "a\0b", "\ud800 half"]
)
async def test_any_text_can_be_said(text: str, espeak: Synthesizer) -> None:
    assert audible_ms(await spoken(espeak, text)) > 0


async def test_text_after_a_zero_character_is_not_lost(espeak: Synthesizer) -> None:
    assert seconds(await spoken(espeak, f"Good night.\0{SENTENCE}")) > 3


@pytest.mark.parametrize(
    "markup", ['<break time="9s"/>', '<prosody rate="x-slow">slow</prosody>', "[[h@l'oU]]", "&lt;"]
)
async def test_markup_is_spoken_not_obeyed(markup: str, espeak: Synthesizer) -> None:
    without = seconds(await spoken(espeak, "one two"))
    assert without + 0.5 < seconds(await spoken(espeak, f"one {markup} two")) < without + 6


async def test_speed_pitch_and_volume_are_those_that_are_set_now(library: EspeakLibrary) -> None:
    async def made(**how: int) -> Pcm:
        return await spoken(Espeak(library).synthesizer("", SpeechConfig.model_validate(how)), SENTENCE)

    usual = await made()
    assert seconds(await made(words_per_minute=350)) < seconds(usual) * 0.7
    assert audible_ms(await made(volume=0)) == 0
    assert await made(pitch=90) != usual
    assert seconds(await made()) == pytest.approx(seconds(usual), rel=0.02)


async def test_a_voice_that_does_not_exist_is_named_with_the_setting(library: EspeakLibrary) -> None:
    told = "There is no voice called “klingon-xx”. Set speech.voice to one such as en-us."
    engine = Espeak(library)
    with pytest.raises(SynthesisError) as error:
        await engine.check("klingon-xx")
    assert str(error.value) == told
    with pytest.raises(SynthesisError, match="klingon"):
        await spoken(engine.synthesizer("klingon-xx", SpeechConfig()), "Hello.")
    assert seconds(await spoken(engine.synthesizer("", SpeechConfig()), "Hello.")) > 0.3


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "a b", "-v", "x" * 90, "http://x"])
def test_a_voice_is_a_name_and_nothing_else(name: str) -> None:
    with pytest.raises(ValidationError):
        SpeechConfig(voice=name)


async def test_there_is_a_voice_for_many_languages(library: EspeakLibrary) -> None:
    offers = {offer.voice: offer for offer in await Espeak(library).offers()}
    assert {"en-us", "de", "fr-fr", "ja"} <= set(offers)
    assert len(offers) > 80
    assert not any(offer.why or offer.voice.startswith("mb") for offer in offers.values())
    for name in ("de", "ja"):
        voice = Espeak(library).synthesizer(name, SpeechConfig())
        assert audible_ms(await spoken(voice, "Tag")) > 100


async def test_each_word_is_marked_where_it_is_heard(espeak: Synthesizer) -> None:
    text = "Dr. Who's bill of the day: $5.50 — at 7:30, mother-in-law 🎉!"
    pieces = await sounds(espeak, text)
    marks = words(pieces)
    said = ["Dr", "Who's", "bill", "of", "the", "day", "5.50", "at", "7:30", "mother-in-law", "🎉!"]
    assert [mark.text for mark in marks if mark.text != "—"] == said
    assert all(text[mark.start : mark.end] == mark.text for mark in marks)
    at_ms = {mark.text: mark.at_ms for mark in marks}
    assert at_ms["of"] < at_ms["the"] < at_ms["day"]
    assert at_ms["at"] - at_ms["5.50"] > 800, "five dollars fifty takes a while"
    began_ms = 0.0
    for piece in pieces:
        assert all(mark.at_ms >= int(began_ms) for mark in piece.words)
        began_ms += seconds(piece.pcm) * 1000


async def test_phonemes_are_told_in_ipa_with_their_pauses(espeak: Synthesizer) -> None:
    pieces = await sounds(espeak, "Hello there.")
    phonemes = [mark for piece in pieces for mark in piece.phonemes]
    assert [mark.text for mark in phonemes][:6] == ["h", "ə", "l", "ˈoʊ", "ð", "ˈɛɹ"]  # noqa: RUF001 - IPA
    assert phonemes[-1].text == "_"
    assert [mark.at_ms for mark in phonemes] == sorted(mark.at_ms for mark in phonemes)


ODD = st.sampled_from("aZé5ß. ,!?\n\t\0\x1b\u200b\u202e\ufeffשلक今🎉👩\u200d🚀\ud800'-$%/…")
TEXT = st.one_of(
    st.text(ODD, max_size=80),
    st.text(max_size=60),
    st.lists(st.sampled_from(["of", "the", "a", "1,000", "it's", "שלום", "مرحبا", "x"]), max_size=40).map(
        " ".join
    ),
)


@given(text=TEXT)
@settings(max_examples=60, deadline=None)
def test_marks_cover_every_word_in_order_and_within_the_sound(text: str, library: EspeakLibrary) -> None:
    voice = Espeak(library).synthesizer("", SpeechConfig())
    pieces = asyncio.run(sounds(voice, text))
    marks, lasts_ms = words(pieces), seconds(b"".join(piece.pcm for piece in pieces)) * 1000
    assert [mark.at_ms for mark in marks] == sorted(mark.at_ms for mark in marks)
    assert all(0 <= mark.at_ms <= lasts_ms for mark in marks)
    places = [mark.start for mark in marks]
    assert places == sorted(set(places))
    assert all(text[mark.start : mark.end] == mark.text for mark in marks)
    if pieces:
        missing = set(range(len(text))) - {at for mark in marks for at in range(mark.start, mark.end)}
        assert not [text[at] for at in missing if text[at].isalnum()]


async def test_a_very_long_text_is_marked_to_where_it_is_cut(espeak: Synthesizer) -> None:
    text = "and then one more word " * 600
    marks = words(await sounds(espeak, text))
    assert 10_000 - 5 <= marks[-1].end <= 10_000
    assert len(marks) == len(text[:10_000].split())


def test_the_thread_ends_with_the_library() -> None:
    before = threading.active_count()
    EspeakLibrary().close()
    assert threading.active_count() == before
