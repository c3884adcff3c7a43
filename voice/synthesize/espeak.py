"""espeak-ng in process, through ctypes: the first sound within a millisecond, on any machine.

The library keeps one global state, so one thread owns it. Its interface is described in espeak-ng's
`speak_lib.h` (GPLv3; the set-up installs it, this project does not ship it).
"""

import asyncio
import ctypes
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor

import espeakng_loader

from jarvis.errors import SynthesisError
from jarvis.ports import Pcm
from jarvis.speech import Sound
from jarvis.speech_config import SpeechConfig

_SYNCHRONOUS, _DO_NOT_EXIT = 2, 0x8000
_RATE, _VOLUME, _PITCH = 1, 2, 3
_UTF8, _END_PAUSE, _FROM_CHARACTER = 1, 0x1000, 1
_PIECE_MS = 60
_LONGEST_TEXT = 10_000

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The default voice. Made once; `close` ends its thread."""

    name = "espeak"

    def __init__(self, config: SpeechConfig) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="espeak")
        try:
            self.rate_hz = self._thread.submit(self._start, config).result()
        except SynthesisError:
            self._thread.shutdown()
            raise

    def _start(self, config: SpeechConfig) -> int:
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path().encode()
        except (OSError, RuntimeError) as error:
            raise SynthesisError(
                f"espeak-ng cannot be loaded ({error}). Run `./scripts/run` again."
            ) from None
        rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, _PIECE_MS, data, _DO_NOT_EXIT))
        if rate_hz <= 0:
            raise SynthesisError("espeak-ng did not start. Run `./scripts/run` again.")
        if self._library.espeak_SetVoiceByName(config.voice.encode()) != 0:
            raise SynthesisError(
                f"There is no voice called “{config.voice}”. Set speech.voice to one such as en-us."
            )
        self._library.espeak_SetParameter(_RATE, config.words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, config.pitch, 0)
        self._library.espeak_SetParameter(_VOLUME, config.volume, 0)
        return rate_hz

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in pieces of about 60 ms; leaving the loop stops the engine."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Pcm | None] = asyncio.Queue()  # bounded by the length of one sentence
        given_up = threading.Event()

        def put(piece: Pcm | None) -> None:
            if not given_up.is_set():
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        speaking = loop.run_in_executor(self._thread, self._speak, text[:_LONGEST_TEXT], put, given_up)
        try:
            while (piece := await pieces.get()) is not None:
                yield Sound(piece)
            if await speaking != 0:
                raise SynthesisError("espeak-ng could not speak this sentence.")
        finally:
            given_up.set()

    def _speak(self, text: str, put: Callable[[Pcm | None], None], given_up: threading.Event) -> int:
        def received(samples: int | None, count: int, _events: int) -> int:
            if samples and count > 0:
                put(ctypes.string_at(samples, count * 2))
            return int(given_up.is_set())

        callback = _Callback(received)
        self._library.espeak_SetSynthCallback(callback)
        spoken = text.replace("\0", " ").encode(errors="replace") + b"\0"
        flags = _UTF8 | _END_PAUSE
        result = self._library.espeak_Synth(spoken, len(spoken), 0, _FROM_CHARACTER, 0, flags, None, None)
        put(None)
        return int(result)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()
