"""From sentences to the loudspeaker: each is spoken as soon as it is whole, without gaps in between."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from sentence_stream import SentenceBoundaryDetector

from jarvis.bus import EventBus
from jarvis.events import SentenceReady, SynthesisStarted
from jarvis.ports import Heard, Loudspeaker, Pcm, Synthesizer


async def sentences(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
    """Pieces of text as they come, joined and cut into sentences; nothing is lost or doubled."""
    detector = SentenceBoundaryDetector()
    async for piece in pieces:
        for sentence in filter(str.strip, detector.add_chunk(piece)):
            yield sentence
    if (rest := detector.finish()).strip():
        yield rest


class Mouth:
    """Says things aloud, one after the other."""

    def __init__(
        self,
        bus: EventBus,
        synthesizer: Synthesizer,
        loudspeaker: Loudspeaker,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._bus, self._synthesizer, self._loudspeaker = bus, synthesizer, loudspeaker
        self._clock = clock or (lambda: asyncio.get_running_loop().time())

    async def say(self, turn: str, pieces: AsyncIterator[str]) -> Heard:
        """Speak while the pieces of text arrive; see `ports.Voice`."""
        async with aclosing(self._sound(turn, pieces)) as sound:
            return await self._loudspeaker.play(turn, sound, self._synthesizer.rate_hz)

    async def _sound(self, turn: str, pieces: AsyncIterator[str]) -> AsyncGenerator[Pcm]:
        first = True
        async for sentence in sentences(pieces):
            self._bus.post(SentenceReady(turn=turn, text=sentence))
            began_s = self._clock()
            async with aclosing(self._synthesizer.synthesize(sentence)) as sound:
                async for pcm in sound:
                    if first:
                        took_ms = (self._clock() - began_s) * 1000
                        engine = self._synthesizer.name
                        self._bus.post(SynthesisStarted(turn=turn, engine=engine, took_ms=took_ms))
                        first = False
                    yield pcm
