"""The library espeak-ng, through ctypes. It keeps one global state, so one thread owns it.

Its interface is described in espeak-ng's `speak_lib.h` (GPLv3; the set-up installs it, this project does
not ship it). `EspeakLibrary.run` calls a function in its thread; everything else is for such functions.
"""

import asyncio
import ctypes
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import espeakng_loader

from jarvis.errors import SynthesisError
from jarvis.ports import Pcm
from voice.synthesize.engine import LONGEST_TEXT

T = TypeVar("T")
WORD, PHONEME = 1, 7
"""Kinds of events."""
_OVER = 0
_SYNCHRONOUS, _DO_NOT_EXIT = 2, 0x8000
_PHONEME_EVENTS, _PHONEMES_IN_IPA = 1, 2
_RATE, _VOLUME, _PITCH = 1, 2, 3
_UTF8, _END_PAUSE, _FROM_CHARACTER = 1, 0x1000, 1
_IPA = 2
_PIECE_MS = 60
_NEEDS_MORE = "mb/"
"""Voices of another program, which would have to be installed too."""


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("pointer", ctypes.c_void_p), ("text", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("at_ms", ctypes.c_int),
        ("at_sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", _Name),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.POINTER(ctypes.c_char)),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Manner:
    """Who speaks, and how."""

    voice: str
    words_per_minute: int = 175
    pitch: int = 50
    volume: int = 100


@dataclass(frozen=True)
class News:
    """A word begins at the letter `position` (from 0), or a phoneme (its IPA in `text`), at `at_ms`."""

    kind: int
    at_ms: int
    position: int
    text: str


def library_path() -> str:
    """Where the library is. Raises SynthesisError."""
    return _located()[0]


def data_path() -> str:
    """Where its data are. Raises SynthesisError."""
    return _located()[1]


class EspeakLibrary:
    """The loaded library. Made once; `close` ends its thread. Raises SynthesisError."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="espeak")
        self._manner: Manner | None = None
        try:
            self.rate_hz = self._thread.submit(self._start).result()
        except SynthesisError:
            self._thread.shutdown()
            raise

    def _start(self) -> int:
        try:
            self._library = ctypes.CDLL(library_path())
        except OSError as error:
            raise _cannot_load(error) from None
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        options = _DO_NOT_EXIT | _PHONEME_EVENTS | _PHONEMES_IN_IPA
        rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, _PIECE_MS, data_path().encode(), options))
        if rate_hz <= 0:
            raise SynthesisError("espeak-ng did not start. Run `./scripts/run` again.")
        return rate_hz

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Do this in the library's thread, when it is free."""
        return asyncio.get_running_loop().run_in_executor(self._thread, work)

    def set(self, manner: Manner) -> None:
        """Speak in this manner from now on. Raises SynthesisError if there is no such voice."""
        if manner == self._manner:
            return
        self._manner = None
        if self._library.espeak_SetVoiceByName(manner.voice.encode()) != 0:
            raise SynthesisError(
                f"There is no voice called “{manner.voice}”. Set speech.voice to one such as en-us."
            )
        self._library.espeak_SetParameter(_RATE, manner.words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, manner.pitch, 0)
        self._library.espeak_SetParameter(_VOLUME, manner.volume, 0)
        self._manner = manner

    def speak(self, text: str, received: Callable[[Pcm, list[News]], bool]) -> None:
        """Give the sound and the news about it in pieces, until `received` says no. Raises SynthesisError."""

        def hand_over(samples: ctypes.Array[ctypes.c_short], count: int, events: ctypes.Array[_Event]) -> int:
            pcm = ctypes.string_at(samples, count * 2) if samples and count > 0 else b""
            return int(not received(pcm, list(self._news(events))))

        callback = _Callback(hand_over)
        self._library.espeak_SetSynthCallback(callback)
        spoken = _bytes(text)
        flags = _UTF8 | _END_PAUSE
        if self._library.espeak_Synth(spoken, len(spoken), 0, _FROM_CHARACTER, 0, flags, None, None) != 0:
            raise SynthesisError("espeak-ng could not speak this sentence.")

    def _news(self, events: ctypes.Array[_Event]) -> Iterator[News]:
        place = 0
        while (event := events[place]).kind != _OVER:
            if event.kind in {WORD, PHONEME}:
                text = event.id.text.decode(errors="ignore") if event.kind == PHONEME else ""
                at_ms = max(0, event.at_sample) * 1000 // self.rate_hz
                yield News(event.kind, at_ms, event.position - 1, text)
            place += 1

    def phonemes(self, text: str) -> list[tuple[str, str]]:
        """The clauses of a text: their phonemes in IPA, and the punctuation each ends with."""
        buffer = ctypes.create_string_buffer(_bytes(text))
        begin = ctypes.addressof(buffer)
        place = ctypes.c_void_p(begin)
        clauses = []
        while place.value:
            before = place.value - begin
            said = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA) or b""
            read = buffer.raw[before : place.value - begin if place.value else -1].decode(errors="ignore")
            clause = (read[:-1] if place.value else read).rstrip(" \0\n")  # it has read a letter too far
            clauses.append((said.decode(errors="ignore"), clause[-1:]))
        return clauses

    def voices(self) -> list[tuple[str, str]]:
        """The voices by the names one sets them with, which are their languages, and what they are called."""
        found = self._library.espeak_ListVoices(None)
        voices, place = [], 0
        while found[place]:
            voice = found[place].contents
            if not (voice.identifier or b"").startswith(_NEEDS_MORE.encode()):
                language = ctypes.string_at(ctypes.addressof(voice.languages.contents) + 1)
                voices.append((language.decode(errors="ignore"), (voice.name or b"").decode(errors="ignore")))
            place += 1
        return sorted(set(voices))

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()


def _bytes(text: str) -> bytes:
    return text[:LONGEST_TEXT].replace("\0", " ").encode(errors="replace") + b"\0"


def _located() -> tuple[str, str]:
    try:
        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except (OSError, RuntimeError) as error:
        raise _cannot_load(error) from None


def _cannot_load(error: Exception) -> SynthesisError:
    return SynthesisError(f"espeak-ng cannot be loaded ({error}). Run `./scripts/run` again.")
