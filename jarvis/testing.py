"""For tests of Jarvis and of skills: a clock that jumps, and scripted parts that keep to the seams."""

import asyncio
import selectors
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, TypeVar

from jarvis.errors import RecognitionError, SynthesisError
from jarvis.ports import (
    CHUNK_BYTES,
    RATE_HZ,
    Heard,
    Pcm,
    SkillHelp,
    Transcript,
    Wake,
    duration_ms,
)

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Where the loop would wait for a timer, the clock moves on instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout:
            self.now_s += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop on which `asyncio.sleep(600)` returns at once and 600 seconds have passed."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds on the clock that jumps."""
        return self._jumping.now_s

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Wait for threads without a time-out: on this clock it would be over at once."""
        await super().shutdown_default_executor()


def run(story: Coroutine[Any, Any, T], *, real_time: bool = False) -> T:
    """Run a coroutine to its end, on the clock that jumps unless `real_time`."""
    with asyncio.Runner(loop_factory=None if real_time else JumpingLoop) as runner:
        return runner.run(story)


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


class ScriptedRecognizer:
    """Recognizes the given texts in turn, or raises the given errors; keeps what it was handed."""

    name = "scripted"

    def __init__(self, *results: str | RecognitionError) -> None:
        self._results = iter(results)
        self.utterances: list[Pcm] = []

    async def recognize(self, pcm: Pcm) -> Transcript:
        """The next scripted result."""
        if len(pcm) % 2:
            raise ValueError("half a sample")
        self.utterances.append(pcm)
        result = next(self._results)
        if isinstance(result, RecognitionError):
            raise result
        return Transcript(result, 0.9)


class ScriptedSynthesizer:
    """Turns each character into 10 ms of sound; a sentence with `broken_by` in it raises."""

    name = "scripted"
    rate_hz = RATE_HZ

    def __init__(self, broken_by: str = "\0") -> None:
        self._broken_by = broken_by

    async def synthesize(self, text: str) -> AsyncGenerator[Pcm]:
        """Sound, one piece a word."""
        if self._broken_by in text:
            raise SynthesisError("I cannot pronounce that.")
        for word in text.split():
            yield bytes([1]) * (RATE_HZ * 2 // 100) * (len(word) + 1)


class TimedLoudspeaker:
    """Takes as long for a sound as the sound lasts, on whatever clock the loop has."""

    def __init__(self, *, missing: bool = False) -> None:
        self.missing = missing
        self.played: list[Pcm] = []
        self.cut = False
        self._one_at_a_time = asyncio.Lock()

    async def play(self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int) -> Heard:
        """Note the sound and let its time pass."""
        if self.missing:
            raise SynthesisError("There is no loudspeaker.")
        if not turn:
            raise ValueError("sound that belongs to no turn")
        async with self._one_at_a_time:
            heard = b""
            try:
                async with aclosing(sound) as pieces:
                    async for piece in pieces:
                        await asyncio.sleep(len(piece) / 2 / rate_hz)
                        heard += piece
            except asyncio.CancelledError:
                self.cut = True
                raise
            finally:
                self.played.append(heard)
            return Heard(duration_ms(heard, rate_hz), cut=False)


class NotingVoice:
    """A voice that notes what it says, a minute a hundred words; `broken` ones raise."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.said: list[str] = []
        self.cut: list[str] = []
        self._one_at_a_time = asyncio.Lock()

    async def say(self, turn: str, pieces: AsyncIterator[str]) -> Heard:
        """Note the text and let the time pass that saying it takes."""
        if not turn:
            raise ValueError("words that belong to no turn")
        if self.broken:
            raise SynthesisError("There is no loudspeaker.")
        async with self._one_at_a_time:
            text = "".join([piece async for piece in pieces])
            took_s = len(text.split()) * 0.6
            try:
                await asyncio.sleep(took_s)
            except asyncio.CancelledError:
                self.cut.append(text)
                raise
            self.said.append(text)
            return Heard(int(took_s * 1000), cut=False)


class NotingHouse:
    """A daemon for the tests of skills: notes what a skill asks of it."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.reminders: list[tuple[float, str]] = []
        self.silenced = 0
        self.known: list[SkillHelp] = []

    def now(self) -> datetime:
        """The given moment."""
        return self._now

    async def later(self, delay_s: float, text: str) -> int:
        """Note a reminder."""
        if delay_s <= 0:
            raise ValueError("a reminder in the past")
        self.reminders.append((delay_s, text))
        return len(self.reminders)

    def stop_speaking(self) -> bool:
        """Count."""
        self.silenced += 1
        return True

    def skills(self) -> Sequence[SkillHelp]:
        """The given skills."""
        return self.known


def _check_chunk(chunk: Pcm) -> None:
    if len(chunk) != CHUNK_BYTES:
        raise ValueError(f"a chunk of {len(chunk)} bytes instead of {CHUNK_BYTES}")
