"""Voices for tests: what they say, and engines that do as they are told."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

import pytest

from jarvis.breaker import Breakers
from jarvis.errors import BadInputError, SynthesisError
from jarvis.events import Event, VoiceChanged
from jarvis.ports import Pcm
from jarvis.speech import Heard, Mark, Progress, Sound, Synthesizer
from jarvis.speech_config import SpeechConfig
from jarvis.testing import TimedLoudspeaker
from voice.synthesize.engine import SPEECH_HZ, Offer
from voice.synthesize.espeak_library import EspeakLibrary
from voice.synthesize.voices import Voices

WORD = 10
"""Milliseconds of a scripted word."""
SENTENCE = "It is seven minutes past ten, and there is nothing in your calendar today."


@pytest.fixture(scope="session")
def library() -> Iterator[EspeakLibrary]:
    """The one library of a process."""
    loaded = EspeakLibrary()
    yield loaded
    loaded.close()


async def sounds(voice: Synthesizer, text: str) -> list[Sound]:
    """Everything a voice gives for a text."""
    async with asyncio.timeout(30):
        return [piece async for piece in voice.synthesize(text)]


async def spoken(voice: Synthesizer, text: str) -> Pcm:
    """All the sound of a text."""
    return b"".join(piece.pcm for piece in await sounds(voice, text))


def seconds(pcm: Pcm) -> float:
    """How long it lasts."""
    return len(pcm) / 2 / SPEECH_HZ


def words(pieces: list[Sound]) -> list[Mark]:
    """The word marks of a sentence."""
    return [mark for piece in pieces for mark in piece.words]


class ScriptedEngine:
    """Says each word as 10 ms of its own sample. What it cannot do stands in `broken`, until mended.

    "mute" says nothing, "hoarse" breaks after a word, "hangs" waits for ever, "odd" raises what nobody
    expects, "picky" refuses the text.
    """

    def __init__(self, name: str, sample: int, broken: str = "") -> None:
        self.name, self._sample, self.broken = name, sample, broken
        self.installed, self.closed = True, False
        self.asked: list[tuple[str, str]] = []
        self.open = 0

    def synthesizer(self, voice: str, config: SpeechConfig) -> Synthesizer:
        """A voice."""
        del config
        return _ScriptedVoice(self, voice)

    async def offers(self) -> tuple[Offer, ...]:
        """One voice and one that is missing."""
        missing = f"Not installed. Fetch it with `jarvis models pull {self.name}-de`."
        return (Offer(self.name, "ann", "en-us"), Offer(self.name, "bert", "de", missing))

    async def close(self) -> None:
        """Note it."""
        self.closed = True

    async def say(self, voice: str, text: str) -> AsyncGenerator[Sound]:
        """Act."""
        self.asked.append((voice, text))
        self.open += 1
        try:
            match self.broken:
                case "mute":
                    raise SynthesisError(f"{self.name} is broken. Mend it.")
                case "odd":
                    raise ZeroDivisionError
                case "picky":
                    raise BadInputError("Not in this alphabet.")
                case "hangs":
                    await asyncio.Event().wait()
            for word in text.split():
                yield Sound(bytes([self._sample, 0]) * (SPEECH_HZ // 100), (Mark(word, 0),))
                if self.broken == "hoarse":
                    raise SynthesisError(f"{self.name} broke off. Mend it.")
        finally:
            self.open -= 1


class _ScriptedVoice:
    rate_hz = SPEECH_HZ

    def __init__(self, engine: ScriptedEngine, voice: str) -> None:
        self._engine, self._voice, self.name = engine, voice, engine.name

    def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """What the engine says."""
        return self._engine.say(self._voice, text)


class House:
    """Three engines in a row: espeak, flite behind it, piper in front if it is set."""

    def __init__(self, **settings: object) -> None:
        self.espeak, self.flite = ScriptedEngine("espeak", 1), ScriptedEngine("flite", 2)
        self.piper = ScriptedEngine("piper", 3)
        self.events: list[Event] = []
        engines = {engine.name: engine for engine in (self.espeak, self.flite, self.piper)}
        self.breakers = Breakers(self.events.append, asyncio.get_running_loop().time)
        config = SpeechConfig.model_validate({"engine": "espeak", **settings})
        self.voices = Voices(engines, config, self.breakers, self.events.append)

    async def say(self, text: str) -> dict[int, int]:
        """How many milliseconds were heard of each engine's sample."""
        pcm = await spoken(self.voices, text)
        samples = [pcm[at] for at in range(0, len(pcm), 2)]
        return {one: round(samples.count(one) * 1000 / 22_050) for one in sorted(set(samples))}

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What was told about voices."""
        return [(e.engine, e.reason) for e in self.events if isinstance(e, VoiceChanged)]


class Loud(TimedLoudspeaker):
    """A loudspeaker that counts."""

    def __init__(self, *, cut: bool = False) -> None:
        super().__init__()
        self.cut, self.pcm = cut, b""

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = lambda _: None
    ) -> Heard:
        """Take it all."""
        assert (turn, rate_hz) == ("voice_sample", 22_050)
        async with aclosing(sound):
            async for piece in sound:
                self.pcm += piece
        progress(0)
        return Heard(len(self.pcm) * 1000 // 44_100, cut=self.cut)
