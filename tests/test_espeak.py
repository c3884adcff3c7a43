"""The default voice, as it really speaks."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing

import pytest
from pydantic import ValidationError

from jarvis.errors import SynthesisError
from jarvis.ports import Pcm
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms
from voice.synthesize.espeak import Espeak

pytestmark = pytest.mark.real_time
SENTENCE = "It is seven minutes past ten, and there is nothing in your calendar today."


@pytest.fixture
def espeak() -> Iterator[Espeak]:
    voice = Espeak(SpeechConfig())
    yield voice
    voice.close()


async def spoken(voice: Espeak, text: str) -> Pcm:
    """All the sound of a text."""
    async with asyncio.timeout(20):
        return b"".join([piece.pcm async for piece in voice.synthesize(text)])


def seconds(pcm: Pcm) -> float:
    return len(pcm) / 2 / 22_050


async def test_the_first_piece_is_small_and_all_together_last_as_long_as_somebody_speaks(
    espeak: Espeak,
) -> None:
    pieces = [piece.pcm async for piece in espeak.synthesize(SENTENCE)]
    assert espeak.rate_hz == 22_050
    assert max(seconds(piece) for piece in pieces) <= 0.2
    assert all(len(piece) % 2 == 0 for piece in pieces)
    assert 3 < seconds(b"".join(pieces)) < 7
    assert audible_ms(b"".join(pieces)) > 2_500


async def test_a_sentence_is_as_long_every_time_whatever_was_said_before(espeak: Espeak) -> None:
    once = await spoken(espeak, SENTENCE)
    await spoken(espeak, "Good night.")
    assert seconds(await spoken(espeak, SENTENCE)) == pytest.approx(seconds(once), rel=0.02)


async def test_who_stops_listening_stops_the_engine(espeak: Espeak) -> None:
    endless = "and then one thing came after another, " * 250
    began_s = time.process_time()
    await spoken(espeak, endless)
    whole_s = time.process_time() - began_s
    began_s = time.process_time()
    async with asyncio.timeout(20), aclosing(espeak.synthesize(endless)) as pieces:
        assert len((await anext(pieces)).pcm) > 0
    assert seconds(await spoken(espeak, "Good night.")) < 2
    assert time.process_time() - began_s < whole_s / 2, "the engine went on working"


async def test_two_at_once_are_spoken_one_after_the_other(espeak: Espeak) -> None:
    texts = [SENTENCE, "Good night.", "The timer has ended."]
    alone = [seconds(await spoken(espeak, text)) for text in texts]
    async with asyncio.TaskGroup() as group:
        together = [group.create_task(spoken(espeak, text)) for text in texts]
    assert [seconds(task.result()) for task in together] == pytest.approx(alone, rel=0.02)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "…", "?!"])
async def test_where_there_are_no_words_there_is_at_most_a_breath(text: str, espeak: Espeak) -> None:
    assert seconds(await spoken(espeak, text)) < 1
    assert seconds(await spoken(espeak, "Good night.")) > 0.5


@pytest.mark.parametrize(
    "text", ["Grüße, naïve café", "今日は", "🎉 party 🎉", "e\u0301\u200b\ufeff", "a\0b", "\ud800 half"]
)
async def test_any_text_can_be_said(text: str, espeak: Espeak) -> None:
    assert audible_ms(await spoken(espeak, text)) > 0


async def test_text_after_a_zero_character_is_not_lost(espeak: Espeak) -> None:
    assert seconds(await spoken(espeak, f"Good night.\0{SENTENCE}")) > 3


@pytest.mark.parametrize(
    "markup", ['<break time="9s"/>', '<prosody rate="x-slow">slow</prosody>', "[[h@l'oU]]", "&lt;"]
)
async def test_markup_is_spoken_not_obeyed(markup: str, espeak: Espeak) -> None:
    without = seconds(await spoken(espeak, "one two"))
    assert without + 0.5 < seconds(await spoken(espeak, f"one {markup} two")) < without + 6


async def test_speed_pitch_and_volume_are_those_that_were_set() -> None:
    def made(**settings: int) -> Pcm:
        voice = Espeak(SpeechConfig.model_validate(settings))
        try:
            return asyncio.run(spoken(voice, SENTENCE))
        finally:
            voice.close()

    usual = await asyncio.to_thread(made)
    assert seconds(await asyncio.to_thread(made, words_per_minute=350)) < seconds(usual) * 0.7
    assert audible_ms(await asyncio.to_thread(made, volume=0)) == 0
    assert await asyncio.to_thread(made, pitch=90) != usual


def test_a_voice_that_does_not_exist_is_named_with_the_setting() -> None:
    before = threading.active_count()
    with pytest.raises(SynthesisError) as error:
        Espeak(SpeechConfig(voice="klingon-xx"))
    assert str(error.value) == "There is no voice called “klingon-xx”. Set speech.voice to one such as en-us."
    assert threading.active_count() == before


def test_a_voice_is_a_name_and_nothing_else() -> None:
    with pytest.raises(ValidationError):
        SpeechConfig(voice="../../etc/passwd")
