"""Piper: voices that sound like people, one file each, spoken by ONNX Runtime with espeak-ng's phonemes."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from jarvis.errors import ModelError, SynthesisError
from jarvis.speech import Sound, Synthesizer
from jarvis.speech_config import SpeechConfig
from voice.catalogue import FilesSource, load
from voice.models import Models
from voice.onnx import Stop
from voice.synthesize.engine import LONGEST_TEXT, SPEECH_HZ, Offer
from voice.synthesize.espeak_library import EspeakLibrary, Manner
from voice.synthesize.pieces import Pieces
from voice.synthesize.piper_voice import PiperVoice, letters, name_in

_MODEL = "piper-"
"""What the names of Piper voices begin with in `jarvis models`."""
_USABLE = {"installed", "outdated"}
_USUAL_WPM = 175
_MOST_LOADED = 2
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_LONGEST_SENTENCE = 400
"""Letters; memory grows with the length of what is spoken at once."""


class Piper:
    """The engine. One thread loads voices and speaks; espeak-ng's own thread gives the phonemes."""

    name = "piper"

    def __init__(self, library: EspeakLibrary, model: str = "") -> None:
        self._library = library
        self._own = Path(model).expanduser().absolute() if model else None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="piper")
        self._loaded: dict[Path, PiperVoice] = {}

    @property
    def installed(self) -> bool:
        """It came with us."""
        return True

    def synthesizer(self, voice: str, config: SpeechConfig) -> Synthesizer:
        """One voice; "" is the one in `speech.model`, or the first that is installed."""
        return PiperSynthesizer(self, voice, config)

    async def offers(self) -> tuple[Offer, ...]:
        """The voice of one's own, and those of `jarvis models`, installed or not."""
        return await asyncio.to_thread(lambda: tuple(self._offers()))

    async def speak(self, voice: str, text: str, config: SpeechConfig) -> AsyncGenerator[Sound]:
        """Sound, sentence by sentence; leaving the loop stops the network. Raises SynthesisError."""
        loop, stop = asyncio.get_running_loop(), Stop()
        try:
            spoken = await loop.run_in_executor(self._thread, self._load, voice)
            pieces = Pieces(spoken.description.audio.sample_rate, config.volume)
            for sentence in sentences(text[:LONGEST_TEXT]):
                ids = spoken.description.ids(await self._phonemes(spoken, sentence))
                slower = _USUAL_WPM / config.words_per_minute
                work = partial(spoken.speak, ids, slower, stop)
                for piece in pieces.feed(await loop.run_in_executor(self._thread, work)):
                    yield Sound(piece)
            for piece in pieces.feed(b"", last=True):
                yield Sound(piece)
        except ModelError as error:
            raise SynthesisError(str(error)) from None
        finally:
            stop()

    async def _phonemes(self, voice: PiperVoice, sentence: str) -> list[str]:
        if voice.description.phoneme_type == "text":
            return letters([(sentence, "")])
        manner = Manner(voice.description.espeak.voice)

        def work() -> list[tuple[str, str]]:
            self._library.set(manner)
            return self._library.phonemes(sentence)

        return letters(await self._library.run(work))

    def _load(self, voice: str) -> PiperVoice:
        folder = self._folder(voice)
        if folder not in self._loaded:
            while len(self._loaded) >= _MOST_LOADED:
                del self._loaded[next(iter(self._loaded))]
            self._loaded[folder] = PiperVoice(folder)
        return self._loaded[folder]

    def _folder(self, voice: str) -> Path:
        """Where a voice lies. Raises ModelError with the remedy."""
        if self._own is not None and voice in {"", name_in(self._own)}:
            return self._own
        if voice:
            return Models().path_of(model_of(voice))
        installed = [one for one in Models().list() if one.name.startswith(_MODEL) and one.state in _USABLE]
        if not installed:
            raise ModelError(
                "No Piper voice is installed. `jarvis voices list` shows some; fetch one with "
                "`jarvis models pull NAME`, or set speech.model to the folder of your own."
            )
        return Models().path_of(installed[0].name)

    def _offers(self) -> Iterator[Offer]:
        if self._own is not None:
            try:
                yield self._offer(name_in(self._own))
            except ModelError as error:
                yield self._offer(self._own.name, str(error))
        models = Models()
        states = {one.name: one.state for one in models.list()}
        for name, model in load().items():
            if name.startswith(_MODEL) and isinstance(model.source, FilesSource):
                remedy = f"Not installed. Fetch it with `jarvis models pull {name}`."
                why = "" if states.get(name) in _USABLE else remedy
                yield self._offer(Path(model.source.files[0].name).stem, why)

    def _offer(self, voice: str, why: str = "") -> Offer:
        return Offer(self.name, voice, voice.partition("-")[0].replace("_", "-").lower(), why)

    async def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._loaded.clear()


class PiperSynthesizer:
    """One voice at one speed and volume; the pitch is the voice's own."""

    name, rate_hz = Piper.name, SPEECH_HZ

    def __init__(self, engine: Piper, voice: str, config: SpeechConfig) -> None:
        self._engine, self._voice, self._config = engine, voice, config

    def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in pieces, without marks."""
        return self._engine.speak(self._voice, text, self._config)


def model_of(voice: str) -> str:
    """The name in `jarvis models` of a voice: "piper-en-us-lessac-medium"."""
    return _MODEL + voice.lower().replace("_", "-")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; one that is very long is cut between words."""
    for sentence in _SENTENCE.split(text):
        rest = sentence.strip()
        while len(rest) > _LONGEST_SENTENCE:
            cut = rest.rfind(" ", 1, _LONGEST_SENTENCE)
            cut = cut if cut > 0 else _LONGEST_SENTENCE
            yield rest[:cut]
            rest = rest[cut:].strip()
        if any(letter.isalnum() for letter in rest):
            yield rest
