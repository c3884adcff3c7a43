"""What the house asks of the parts it speaks with: small protocols, as in `jarvis.ports`.

Speech is `Pcm` like all sound, at the rate that its synthesizer names.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from jarvis.ports import Pcm, unheeded

LONGEST_CUE_MS = 1_000
Progress = Callable[[int], None]
"""Is told how much was heard, in milliseconds."""


@dataclass(frozen=True)
class Mark:
    """A word or a phoneme, and when it begins, counted from the start of its sentence's sound.

    `start` and `end` tell which letters of the sentence a word is; a phoneme has none.
    """

    text: str
    at_ms: int
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Sound:
    """A piece of a sentence's sound, and what begins in it or after it; not every engine knows that."""

    pcm: Pcm
    words: tuple[Mark, ...] = ()
    phonemes: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What came out of the loudspeaker: how much of it, and whether it was cut short."""

    heard_ms: int
    cut: bool


@dataclass
class Speech:
    """Words on their way out. The voice notes how much of them was heard, also when it is cut.

    `language` is that of the words, as in "de"; "" is that of the voice in use.
    """

    turn: str
    pieces: AsyncIterator[str]
    heard: str = ""
    heard_ms: int = 0
    language: str = ""


class Loudspeaker(Protocol):
    """Where sound goes. One owner plays at a time; the next one waits."""

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
        """Play until `sound` ends and its last sample has left. Cancelling it means silence at once.

        `progress` is told again and again how much was heard, in milliseconds, and once more at the
        end; after `resume` it may go back. Raises SynthesisError when there is no device to play on.
        """
        ...

    def hold(self) -> None:
        """Fall silent at once and keep the place; `play` goes on waiting. Nothing to do if nothing plays."""
        ...

    def resume(self, back_ms: int = 0) -> None:
        """Go on from that place, or so much before it (up to 2 s). Nothing to do if nothing is held."""
        ...

    def cue(self, pcm: Pcm, rate_hz: int) -> None:
        """Play a short sound at once, over whatever is played, also while that is held.

        It counts as heard of nothing, and is lost where there is no device. A newer one takes the place
        of the one before. Raises ValueError when it is longer than LONGEST_CUE_MS.
        """
        ...

    volume: int
    """How loud everything is, in percent. Setting it raises BadInputError for less than 0, more than 100."""


class Synthesizer(Protocol):
    """Turns a sentence into sound."""

    @property
    def name(self) -> str:
        """The engine that speaks now."""
        ...

    @property
    def rate_hz(self) -> int:
        """Samples a second; it does not change."""
        ...

    def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in small pieces, the first as early as possible; leaving the loop stops it.

        Raises SynthesisError.
        """
        ...


class Voice(Protocol):
    """Says things aloud, one after the other."""

    async def say(self, speech: Speech) -> None:
        """Speak while the pieces of text arrive. Cancelling it means silence at once.

        However it ends, `speech` then tells what was heard. Raises SynthesisError when nothing can be
        spoken.
        """
        ...

    def hold(self) -> str:
        """Fall silent at once and keep the place; gives the turn that is being said, "" for none."""
        ...

    def resume(self) -> str:
        """Go on where `hold` fell silent; gives the turn, "" if nothing is held any more."""
        ...
