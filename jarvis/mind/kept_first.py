"""Nothing is heard before it is on disk, unless the disk is slow: a sentence waits for 5 ms at most."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from jarvis.ports import Pcm, unheeded
from jarvis.speech import Heard, Loudspeaker, Progress


class Keeping(Protocol):
    """Knows whether what is known of a turn is on disk."""

    async def kept(self, turn: str) -> bool:
        """Wait for it a little; see `Memory`."""
        ...


class KeptFirst:
    """A loudspeaker that lets a sentence out when it is on disk, or has waited for that long enough."""

    def __init__(self, loudspeaker: Loudspeaker, memory: Keeping) -> None:
        self._loudspeaker, self._memory = loudspeaker, memory

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
        """See `Loudspeaker`."""
        async with aclosing(self._after(turn, sound)) as kept:
            return await self._loudspeaker.play(turn, kept, rate_hz, progress)

    @property
    def volume(self) -> int:
        """See `Loudspeaker`."""
        return self._loudspeaker.volume

    @volume.setter
    def volume(self, percent: int) -> None:
        self._loudspeaker.volume = percent

    def hold(self) -> None:
        """See `Loudspeaker`."""
        self._loudspeaker.hold()

    def resume(self, back_ms: int = 0) -> None:
        """See `Loudspeaker`."""
        self._loudspeaker.resume(back_ms)

    def cue(self, pcm: Pcm, rate_hz: int) -> None:
        """See `Loudspeaker`."""
        self._loudspeaker.cue(pcm, rate_hz)

    async def _after(self, turn: str, sound: AsyncGenerator[Pcm]) -> AsyncGenerator[Pcm]:
        async with aclosing(sound):
            async for piece in sound:
                await self._memory.kept(turn)
                yield piece
