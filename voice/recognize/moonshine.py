"""Moonshine, the recognizer that comes with the set-up: English, offline, 30 to 250 ms an utterance."""

import asyncio
import ctypes
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from moonshine_voice.errors import MoonshineError, check_error
from moonshine_voice.moonshine_api import ModelArch, TranscriptC
from moonshine_voice.transcriber import Transcriber

from jarvis.errors import JarvisError, RecognitionError
from jarvis.ports import RATE_HZ, Pcm, Transcript
from voice.audio import float32

_OPTIONS = {"vad_threshold": "0.0", "return_audio_data": "false"}
"""We cut the sound ourselves, and have it already."""


class _Transcriber(Transcriber):  # type: ignore[misc]  # comes without types
    """Takes samples as they are: the package's own way holds up the event loop for 5 ms."""

    def text_of(self, samples: bytearray) -> str:
        """What is said in float32 samples at RATE_HZ."""
        given = (ctypes.c_float * (len(samples) // 4)).from_buffer(samples)
        out = ctypes.POINTER(TranscriptC)()
        check_error(
            self._lib.moonshine_transcribe_without_streaming(
                self._handle, given, len(given), RATE_HZ, 0, ctypes.byref(out)
            )
        )
        return " ".join(line.text.strip() for line in self._parse_transcript(out).lines).strip()


class Moonshine:
    """Loads and runs in one worker thread, never on the event loop. It gives no confidence."""

    name = "moonshine"

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="moonshine")
        self._transcriber: _Transcriber | None = None
        self.problem = "The speech model is still being loaded."
        """Why it cannot recognize anything, "" when it can."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return not self.problem

    async def load(self, find: Callable[[], Path]) -> None:
        """Load the model from the folder that `find` gives, both off the loop.

        Raises JarvisError; the reason stays in `problem`, and `recognize` repeats it.
        """
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._load, find)
        except JarvisError as error:
            self.problem = str(error)
            raise
        self.problem = ""

    def _load(self, find: Callable[[], Path]) -> None:
        folder = find()
        try:
            self._transcriber = _Transcriber(folder, ModelArch.TINY, options=_OPTIONS)
        except MoonshineError as error:
            raise RecognitionError(
                f"The speech model in {folder} cannot be loaded ({error}). "
                "Fetch it again: `jarvis models remove moonshine-tiny-en`, "
                "then `jarvis models pull moonshine-tiny-en`."
            ) from None

    async def recognize(self, pcm: Pcm) -> Transcript:
        """What was said, "" for nothing. Raises RecognitionError."""
        loop = asyncio.get_running_loop()
        return Transcript(await loop.run_in_executor(self._thread, self._recognize, pcm))

    def _recognize(self, pcm: Pcm) -> str:
        if self._transcriber is None:
            raise RecognitionError(self.problem)
        try:
            return self._transcriber.text_of(float32(pcm))
        except (MoonshineError, ctypes.ArgumentError) as error:
            raise RecognitionError(f"Moonshine could not work on this utterance ({error}).") from None

    def close(self) -> None:
        """Free the model and end the thread."""
        if self._transcriber is not None:
            self._thread.submit(self._transcriber.close).result()
        self._thread.shutdown()
