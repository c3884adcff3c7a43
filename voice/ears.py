"""From the microphone to what was said: wake word → voice activity → segment → recognizer."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from jarvis.bus import EventBus
from jarvis.config import ListenConfig
from jarvis.errors import RecognitionError
from jarvis.events import (
    ListeningStarted,
    NothingHeard,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
)
from jarvis.ports import (
    Microphone,
    Pcm,
    Recognizer,
    Transcript,
    VoiceActivity,
    Wake,
    WakeWord,
    duration_ms,
)
from voice.segment import Backlog, Ended, Segmenter, Utterance
from voice.wake import without_wake_phrase

NOT_CAUGHT = "Sorry, I did not catch that."


@dataclass(frozen=True)
class Parts:
    """What ears are made of."""

    microphone: Microphone
    wake: WakeWord
    activity: VoiceActivity
    recognizer: Recognizer


@dataclass(frozen=True)
class Spoken:
    """Something said to Jarvis, and what it was; `problem` says why `transcript` is None."""

    turn: str
    transcript: Transcript | None
    problem: str = ""


class Ears:
    """Listens for ever. `new_turn` names a turn when listening begins."""

    def __init__(
        self, bus: EventBus, parts: Parts, config: ListenConfig, new_turn: Callable[[], str]
    ) -> None:
        self._bus, self._parts, self._config, self._new_turn = bus, parts, config, new_turn
        self._asked_for = ""
        self._turn = ""
        self._segmenter: Segmenter | None = None
        self._backlog = Backlog()

    def listen(self) -> str:
        """Listen now, without the wake word; gives the turn this starts."""
        self._asked_for = self._new_turn()
        return self._asked_for

    async def hear(self) -> AsyncGenerator[Spoken]:
        """Each thing said to Jarvis. What is said to others is forgotten at once.

        While an utterance is being recognized, sound waits in the capture process; none is lost.
        """
        async with aclosing(self._parts.microphone.chunks()) as chunks:
            async for chunk in chunks:
                if not chunk:
                    self._interrupted()
                elif self._asked_for:
                    self._interrupted()
                    turn, self._asked_for = self._asked_for, ""
                    self._start(turn, "asked", Segmenter(self._config, []))
                elif self._segmenter is None:
                    self._wait_for_wake(chunk)
                elif utterance := self._segmenter.feed(chunk, self._parts.activity.feed(chunk)):
                    turn = self._stop(utterance)
                    if utterance.pcm:
                        yield await self.recognize(turn, utterance.pcm)

    async def recognize(self, turn: str, pcm: Pcm, phrase: str = "") -> Spoken:
        """Turn sound into text, and tell the bus; `phrase` is taken off the beginning."""
        began_s = asyncio.get_running_loop().time()
        engine = self._parts.recognizer
        try:
            transcript = await engine.recognize(pcm)
        except RecognitionError as error:
            return self._failed(turn, str(error))
        text = without_wake_phrase(transcript.text, phrase) if phrase else transcript.text
        if not any(letter.isalnum() for letter in text):
            return self._failed(turn, NOT_CAUGHT)
        took_ms = (asyncio.get_running_loop().time() - began_s) * 1000
        self._bus.post(
            VoiceRecognized(
                turn=turn,
                text=text,
                confidence=transcript.confidence,
                engine=engine.name,
                took_ms=took_ms,
            )
        )
        return Spoken(turn, Transcript(text, transcript.confidence))

    def _failed(self, turn: str, reason: str) -> Spoken:
        self._bus.post(VoiceFailed(turn=turn, reason=reason))
        return Spoken(turn, None, reason)

    def _wait_for_wake(self, chunk: Pcm) -> None:
        self._backlog.add(chunk)
        wake = self._parts.wake.feed(chunk)
        if wake is not None:
            self._woken(wake)

    def _woken(self, wake: Wake) -> None:
        turn = self._new_turn()
        self._bus.post(WakeHeard(turn=turn, phrase=wake.phrase, score=wake.score))
        self._start(turn, "wake", Segmenter(self._config, self._backlog.sound()))

    def _start(self, turn: str, trigger: str, segmenter: Segmenter) -> None:
        self._turn, self._segmenter = turn, segmenter
        self._parts.activity.reset()
        self._bus.post(ListeningStarted(turn=turn, trigger=trigger))

    def _stop(self, utterance: Utterance) -> str:
        """Tell how listening ended, and wait for the wake word again."""
        if utterance.ended is Ended.NOBODY_SPOKE:
            self._bus.post(NothingHeard(turn=self._turn, waited_ms=utterance.silence_ms))
        else:
            self._bus.post(
                UtteranceEnded(
                    turn=self._turn,
                    duration_ms=duration_ms(utterance.pcm),
                    silence_ms=utterance.silence_ms,
                    reason=utterance.ended.value,
                )
            )
        turn, self._turn = self._turn, ""
        self._segmenter = None
        self._backlog.clear()
        self._parts.wake.reset()
        return turn

    def _interrupted(self) -> None:
        """The microphone was closed in between: nothing from before belongs to what comes now."""
        if self._segmenter is not None:
            self._stop(Utterance(b"", Ended.NOBODY_SPOKE, 0))
        self._backlog.clear()
        self._parts.wake.reset()
