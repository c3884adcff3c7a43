"""What is done for one request: recognize it, ask who can answer, and say the answer while it comes."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from jarvis.answering import Answerer, Answering, Remembered
from jarvis.bus import EventBus
from jarvis.errors import RecognitionError, SynthesisError
from jarvis.events import AnnouncementMade, AnswerContinued, TaskStarted, VoiceFailed, VoiceRecognized
from jarvis.ports import Listeners, Recognizer
from jarvis.speech import Speech, Voice
from jarvis.spoken_over import SpokenOver
from jarvis.state import PipelineStage
from jarvis.streams import once, resumed
from jarvis.turn import Turn, unchanged

log = logging.getLogger(__name__)
NOT_CAUGHT = "Sorry, I did not catch that."
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Parts:
    """What a turn passes through. `listeners` makes one for each turn, given the sound before it."""

    listeners: Listeners
    recognizer: Recognizer
    answerers: Sequence[Answerer]
    voice: Voice
    remembered: Remembered | None = None
    """Where lasting answers are kept, if others use it too."""
    repair: Callable[[str], str] = unchanged
    """Puts right what the recognizer is known to mishear."""


class Worker:
    """Does what a turn asks for. An answer that does not begin within `limit_s` is given up."""

    def __init__(self, bus: EventBus, parts: Parts, limit_s: float) -> None:
        self._bus, self._recognizer, self._voice = bus, parts.recognizer, parts.voice
        self._repair = parts.repair
        self._limit_s = limit_s
        self.over = SpokenOver(bus, parts.voice)
        self.answering = Answering(bus, parts.answerers, limit_s, parts.remembered)

    async def work(self, turn: Turn, heard: Callable[[Turn], None]) -> None:
        """From sound or text to the last spoken word. `heard` is called when its words are known."""
        deadline_s = asyncio.get_running_loop().time() + self._limit_s
        if turn.sound and not await self._recognize(turn):
            if not turn.dismissed:
                await self.deliver(turn, once(turn.problem))
            return
        heard(turn)
        await asyncio.sleep(0)  # others have their turn between understanding and answering
        self._bus.post(TaskStarted(turn=turn.pipeline_id, text=turn.task.text))
        if turn.stage is not PipelineStage.LLM_PROCESSING:  # it is when this is tried again
            turn.step(PipelineStage.LLM_PROCESSING)
        async with aclosing(self.answering.answer(turn, deadline_s)) as pieces:
            # The work is done now, even if the voice is still busy with another answer.
            async for first in pieces:
                await self.deliver(turn, resumed(first, pieces))

    async def deliver(self, turn: Turn, pieces: AsyncIterator[str]) -> None:
        """Say it, if it is to be said; what nobody hears is noted all the same."""
        async with aclosing(self._continued(turn, pieces)) as told:
            if turn.aloud:
                if turn.stage is not PipelineStage.TTS_SYNTHESIS:
                    turn.step(PipelineStage.TTS_SYNTHESIS)
                turn.speech = Speech(turn.pipeline_id, told)
                await self.say(turn.speech)
            async for _ in told:
                pass

    async def _continued(self, turn: Turn, pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
        """The same pieces; who reads along is told each."""
        async for piece in pieces:
            self._bus.post(AnswerContinued(turn=turn.pipeline_id, text=piece))
            yield piece

    async def say(self, speech: Speech) -> None:
        """Speak; without a voice there is the text only, and that loss was announced."""
        try:
            await self._voice.say(speech)
        except SynthesisError as error:
            log.warning("turn %s stays silent: %s", speech.turn, error)

    async def announce(self, speech: Speech, text: str, *, aloud: bool) -> None:
        """Say what is no answer, if it is to be said, and tell whether it was heard."""
        if aloud:
            await self.say(speech)
        self._bus.post(AnnouncementMade(turn=speech.turn, text=text, heard=bool(speech.heard)))

    async def _recognize(self, turn: Turn) -> bool:
        if turn.stage is not PipelineStage.ASR_PROCESSING:
            turn.step(PipelineStage.ASR_PROCESSING)
        clock, task = asyncio.get_running_loop().time, turn.task
        began_s = clock()
        sound, turn.sound = turn.sound, b""  # not kept longer than it is needed
        draft, turn.draft = turn.draft, None
        try:
            transcript = await self._recognizer.recognize(sound, draft)
        except RecognitionError as error:
            return self._not_recognized(turn, str(error))
        text = turn.clean(transcript.text)[:LONGEST_TEXT]
        if not any(letter.isalnum() for letter in text):
            return self._not_recognized(turn, NOT_CAUGHT)
        if self.over.dismisses(turn, text):
            return False
        task.text, task.confidence = self._repair(text)[:LONGEST_TEXT], transcript.confidence
        self._bus.post(
            VoiceRecognized(
                turn=turn.pipeline_id,
                text=task.text,
                confidence=transcript.confidence,
                engine=transcript.engine or self._recognizer.name,
                took_ms=(clock() - began_s) * 1000,
                heard_text=text if text != task.text else "",
            )
        )
        return True

    def _not_recognized(self, turn: Turn, problem: str) -> bool:
        if self.over.dismisses(turn, ""):
            return False
        turn.problem = turn.task.error = turn.task.result = problem
        self._bus.post(VoiceFailed(turn=turn.pipeline_id, reason=problem))
        return False
