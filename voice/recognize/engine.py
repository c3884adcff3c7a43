"""What a recognition engine is: plain code that may block and may crash, in a process of its own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from jarvis.ports import Pcm, Transcript


@dataclass(frozen=True)
class Setup:
    """What an engine needs to load."""

    model: Path | None = None
    """The folder of its model, for engines that need one."""
    phrases: tuple[str, ...] = ()
    """Commands that are known, lower case: the only sentences an engine with a grammar understands."""
    options: tuple[tuple[str, str], ...] = ()
    """What only this engine has: such as which service a user said yes to."""


class EngineBrokenError(Exception):
    """The engine cannot load, or failed at an utterance; the text is a sentence with a remedy."""


class Engine(Protocol):
    """One utterance at a time, always in the same thread: `start`, some `feed`, then `final`.

    All but `close` raises EngineBrokenError. Sound is 16 kHz, mono, s16le.
    """

    name: str

    def load(self, setup: Setup) -> None:
        """Get ready; what can be broken is found out here and not at the first utterance."""
        ...

    def start(self) -> None:
        """A new utterance; the one before is forgotten, wherever it was."""
        ...

    def feed(self, pcm: Pcm) -> str | None:
        """More sound. An engine that listens along gives the text so far, any other None."""
        ...

    def partial(self) -> str:
        """The text of the sound so far; the utterance goes on."""
        ...

    def final(self) -> Transcript:
        """What was said, "" for nothing. Noise and silence are nothing."""
        ...

    def close(self) -> None:
        """Free everything."""
        ...
