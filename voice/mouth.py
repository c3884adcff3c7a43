"""From sentences to the loudspeaker: each is spoken as soon as it is whole, without gaps in between."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from jarvis.bus import EventBus
from jarvis.events import SentenceReady, SentenceStarted, SynthesisStarted
from jarvis.ports import Pcm
from jarvis.speech import Loudspeaker, Speech, Synthesizer
from voice.sentences import sentences
from voice.speakable.aloud import SpokenText, speakable
from voice.timeline import Spoken, Timeline


class Mouth:
    """Says things aloud, one after the other."""

    for_language: Callable[[str], Synthesizer] | None = None
    """The voice for words in a language, where there are several."""

    def __init__(
        self,
        bus: EventBus,
        synthesizer: Synthesizer,
        loudspeaker: Loudspeaker,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._bus, self._synthesizer, self._loudspeaker = bus, synthesizer, loudspeaker
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._saying: tuple[Speech, Timeline] | None = None
        self._held = ""

    async def say(self, speech: Speech) -> None:
        """Speak while the pieces of text arrive; see `speech.Voice`."""
        timeline = Timeline()

        def progress(heard_ms: int) -> None:
            speech.heard_ms, self._saying = heard_ms, (speech, timeline)
            for sentence in timeline.begun(heard_ms):
                self._bus.post(SentenceStarted(turn=speech.turn, text=sentence.text.strip()))

        try:
            async with aclosing(self._sound(speech, timeline)) as sound:
                rate_hz = self._synthesizer.rate_hz
                heard = await self._loudspeaker.play(speech.turn, sound, rate_hz, progress)
            if not heard.cut:
                speech.heard = timeline.text
        finally:
            speech.heard = speech.heard or timeline.heard(speech.heard_ms)
            if self._saying is not None and self._saying[0] is speech:
                self._saying, self._held = None, ""

    def hold(self) -> str:
        """Fall silent at once and keep the place; gives the turn that is being said, "" for none."""
        if self._saying is None or self._held:
            return ""
        self._held = self._saying[0].turn
        self._loudspeaker.hold()
        return self._held

    def resume(self) -> str:
        """Go on with the word that `hold` cut; gives the turn, "" if nothing was held any more."""
        turn, self._held = self._held, ""
        if self._saying is not None and turn:
            speech, timeline = self._saying
            self._loudspeaker.resume(timeline.into_word_ms(speech.heard_ms))
        return turn

    async def _sound(self, speech: Speech, timeline: Timeline) -> AsyncGenerator[Pcm]:
        async for text in sentences(speech.pieces):
            self._bus.post(SentenceReady(turn=speech.turn, text=text.strip()))
            sentence = timeline.add(text)
            async with aclosing(self._spoken(sentence, speech.language)) as sound:
                began_s, first = self._clock(), timeline.text == text.strip()
                async for pcm in sound:
                    if first:
                        took_ms, first = (self._clock() - began_s) * 1000, False
                        engine = self._synthesizer.name
                        self._bus.post(SynthesisStarted(turn=speech.turn, engine=engine, took_ms=took_ms))
                    yield pcm

    async def _spoken(self, sentence: Spoken, language: str) -> AsyncGenerator[Pcm]:
        """The sound of a sentence; which of its words begins when is noted on the way."""
        aloud = SpokenText(speakable(sentence.text, language or "en"))
        voice = self._synthesizer
        if language and self.for_language is not None:
            voice = self.for_language(language)
        if aloud.text:
            async with aclosing(voice.synthesize(aloud.text)) as sound:
                async for piece in sound:
                    for mark in piece.words:
                        sentence.word(mark.at_ms, aloud.source(mark.start)[1])
                    sentence.lasts_ms += len(piece.pcm) * 500 / self._synthesizer.rate_hz
                    yield piece.pcm
        sentence.whole = True
