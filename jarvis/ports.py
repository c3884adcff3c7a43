"""What the house asks of its parts: small protocols, named after what they do for us.

Sound is always `Pcm`: little-endian signed 16-bit samples, one channel. Inside the house it runs at
`RATE_HZ`; only what is spoken may have a rate of its own, see `jarvis.speech`.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

RATE_HZ = 16_000
CHUNK_MS = 20
CHUNK_BYTES = RATE_HZ * CHUNK_MS // 1000 * 2
LARGEST_RECORDING = 50_000_000
"""A sound file of more bytes is not taken."""

Pcm = bytes


def unheeded(_: object) -> None:
    """Nobody wants to know."""


def duration_ms(pcm: Pcm, rate_hz: int = RATE_HZ) -> int:
    """How long a piece of sound lasts."""
    return len(pcm) * 1000 // (2 * rate_hz)


@dataclass(frozen=True)
class Word:
    """One word, and when it was said, counted from the start of its utterance."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """What somebody said. `confidence` (0 to 1) is None, `words` empty where the engine gives none."""

    text: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    engine: str = ""


@dataclass(frozen=True)
class Wake:
    """The wake phrase was heard, `score` (0 to 1) above its threshold."""

    phrase: str
    score: float


class Ended(StrEnum):
    """Why an utterance is over."""

    SILENCE = "silence"
    TOO_LONG = "too long"
    NOBODY_SPOKE = "nobody spoke"
    RELEASED = "released"
    """The key that was held for it was let go."""


class Said(StrEnum):
    """Whether somebody who said this may have more to say."""

    COMPLETE = "complete"
    """A whole command."""
    UNFINISHED = "unfinished"
    """Plainly not all: "set a timer for"."""
    OPEN = "open"
    """Nobody knows."""


class Draft(Protocol):
    """An utterance that is recognized while it is still being spoken."""

    def feed(self, pcm: Pcm) -> None:
        """More of its sound."""
        ...

    def ask(self) -> None:
        """Have the text of the sound so far worked out, soon."""
        ...

    def ended(self, speech_bytes: int) -> None:
        """The utterance is over, and after so many bytes nobody spoke."""
        ...

    def close(self) -> None:
        """Nobody wants to know any more."""
        ...


Told = Callable[[str, int], None]
"""A draft tells the text of its first so many bytes."""


@dataclass(frozen=True)
class Utterance:
    """What was said; `pcm` is empty if nobody spoke. Its draft may know the words already."""

    pcm: Pcm
    ended: Ended
    silence_ms: int
    draft: Draft | None = None


class Microphone(Protocol):
    """Where sound comes from."""

    def chunks(self) -> AsyncGenerator[Pcm]:
        """Chunks of CHUNK_MS for as long as one iterates; waits while there is no device.

        An empty chunk means that the sound was interrupted: what comes next is from another time.
        """
        ...


class Listener(Protocol):
    """Listens to one turn: finds where what is said begins and ends."""

    @property
    def buffered_bytes(self) -> int:
        """How much sound it keeps."""
        ...

    @property
    def quality(self) -> float:
        """How good that sound is for recognition, from 0 to 1."""
        ...

    def feed(self, chunk: Pcm) -> Utterance | None:
        """None until somebody has spoken and fallen silent, or nobody spoke at all."""
        ...

    def speech(self, chunk: Pcm) -> float:
        """The probability (0 to 1) of speech in a chunk after the utterance ended; it is not kept."""
        ...

    def hold(self, *, on: bool) -> None:
        """Whether a key is held: as long as it is, no silence ends the utterance; `let_go` does."""
        ...

    def let_go(self) -> None:
        """The key was released: what was said up to now is all of it."""
        ...

    def close(self) -> None:
        """Nothing more comes."""
        ...


class Listeners(Protocol):
    """Makes a listener for each turn."""

    def __call__(self, before: Sequence[Pcm], partial: Callable[[str], None]) -> Listener:
        """`before` is the sound of the moment before; `partial` gets the text so far while it is said."""
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

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """What was said, "" for nothing. Raises RecognitionError when the engine is broken.

        `draft` is the same utterance, if one was begun: what it knows is not worked out again.
        """
        ...

    def draft(self, told: Told) -> Draft | None:
        """Begin an utterance while it is spoken; None if the engine cannot just now."""
        ...
