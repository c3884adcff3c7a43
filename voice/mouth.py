"""From sentences to the loudspeaker: each is spoken as soon as it is whole, without gaps in between."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from sentence_stream import SentenceBoundaryDetector

from jarvis.bus import EventBus
from jarvis.events import SentenceReady, SentenceStarted, SynthesisStarted
from jarvis.ports import Pcm, duration_ms
from jarvis.speech import Loudspeaker, Speech, Synthesizer

_LETTER_MS = 65.0
"""How long a letter takes, where no whole sentence tells."""


async def sentences(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
    """Pieces of text as they come, joined and cut into sentences; nothing is lost or doubled."""
    detector = SentenceBoundaryDetector()
    async for piece in pieces:
        for sentence in filter(str.strip, detector.add_chunk(piece)):
            yield sentence
    if (rest := detector.finish()).strip():
        yield rest


@dataclass
class Spoken:
    """A sentence and how long its sound lasts, as far as it was made."""

    text: str
    lasts_ms: int = 0
    whole: bool = False
    started: bool = False


def begun(spoken: Sequence[Spoken], heard_ms: int) -> list[Spoken]:
    """The sentences of which something was heard for the first time; each is given once."""
    found, began_ms = [], 0
    for sentence in spoken:
        if heard_ms > began_ms and not sentence.started:
            sentence.started = True
            found.append(sentence)
        began_ms += sentence.lasts_ms
    return found


def heard_of(spoken: Sequence[Spoken], heard_ms: int) -> str:
    """The words that were heard when the sound stopped after `heard_ms`; one that was cut is left out."""
    whole = [sentence for sentence in spoken if sentence.whole]
    letters = sum(len(sentence.text) for sentence in whole)
    letter_ms = sum(sentence.lasts_ms for sentence in whole) / letters if letters else _LETTER_MS
    heard = []
    for sentence in spoken:
        guess_ms = len(sentence.text) * letter_ms
        lasts_ms = sentence.lasts_ms if sentence.whole else max(sentence.lasts_ms, guess_ms)
        if heard_ms < lasts_ms:
            heard.append(_begin(sentence.text, heard_ms / lasts_ms))
            break
        heard.append(sentence.text.strip())
        heard_ms -= sentence.lasts_ms
    return " ".join(filter(None, heard))


def _begin(text: str, share: float) -> str:
    letters = int(len(text) * share)
    cut_off = re.match(r"\S*", text[letters:])
    in_a_word = cut_off is not None and any(letter.isalnum() for letter in cut_off[0])
    begun = text[:letters]
    return (begun.rpartition(" ")[0] if in_a_word else begun).strip()


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

    async def say(self, speech: Speech) -> None:
        """Speak while the pieces of text arrive; see `ports.Voice`."""
        spoken: list[Spoken] = []

        def progress(heard_ms: int) -> None:
            speech.heard_ms = heard_ms
            for sentence in begun(spoken, heard_ms):
                self._bus.post(SentenceStarted(turn=speech.turn, text=sentence.text))

        try:
            async with aclosing(self._sound(speech, spoken)) as sound:
                rate_hz = self._synthesizer.rate_hz
                heard = await self._loudspeaker.play(speech.turn, sound, rate_hz, progress)
            if not heard.cut:
                speech.heard = " ".join(sentence.text.strip() for sentence in spoken)
        finally:
            speech.heard = speech.heard or heard_of(spoken, speech.heard_ms)

    async def _sound(self, speech: Speech, spoken: list[Spoken]) -> AsyncGenerator[Pcm]:
        engine, rate_hz = self._synthesizer.name, self._synthesizer.rate_hz
        async for text in sentences(speech.pieces):
            self._bus.post(SentenceReady(turn=speech.turn, text=text))
            sentence = Spoken(text)
            spoken.append(sentence)
            began_s = self._clock()
            async with aclosing(self._synthesizer.synthesize(text)) as sound:
                async for piece in sound:
                    if not sentence.lasts_ms and sentence is spoken[0]:
                        took_ms = (self._clock() - began_s) * 1000
                        self._bus.post(SynthesisStarted(turn=speech.turn, engine=engine, took_ms=took_ms))
                    sentence.lasts_ms += duration_ms(piece.pcm, rate_hz)
                    yield piece.pcm
            sentence.whole = True
