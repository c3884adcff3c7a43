"""What an engine of speech is: it knows voices, and gives a synthesizer for each."""

from dataclasses import dataclass
from typing import Protocol

from jarvis.speech import Synthesizer
from jarvis.speech_config import SpeechConfig

SPEECH_HZ = 22_050
"""All synthesizers give this rate, so that one can take over from another."""
LONGEST_TEXT = 10_000
"""Letters of one sentence; what is beyond is not spoken."""
PAUSE = "_"
"""What a phoneme mark says where nothing is spoken."""


@dataclass(frozen=True)
class Offer:
    """A voice one can have. `why` tells why it cannot be used now, and what helps; "" if it can."""

    engine: str
    voice: str
    language: str
    """As in "en-us"; "" if that is not known."""
    why: str = ""

    @property
    def name(self) -> str:
        """What one calls it by."""
        return f"{self.engine}:{self.voice}"


class Engine(Protocol):
    """One engine. Nothing is loaded before somebody speaks."""

    name: str

    @property
    def installed(self) -> bool:
        """Whether it is worth trying at all."""
        ...

    def synthesizer(self, voice: str, config: SpeechConfig) -> Synthesizer:
        """One voice, at the speed, pitch and volume of `config`; "" is the engine's usual voice.

        It costs nothing and does not fail: a voice that is none is told when it is to speak.
        """
        ...

    async def offers(self) -> tuple[Offer, ...]:
        """All its voices, also those that could be fetched; or one that tells why there are none."""
        ...

    async def close(self) -> None:
        """Put everything away."""
        ...
