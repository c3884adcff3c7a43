"""What is made speakable is really spoken: espeak says all of it, and longer texts take longer."""

from collections.abc import Iterator

import pytest

from jarvis.speech import Synthesizer
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms
from voice.speakable.aloud import SpokenText, speakable
from voice.synthesize.espeak import Espeak
from voice.synthesize.espeak_library import EspeakLibrary

pytestmark = pytest.mark.real_time


@pytest.fixture(scope="module")
def espeak() -> Iterator[Synthesizer]:
    library = EspeakLibrary()
    yield Espeak(library).synthesizer("", SpeechConfig())
    library.close()


@pytest.mark.parametrize(
    "written",
    [
        "5 km/h",
        "$3.50",
        "3:07",
        "2026-11-21",
        "-5 °C",
        "192.168.0.1",
        "https://example.com/a",
        "`ls -l`",
        "👍",
        "½",
        "| a | b |",
        "x² + y²",
        "```py\nx = 1\n```",
        "1. First",
        "Dr. Smith, e.g.",
    ],
)
async def test_no_words_are_silent(espeak: Synthesizer, written: str) -> None:
    words = SpokenText(speakable(written)).text
    pcm = b"".join([piece.pcm async for piece in espeak.synthesize(words)])
    assert audible_ms(pcm) > 60 * len(words.split())
