"""Moonshine, the recognizer that comes with the set-up: English, offline, 30 to 250 ms an utterance."""

import ctypes

from moonshine_voice.errors import MoonshineError, check_error
from moonshine_voice.moonshine_api import ModelArch, TranscriptC
from moonshine_voice.transcriber import Transcriber

from jarvis.ports import RATE_HZ, Pcm, Transcript
from voice.audio import float32
from voice.recognize.engine import EngineBrokenError, Setup

_OPTIONS = {"vad_threshold": "0.0", "return_audio_data": "false"}
"""We cut the sound ourselves, and have it already."""
_QUIET = bytes(RATE_HZ * 2 * 2 // 10)
"""200 ms of silence at the end: a word that ends with the sound is often misheard."""


class _Transcriber(Transcriber):  # type: ignore[misc]  # comes without types
    """Takes samples as they are: the package's own way makes a list of them first."""

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
    """Hears an utterance as a whole, so the text so far is worked out when it is asked for."""

    name = "moonshine"

    def __init__(self) -> None:
        self._transcriber: _Transcriber | None = None
        self._sound = bytearray()

    def load(self, setup: Setup) -> None:
        """Load the model; needs its folder."""
        try:
            self._transcriber = _Transcriber(setup.model, ModelArch.TINY, options=_OPTIONS)
        except MoonshineError as error:
            raise EngineBrokenError(
                f"The speech model in {setup.model} cannot be loaded ({error}). "
                "Fetch it again: `jarvis models remove moonshine-tiny-en`, "
                "then `jarvis models pull moonshine-tiny-en`."
            ) from None

    def start(self) -> None:
        """Forget the utterance before."""
        self._sound.clear()

    def feed(self, pcm: Pcm) -> str | None:
        """Keep the sound."""
        self._sound += pcm
        return None

    def partial(self) -> str:
        """The text of the sound so far."""
        if self._transcriber is None:
            raise EngineBrokenError("The speech model was not loaded. Restart Jarvis.")
        if not self._sound:
            return ""
        try:
            return self._transcriber.text_of(float32(bytes(self._sound) + _QUIET))
        except (MoonshineError, ctypes.ArgumentError) as error:
            raise EngineBrokenError(f"Moonshine could not work on this utterance ({error}).") from None

    def final(self) -> Transcript:
        """What was said. It gives no confidence."""
        return Transcript(self.partial())

    def close(self) -> None:
        """Free the model."""
        if self._transcriber is not None:
            self._transcriber.close()
            self._transcriber = None
