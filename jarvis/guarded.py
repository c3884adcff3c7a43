"""The seams with a circuit breaker and a time limit around them: a broken engine is left alone."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from jarvis.answering import Answer, Answerer
from jarvis.breaker import AdaptiveCircuitBreaker
from jarvis.breaker_rules import State
from jarvis.errors import (
    BadInputError,
    EngineError,
    JarvisError,
    PartRestingError,
    RecognitionError,
    SynthesisError,
    TooSlowError,
    contain,
)
from jarvis.log import frames
from jarvis.ports import Draft, Pcm, Recognizer, Told, Transcript
from jarvis.speech import Sound, Synthesizer
from jarvis.streams import paced
from jarvis.tasks import Priority, VoiceTask

log = logging.getLogger(__name__)
IN_WRITING = "I cannot speak just now, so I answer in writing."


class GuardedRecognizer:
    """A recognizer that is not asked while it rests; what it cannot do then, `fallback` may."""

    def __init__(
        self, recognizer: Recognizer, breaker: AdaptiveCircuitBreaker, fallback: Recognizer | None = None
    ) -> None:
        self._recognizer, self._breaker, self._fallback = recognizer, breaker, fallback
        self.name = recognizer.name

    def draft(self, told: Told) -> Draft | None:
        """Begin an utterance while it is spoken; not with one that rests."""
        return self._recognizer.draft(told) if self._breaker.state is State.CLOSED else None

    async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
        """What was said. Raises RecognitionError, with the time until it is tried again."""
        try:
            return await self._alone(pcm, draft)
        except RecognitionError as error:
            if self._fallback is None:
                raise
            log.warning("%s failed (%s); %s is asked", self.name, error, self._fallback.name)
            with suppress(RecognitionError):
                return await self._fallback.recognize(pcm)
            raise

    async def _alone(self, pcm: Pcm, draft: Draft | None) -> Transcript:
        try:
            return await self._breaker.call(lambda: self._recognizer.recognize(pcm, draft))
        except TimeoutError:
            raise RecognitionError("Understanding that took too long. Please say it again.") from None
        except PartRestingError as error:
            raise RecognitionError(
                f"I cannot understand speech just now. You can type to me. {error}"
            ) from None


class GuardedSynthesizer:
    """A voice that is not asked while it rests: another one may speak, else answers are text only."""

    def __init__(self, synthesizer: Synthesizer, breaker: AdaptiveCircuitBreaker, limit_s: float) -> None:
        self._synthesizer, self._breaker, self._limit_s = synthesizer, breaker, limit_s
        self.name, self.rate_hz = synthesizer.name, synthesizer.rate_hz

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in small pieces. Raises SynthesisError whatever went wrong, or BadInputError."""
        sound = paced(self._synthesizer.synthesize(text), self._limit_s, self._limit_s)
        try:
            with self._breaker.guard() as answered:
                async with aclosing(sound):
                    while not isinstance(piece := await contain(anext(sound)), Exception):
                        answered()
                        yield piece
                if isinstance(piece, JarvisError):
                    raise piece
                if not isinstance(piece, StopAsyncIteration):
                    log.warning("%s failed: %s", self.name, frames(piece))
                    raise SynthesisError(f"{self.name} failed: {type(piece).__name__}.") from piece
        except (PartRestingError, TooSlowError) as error:
            raise SynthesisError(f"{IN_WRITING} {error}") from None


class GuardedAnswerer:
    """An engine that answers, such as a language model. What it says may be said again when it is broken."""

    def __init__(self, answerer: Answerer, breaker: AdaptiveCircuitBreaker, limit_s: float) -> None:
        self._answerer, self._breaker, self._limit_s = answerer, breaker, limit_s

    def priority(self, text: str) -> Priority | None:
        """How urgent this is to the engine."""
        return self._answerer.priority(text)

    def answer(self, task: VoiceTask) -> Answer | None:
        """The engine's answer; its pieces raise EngineError whatever went wrong."""
        answer = self._answerer.answer(task)
        if answer is None:
            return None
        answer.pieces, answer.lasting = self._guarded(answer, answer.pieces), True
        return answer

    async def _guarded(self, answer: Answer, pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
        pieces = paced(pieces, self._limit_s, self._limit_s)
        try:
            with self._breaker.guard() as answered:
                async with aclosing(pieces):
                    while not isinstance(piece := await contain(anext(pieces)), Exception):
                        answered()
                        yield piece
                if isinstance(piece, BadInputError):  # the caller's mistake, and his to read
                    raise piece
                if not isinstance(piece, StopAsyncIteration):
                    log.warning("%s failed: %s", answer.answerer, frames(piece))
                    raise EngineError(f"{answer.answerer} failed: {type(piece).__name__}.") from piece
        except PartRestingError as error:
            raise EngineError(str(error)) from None
