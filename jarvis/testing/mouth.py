"""Scripted voices, loudspeakers and synthesizers that keep to the seams."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from jarvis.bus import EventBus
from jarvis.errors import SynthesisError
from jarvis.events import SpeakingEnded, SpeakingStarted
from jarvis.ports import RATE_HZ, Pcm, duration_ms, unheeded
from jarvis.speech import LONGEST_CUE_MS, Heard, Progress, Sound, Speech


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
        """What came out of it, a sound each; what was heard again after `resume` is in it again."""
        self.cues: list[tuple[Pcm, int]] = []
        """Sound and rate."""
        self.cut = self.held = False
        self.volume = 100
        self._back_ms = 0
        self._steered = asyncio.Event()
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
            whole, place = b"", 0
            self.held, self._back_ms = False, 0
            self.played.append(b"")
            try:
                async with aclosing(sound) as pieces:
                    async for piece in pieces:
                        whole += piece
                        while place < len(whole):
                            place = await self._some(whole, place, rate_hz)
                            progress(duration_ms(whole[:place], rate_hz))
            except asyncio.CancelledError:
                self.cut = True
                raise
            return Heard(duration_ms(whole, rate_hz), cut=False)

    async def _some(self, whole: Pcm, place: int, rate_hz: int) -> int:
        """Let time pass until all was heard or somebody steers; gives how far it came."""
        clock = asyncio.get_running_loop().time
        self._steered.clear()
        if self.held:
            await self._steered.wait()
            return place
        place = max(0, place - self._back_ms * rate_hz // 1000 * 2)
        self._back_ms, began_s, reached = 0, clock(), place
        try:
            async with asyncio.timeout((len(whole) - place) / 2 / rate_hz):
                await self._steered.wait()
        except TimeoutError:
            reached = len(whole)
        finally:
            if reached == place:
                reached = min(len(whole), place + int((clock() - began_s) * rate_hz) * 2)
            self.played[-1] += whole[place:reached]
        return reached

    def hold(self) -> None:
        """Fall silent and keep the place."""
        self.held = True
        self._steered.set()

    def resume(self, back_ms: int = 0) -> None:
        """Go on, or from somewhat before."""
        if self.held:
            self.held, self._back_ms = False, min(back_ms, 2_000)
            self._steered.set()

    def cue(self, pcm: Pcm, rate_hz: int) -> None:
        """Note it."""
        if duration_ms(pcm, rate_hz) > LONGEST_CUE_MS:
            raise ValueError("a cue of more than a second")
        self.cues.append((pcm, rate_hz))


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
