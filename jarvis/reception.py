"""What clients ask of the daemon: see `jarvis.api.control.Control`."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

from jarvis import __version__
from jarvis.api.control import Answered
from jarvis.errors import BadInputError
from jarvis.pipeline import Turn
from jarvis.ports import RATE_HZ
from jarvis.rooms import Rooms
from voice import audio, segment
from voice.activity import GatedSilero

QUIET = bytes(RATE_HZ * 2 * 3 // 10)
"""300 ms: recordings are often cut close, and a recognizer wants to hear where words begin and end."""


class Reception:
    """Speaks for the daemon. `stop` ends it; `clock` counts seconds."""

    def __init__(self, rooms: Rooms, stop: Callable[[str], None], clock: Callable[[], float]) -> None:
        self.bus = rooms.bus
        self.stop = stop
        self._rooms, self._clock, self._born_s = rooms, clock, clock()
        self.ready = False
        """Set when everything is loaded."""

    def status(self) -> dict[str, Any]:
        """How the daemon is; every "why not" is a sentence."""
        rooms = self._rooms
        microphone, speaker, recognizer = rooms.microphone, rooms.loudspeaker, rooms.recognizer
        return {
            "state": self._state(),
            "version": __version__,
            "pid": os.getpid(),
            "uptime_s": round(self._clock() - self._born_s, 1),
            "wake_phrase": rooms.wake.phrase,
            "microphone": {
                "muted": microphone.muted,
                "device": microphone.open_on,
                "problem": microphone.lost_because,
                "pid": microphone.pid,
            },
            "loudspeaker": {"problem": speaker.lost_because, "pid": speaker.pid},
            "recognizer": {
                "engine": recognizer.name,
                "ready": recognizer.ready,
                "problem": recognizer.problem,
            },
            "queue": {"waiting": rooms.pipeline.queue.size()},
        }

    def _state(self) -> str:
        microphone = self._rooms.microphone
        if not self.ready:
            return "starting"
        if microphone.muted:
            return "muted"
        if not microphone.open_on:
            return "no microphone" if microphone.lost_because else "starting"
        return "listening" if self._rooms.recognizer.ready else "no speech model"

    async def ask(self, text: str, *, aloud: bool) -> Answered:
        """Answer a typed request."""
        return await _finished(self._rooms.pipeline.submit(text, confidence=1.0, aloud=aloud))

    async def ask_audio(self, recording: bytes, *, aloud: bool) -> Answered:
        """Answer what is said in a sound file."""
        speech = await asyncio.to_thread(self._speech_in, recording)
        if not speech:
            raise BadInputError("Nobody speaks in this recording. Is it the right file?")
        pipeline, phrase = self._rooms.pipeline, self._rooms.wake.phrase
        spoken = await self._rooms.ears.recognize(pipeline.new_turn(), speech, phrase)
        if spoken.transcript is None:
            raise BadInputError(spoken.problem)
        heard = spoken.transcript
        turn = pipeline.submit(heard.text, turn=spoken.turn, confidence=heard.confidence, aloud=aloud)
        return await _finished(turn)

    def _speech_in(self, recording: bytes) -> bytes:
        threshold = self._rooms.config.listen.speech_threshold
        speech = segment.speech_in(audio.decode(recording), GatedSilero(), threshold)
        return QUIET + speech + QUIET if speech else b""

    async def say(self, text: str) -> str:
        """Speak; "" once it was heard to its end, else why not."""
        saying = self._rooms.pipeline.announce(text)
        await asyncio.wait({saying})
        if saying.cancelled():
            return "I was silenced before the end."
        problem = self._rooms.loudspeaker.lost_because
        return f"There is no loudspeaker ({problem})." if problem else ""

    def listen(self) -> str:
        """Listen now, without the wake word."""
        if self._rooms.microphone.muted:
            raise BadInputError("The microphone is muted. Use `jarvis unmute` first.")
        if not self._rooms.microphone.open_on:
            raise BadInputError("There is no microphone. Connect one, or use `jarvis ask TEXT`.")
        self._rooms.pipeline.interrupt()
        return self._rooms.ears.listen()

    async def mute(self, *, on: bool) -> None:
        """Close or open the microphone."""
        await self._rooms.microphone.mute(on=on)

    def interrupt(self) -> bool:
        """Silence what is being said."""
        return self._rooms.pipeline.interrupt()


async def _finished(turn: Turn) -> Answered:
    await turn.finished.wait()
    task = turn.task
    status = task.status.value
    return Answered(task.task_id, task.text, task.result or "", turn.answerer, status, turn.did)
