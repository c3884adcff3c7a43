"""How loud Jarvis is, and whether it hears: what the user changes by voice, or in the terminal."""

from pathlib import Path
from typing import Protocol

from voice.volume import keep_volume


class Loud(Protocol):
    """Plays."""

    volume: int
    """In percent."""


class Mutable(Protocol):
    """Hears."""

    @property
    def muted(self) -> bool:
        """Whether the user muted."""
        ...

    async def mute(self, *, on: bool) -> None:
        """Close or open the microphone; when it returns, that is done."""
        ...


class Loudness:
    """The loudspeaker and the microphone; `mark` is the file that keeps the volume."""

    def __init__(self, loudspeaker: Loud, microphone: Mutable, mark: Path) -> None:
        self._loudspeaker, self._microphone, self._mark = loudspeaker, microphone, mark

    @property
    def percent(self) -> int:
        """How loud everything is, in percent."""
        return self._loudspeaker.volume

    def set(self, percent: int) -> None:
        """Make everything louder or softer, across restarts. Raises JarvisError if it cannot be kept."""
        self._loudspeaker.volume = percent
        keep_volume(self._mark, percent)

    @property
    def muted(self) -> bool:
        """Whether the microphone is closed."""
        return self._microphone.muted

    async def mute(self) -> None:
        """Close the microphone; when it returns, nothing holds it any more. Only a hand opens it again."""
        await self._microphone.mute(on=True)
