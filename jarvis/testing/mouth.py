"""Scripted voices, loudspeakers and synthesizers that keep to the seams."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from jarvis.bus import EventBus
from jarvis.errors import SynthesisError
from jarvis.events import SpeakingEnded, SpeakingStarted
from jarvis.ports import RATE_HZ, Pcm, duration_ms, unheeded
from jarvis.speech import Heard, Progress, Sound, Speech


class ScriptedSynthesizer:
    """Turns each character into 10 ms of sound; a sentence with `broken_by` in it raises."""

    name = "scripted"
    rate_hz = RATE_HZ

    def __init__(self, broken_by: str = "\0") -> None:
        self._broken_by = broken_by

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound, one piece a word."""
        if self._broken_by in text:
            raise SynthesisError("I cannot pronounce that.")
        for word in text.split():
            yield Sound(bytes([1]) * (RATE_HZ * 2 // 100) * (len(word) + 1))


class TimedLoudspeaker:
    """Takes as long for a sound as the sound lasts, on whatever clock the loop has."""

    def __init__(self, *, missing: bool = False) -> None:
        self.missing = missing
        self.played: list[Pcm] = []
        self.cut = False
        self._one_at_a_time = asyncio.Lock()

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
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
                        progress(duration_ms(heard, rate_hz))
            except asyncio.CancelledError:
                self.cut = True
                raise
            finally:
                self.played.append(heard)
            return Heard(duration_ms(heard, rate_hz), cut=False)


class NotingVoice:
    """A voice that notes what it says, a minute a hundred words; `broken` ones raise.

    With a `bus` it tells when it can be heard, as the loudspeaker does.
    """

    def __init__(self, *, broken: bool = False, bus: EventBus | None = None) -> None:
        self.broken, self._bus = broken, bus
        self.said: list[str] = []
        self.cut: list[str] = []
        self._one_at_a_time = asyncio.Lock()
        self._saying = ""
        self._goes_on = asyncio.Event()
        self._goes_on.set()

    def hold(self) -> str:
        """Keep silent from the next word on."""
        if not self._goes_on.is_set() or not self._saying:
            return ""
        self._goes_on.clear()
        return self._saying

    def resume(self) -> str:
        """Go on."""
        held = "" if self._goes_on.is_set() else self._saying
        self._goes_on.set()
        return held

    async def say(self, speech: Speech) -> None:
        """Note the text and let the time pass that saying it takes."""
        if not speech.turn:
            raise ValueError("words that belong to no turn")
        if self.broken:
            raise SynthesisError("There is no loudspeaker.")
        async with self._one_at_a_time:
            text = "".join([piece async for piece in speech.pieces])
            if self._bus is not None:
                self._bus.post(SpeakingStarted(turn=speech.turn, device="noted"))
            self._saying = speech.turn
            try:
                for number, word in enumerate(text.split(), 1):
                    await self._goes_on.wait()
                    await asyncio.sleep(0.6)
                    speech.heard, speech.heard_ms = f"{speech.heard} {word}".strip(), number * 600
            except asyncio.CancelledError:
                self.cut.append(text)
                raise
            finally:
                self._saying = ""
                self._goes_on.set()
                if self._bus is not None:
                    cut = speech.heard_ms < len(text.split()) * 600
                    self._bus.post(SpeakingEnded(turn=speech.turn, heard_ms=speech.heard_ms, cut=cut))
            speech.heard = text
            self.said.append(text)
