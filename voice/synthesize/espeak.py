"""espeak-ng in process: the first sound within a millisecond, on any machine, and when each word is said."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from functools import partial

from jarvis.ports import Pcm, duration_ms
from jarvis.speech import Mark, Sound, Synthesizer
from jarvis.speech_config import SpeechConfig
from voice.synthesize.engine import LONGEST_TEXT, PAUSE, Offer
from voice.synthesize.espeak_library import WORD, EspeakLibrary, Manner, News
from voice.synthesize.word_marks import WordMarks

USUAL_VOICE = "en-us"
Put = Callable[[Sound | None], None]


class Espeak:
    """The engine that is always there. `close` is the library's business."""

    name = "espeak"

    def __init__(self, library: EspeakLibrary) -> None:
        self._library = library

    @property
    def installed(self) -> bool:
        """It came with us."""
        return True

    def synthesizer(self, voice: str, config: SpeechConfig) -> Synthesizer:
        """One voice, such as "de" or "en-us+f3"; speed, pitch and volume as they are set."""
        manner = Manner(voice or USUAL_VOICE, config.words_per_minute, config.pitch, config.volume)
        return EspeakVoice(self._library, manner)

    async def check(self, voice: str) -> None:
        """Raise SynthesisError, with the remedy, if there is no such voice."""
        await self._library.run(lambda: self._library.set(Manner(voice or USUAL_VOICE)))

    async def offers(self) -> tuple[Offer, ...]:
        """One voice for each language; their variants, such as "en-us+f3", are not listed."""
        voices = await self._library.run(self._library.voices)
        return tuple(Offer(self.name, language, language) for language, _ in voices)

    async def close(self) -> None:
        """Nothing of its own to put away."""


class EspeakVoice:
    """One manner of speaking; all of them share the library, and take turns."""

    name = Espeak.name

    def __init__(self, library: EspeakLibrary, manner: Manner) -> None:
        self._library, self._manner = library, manner
        self.rate_hz = library.rate_hz

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in pieces of about 60 ms; leaving the loop stops the engine. Phonemes are IPA."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Sound | None] = asyncio.Queue()  # bounded by the length of one sentence
        given_up = threading.Event()

        def put(piece: Sound | None) -> None:
            if not given_up.is_set():
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        speaking = self._library.run(partial(self._speak, text[:LONGEST_TEXT], put, given_up))
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            await speaking
        finally:
            given_up.set()
            speaking.add_done_callback(_forget)

    def _speak(self, text: str, put: Put, given_up: threading.Event) -> None:
        telling = _Telling(text, self.rate_hz, put)

        def received(pcm: Pcm, news: list[News]) -> bool:
            telling.received(pcm, news)
            return not given_up.is_set()

        try:
            if not given_up.is_set():
                self._library.set(self._manner)
                self._library.speak(text, received)
                telling.end()
        finally:
            put(None)


def _forget(ended: asyncio.Future[None]) -> None:
    """Nobody listens any more, so nobody is told what went wrong."""
    if not ended.cancelled():
        ended.exception()


class _Telling:
    """Puts sound and marks together. The last piece is held back, for words that nothing was told about."""

    def __init__(self, text: str, rate_hz: int, put: Put) -> None:
        self._marks, self._rate_hz, self._put = WordMarks(text), rate_hz, put
        self._held = b""
        self._words: list[Mark] = []
        self._phonemes: list[Mark] = []
        self._given = 0

    def received(self, pcm: Pcm, news: list[News]) -> None:
        """A piece of sound, and what begins in it or after it."""
        if pcm:
            self._give()
            self._held = pcm
        for one in news:
            if one.kind == WORD:
                self._words += self._marks.told(one.position, one.at_ms, self._now_ms())
            else:
                self._phonemes.append(Mark(one.text or PAUSE, one.at_ms))

    def end(self) -> None:
        """There is no more."""
        end_ms = self._now_ms() + duration_ms(self._held, self._rate_hz)
        self._words += self._marks.rest(end_ms, self._now_ms())
        self._give()

    def _now_ms(self) -> int:
        return self._given // 2 * 1000 // self._rate_hz

    def _give(self) -> None:
        if self._held:
            self._put(Sound(self._held, tuple(self._words), tuple(self._phonemes)))
            self._given += len(self._held)
            self._held, self._words, self._phonemes = b"", [], []
