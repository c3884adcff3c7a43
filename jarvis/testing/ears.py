"""Scripted ears: a microphone, a wake word, a listener and a recognizer that keep to the seams."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from jarvis.errors import RecognitionError
from jarvis.ports import (
    CHUNK_BYTES,
    CHUNK_MS,
    Draft,
    Ended,
    Pcm,
    Told,
    Transcript,
    Utterance,
    Wake,
    unheeded,
)


class ScriptedMicrophone:
    """Delivers the given sound, as fast as it is taken; then ends, or waits for ever if `stays`."""

    def __init__(self, *sounds: Pcm, stays: bool = False) -> None:
        self._sounds, self._stays = sounds, stays

    async def chunks(self) -> AsyncGenerator[Pcm]:
        """Each sound in chunks, an empty chunk before each."""
        for sound in self._sounds:
            yield b""
            for start in range(0, len(sound) - CHUNK_BYTES + 1, CHUNK_BYTES):
                yield sound[start : start + CHUNK_BYTES]
        if self._stays:
            await asyncio.Event().wait()


class ScriptedWakeWord:
    """Hears its phrase in the chunks with these numbers, counted from the last reset."""

    def __init__(self, *fires_at: int) -> None:
        self._fires_at, self._heard = fires_at, 0

    def feed(self, chunk: Pcm) -> Wake | None:
        """The scripted wake."""
        _check_chunk(chunk)
        self._heard += 1
        return Wake("hey jarvis", 0.99) if self._heard in self._fires_at else None

    def reset(self) -> None:
        """Count from the start."""
        self._heard = 0


class LoudnessActivity:
    """Takes everything that is not silence for speech."""

    def feed(self, chunk: Pcm) -> float:
        """1 for any sound, 0 for silence."""
        _check_chunk(chunk)
        return float(any(chunk))

    def reset(self) -> None:
        """Nothing to forget."""


class LoudnessListener:
    """A request is what is not silence, until half a second of silence; nobody speaks for five: nothing."""

    def __init__(self, before: Sequence[Pcm] = (), partial: Callable[[str], None] = unheeded) -> None:
        del partial
        self._sound = b"".join(before)
        self._silent_ms = 0
        self._spoken = self.closed = self._held = self._let_go = False

    @property
    def buffered_bytes(self) -> int:
        """How much sound it keeps."""
        return len(self._sound)

    @property
    def quality(self) -> float:
        """1 once somebody spoke."""
        return float(self._spoken)

    def feed(self, chunk: Pcm) -> Utterance | None:
        """None until the request is whole, or there is none."""
        loud = self.speech(chunk) > 0
        self._sound += chunk
        self._spoken |= loud
        self._silent_ms = 0 if loud else self._silent_ms + CHUNK_MS
        if self._held and not self._let_go:
            return None
        if self._held and self._spoken:
            return Utterance(self._sound, Ended.RELEASED, self._silent_ms)
        if self._held:
            return Utterance(b"", Ended.NOBODY_SPOKE, self._silent_ms)
        if self._spoken and self._silent_ms >= 500:  # noqa: PLR2004 - as the docstring says
            return Utterance(self._sound, Ended.SILENCE, self._silent_ms)
        if not self._spoken and self._silent_ms >= 5_000:  # noqa: PLR2004 - as the docstring says
            return Utterance(b"", Ended.NOBODY_SPOKE, self._silent_ms)
        return None

    def speech(self, chunk: Pcm) -> float:
        """1 for any sound, 0 for silence."""
        if self.closed:
            raise ValueError("sound for a listener that was closed")
        _check_chunk(chunk)
        return float(any(chunk))

    def hold(self, *, on: bool) -> None:
        """While a key is held only `let_go` ends the request."""
        self._held = on

    def let_go(self) -> None:
        """The next chunk is the last one."""
        self._let_go = True

    def close(self) -> None:
        """Nothing more comes."""
        self.closed = True


class ScriptedRecognizer:
    """Recognizes the given texts in turn, or raises the given errors; keeps what it was handed."""

    name = "scripted"

    def __init__(self, *results: str | RecognitionError) -> None:
        self._results = iter(results)
        self.utterances: list[Pcm] = []

    def draft(self, told: Told) -> Draft | None:
        """It hears an utterance as a whole."""
        del told
        return None

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """The next scripted result."""
        del draft
        if len(pcm) % 2:
            raise ValueError("half a sample")
        self.utterances.append(pcm)
        result = next(self._results)
        if isinstance(result, RecognitionError):
            raise result
        return Transcript(result, 0.9)


def _check_chunk(chunk: Pcm) -> None:
    if len(chunk) != CHUNK_BYTES:
        raise ValueError(f"a chunk of {len(chunk)} bytes instead of {CHUNK_BYTES}")
