"""What the house asks of its parts: small protocols, named after what they do for us.

Sound is always `Pcm`: little-endian signed 16-bit samples, one channel. Inside the house it runs at
`RATE_HZ`; only a synthesizer may bring its own rate.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

RATE_HZ = 16_000
CHUNK_MS = 20
CHUNK_BYTES = RATE_HZ * CHUNK_MS // 1000 * 2

Pcm = bytes


def duration_ms(pcm: Pcm, rate_hz: int = RATE_HZ) -> int:
    """How long a piece of sound lasts."""
    return len(pcm) * 1000 // (2 * rate_hz)


@dataclass(frozen=True)
class Transcript:
    """What somebody said. `confidence` (0 to 1) is None where the engine gives none."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class Wake:
    """The wake phrase was heard, `score` (0 to 1) above its threshold."""

    phrase: str
    score: float


@dataclass(frozen=True)
class Heard:
    """What came out of the loudspeaker: how much of it, and whether it was cut short."""

    heard_ms: int
    cut: bool


class Microphone(Protocol):
    """Where sound comes from."""

    def chunks(self) -> AsyncGenerator[Pcm]:
        """Chunks of CHUNK_MS for as long as one iterates; waits while there is no device.

        An empty chunk means that the sound was interrupted: what comes next is from another time.
        """
        ...


class Loudspeaker(Protocol):
    """Where sound goes. One owner plays at a time; the next one waits."""

    async def play(self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int) -> Heard:
        """Play until `sound` ends and its last sample has left. Cancelling it means silence at once.

        Raises SynthesisError when there is no device to play on.
        """
        ...


class WakeWord(Protocol):
    """Hears one phrase in a stream of sound."""

    def feed(self, chunk: Pcm) -> Wake | None:
        """The wake phrase, in the chunk that completes it."""
        ...

    def reset(self) -> None:
        """Forget what was heard so far."""
        ...


class VoiceActivity(Protocol):
    """Tells speech from everything else."""

    def feed(self, chunk: Pcm) -> float:
        """The probability (0 to 1) that somebody speaks in this chunk."""
        ...

    def reset(self) -> None:
        """Forget what was heard so far."""
        ...


class Recognizer(Protocol):
    """Turns an utterance into text."""

    name: str

    async def recognize(self, pcm: Pcm) -> Transcript:
        """What was said, "" for nothing. Raises RecognitionError when the engine is broken."""
        ...


class Synthesizer(Protocol):
    """Turns a sentence into sound."""

    name: str
    rate_hz: int

    def synthesize(self, text: str) -> AsyncGenerator[Pcm]:
        """Sound in small pieces, the first as early as possible. Raises SynthesisError."""
        ...


class Voice(Protocol):
    """Says things aloud, one after the other."""

    async def say(self, turn: str, pieces: AsyncIterator[str]) -> Heard:
        """Speak while the pieces of text arrive. Cancelling it means silence at once.

        Raises SynthesisError when nothing can be spoken.
        """
        ...


@dataclass(frozen=True)
class SkillHelp:
    """One line of "what can I say?": the skill, what it is for, and a phrase that works."""

    name: str
    summary: str
    phrase: str


class House(Protocol):
    """What a skill may ask of the daemon around it."""

    def now(self) -> datetime:
        """The date and time here, with its zone."""
        ...

    async def later(self, delay_s: float, text: str) -> int:
        """Say `text` after `delay_s` seconds, even if the daemon was restarted; gives its number."""
        ...

    def stop_speaking(self) -> bool:
        """Silence what is being said; False when nothing was."""
        ...

    def skills(self) -> Sequence[SkillHelp]:
        """What can be asked for."""
        ...
