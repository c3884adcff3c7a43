"""What clients ask of the daemon: see `jarvis.api.control.Control`."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from jarvis import paths, store_health
from jarvis.api.control import Answered
from jarvis.config_desk import ConfigDesk
from jarvis.devices import DeviceDesk
from jarvis.errors import BadInputError, NotKeptError
from jarvis.headerless import Headerless
from jarvis.live_answer import LiveAnswer
from jarvis.ports import RATE_HZ, Pcm
from jarvis.rooms import Rooms
from jarvis.skill_desk import SkillDesk
from jarvis.status import status_of
from jarvis.turn import Turn
from jarvis.voices import VoiceDesk
from jarvis.wakes import WakeDesk
from voice import audio, proof, segment
from voice.activity import Silero
from voice.talk_key import TalkKey
from voice.wake import without_wake_phrases

QUIET = bytes(RATE_HZ * 2 * 3 // 10)
"""300 ms: recordings are often cut close, and a recognizer wants to hear where words begin and end."""


class Reception:
    """Speaks for the daemon. `stop` ends it; `clock` counts seconds."""

    def __init__(
        self,
        rooms: Rooms,
        settings: ConfigDesk,
        stop: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.bus = rooms.bus
        self.wakes = WakeDesk(rooms.wake, rooms.microphone)
        self.voices = VoiceDesk(rooms.voices, rooms.loudspeaker, paths.voice_choice(), os.environ)
        self.devices = DeviceDesk(rooms.microphone, rooms.loudspeaker, paths.device_choice(), os.environ)
        self.dues = rooms.reminders
        self.documents = rooms.minds.library
        self.memory = rooms.minds.notes
        self.vocabulary = rooms.minds.vocabulary
        self.skills = SkillDesk(rooms.book)
        self.talk_key = TalkKey(rooms.bus, rooms.ears, rooms.pipeline, self._deaf, clock)
        self.stop = stop
        self._rooms, self._clock, self._born_s = rooms, clock, clock()
        self.ready = False
        """Set when everything is loaded."""

    def status(self) -> dict[str, Any]:
        """How the daemon is; every "why not" is a sentence."""
        uptime_s = round(self._clock() - self._born_s, 1)
        own = {"uptime_s": uptime_s, "skills": self.skills.problems(), "settings": self.settings.status()}
        return {**status_of(self._rooms, ready=self.ready), **own}

    async def ask(self, text: str, *, aloud: bool) -> Answered:
        """Answer a typed request."""
        turn = self._rooms.pipeline.submit(text, confidence=1.0, aloud=aloud)
        answered = await _finished(turn)
        await self._rooms.minds.memory.kept(turn.pipeline_id)
        return answered

    def asked(self, text: str, *, aloud: bool) -> AsyncGenerator[str | Answered]:
        """Answer a typed request piece by piece."""
        turn = self._rooms.pipeline.submit(text, confidence=1.0, aloud=aloud)
        return self._live(turn, LiveAnswer(self.bus, turn))

    async def _live(self, turn: Turn, live: LiveAnswer) -> AsyncGenerator[str | Answered]:
        try:
            async with aclosing(live.pieces()) as pieces:
                async for piece in pieces:
                    yield piece
            await self._rooms.minds.memory.kept(turn.pipeline_id)
            yield await _finished(turn)
        finally:  # who leaves in the middle wants no more of it; a turn that is over does not notice
            self._rooms.pipeline.interrupt_pipeline(turn.pipeline_id)

    async def ask_audio(
        self, recording: bytes, *, aloud: bool, whole: bool = False, raw: Headerless | None = None
    ) -> Answered:
        """Answer what is said in a sound file."""
        sound = await asyncio.to_thread(audio.decode, recording, raw)
        speech = sound if whole else await asyncio.to_thread(self._speech_in, sound)
        if not speech:
            raise BadInputError("Nobody speaks in this recording. Is it the right file?")
        phrases = self._rooms.wake.phrases
        turn = self._rooms.pipeline.hear(
            speech, lambda text: without_wake_phrases(text, phrases), aloud=aloud
        )
        answered = await _finished(turn)
        if turn.problem and not whole:
            raise BadInputError(turn.problem)
        return answered

    def _speech_in(self, sound: Pcm) -> Pcm:
        speech = segment.speech_in(sound, Silero(), self._rooms.config.listen.speech_threshold)
        return QUIET + speech + QUIET if speech else b""

    def kept(self) -> list[str]:
        """The turns whose sound is kept, the newest last."""
        return self._rooms.keepsakes.turns

    async def sound(self, turn: str) -> bytes:
        """What was said in a turn, as a flac file."""
        pcm = self._rooms.keepsakes.sound(turn)
        if pcm is not None:
            return await asyncio.to_thread(audio.flac, pcm)
        receipt = self._rooms.watch.monitor.receipt(turn) if turn else None
        if receipt is not None and receipt.took_ms("silence_wait") is None:
            raise NotKeptError(
                f"The turn {turn[:40]} was typed, or came from a file: nothing was heard of it."
            )
        most = self._rooms.config.listen.keep_turns
        raise NotKeptError(
            f"There is no sound of {turn[:40]!r}. It is kept of the last {most} turns since the start "
            "(`listen.keep_turns`), where somebody spoke for at most 30 s."
        )

    async def say(self, text: str, language: str = "") -> str:
        """Speak; "" once it was heard to its end, else why not."""
        saying = self._rooms.pipeline.announce(text, language=language)
        await asyncio.wait({saying})
        if saying.cancelled():
            return "I was silenced before the end."
        problem = self._rooms.loudspeaker.lost_because
        return f"There is no loudspeaker ({problem})." if problem else ""

    def listen(self) -> str:
        """Listen now, without the wake word."""
        if problem := self._deaf():
            raise BadInputError(problem)
        self._rooms.pipeline.interrupt()
        return self._rooms.ears.listen()

    def _deaf(self) -> str:
        """Why nothing can be heard just now, "" if something can."""
        if self._rooms.microphone.muted:
            return "The microphone is muted. Use `jarvis unmute` first."
        if not self._rooms.microphone.open_on:
            return "There is no microphone. Connect one, or use `jarvis ask TEXT`."
        return ""

    def why(self, turn: str) -> dict[str, Any]:
        """The receipt of a turn, or of the last one."""
        receipt = self._rooms.watch.monitor.receipt(turn)
        if receipt is None:
            which = f"There is no receipt of {turn[:40]!r}" if turn else "There is no receipt yet"
            raise BadInputError(f"{which}. Receipts are kept of the last 100 turns since the start.")
        return receipt.to_json()

    def latency(self) -> dict[str, Any]:
        """How long each stage takes, and how often the parts fail."""
        now_s = asyncio.get_running_loop().time()
        breakers = {
            one.name: {
                "state": one.state.value,
                "failures": one.rules.failures(now_s),
                "threshold": one.rules.threshold,
                "rests_for_s": round(one.rules.rests_for_s(now_s), 1),
            }
            for one in self._rooms.breakers
        }
        statistics = asdict(self._rooms.pipeline.sessions.interruptions().statistics)
        return {**self._rooms.watch.monitor.to_json(), "breakers": breakers, "interruptions": statistics}

    async def stats(self, days: int) -> list[dict[str, Any]]:
        """Turns and times of the last days."""
        return await self._rooms.watch.stats(days)

    async def store(self) -> dict[str, Any]:
        """How the database is, and the store of vectors."""
        found = await asyncio.to_thread(store_health.look, paths.database())
        vectors = await asyncio.to_thread(store_health.vectors, paths.documents())
        return {**asdict(found), "vectors": vectors}

    async def privacy(self) -> dict[str, Any]:
        """Who holds the microphone, and what is connected: what the system tells, not what we think."""
        return await asyncio.to_thread(proof.tell, os.getpid(), muted=self._rooms.microphone.muted)

    async def mute(self, *, on: bool) -> None:
        """Close or open the microphone."""
        await self._rooms.microphone.mute(on=on)

    def conversation(self, action: str, session_id: str = "") -> dict[str, Any]:
        """Start, stop or pause it."""
        return self._rooms.attention.control(action, session_id)

    def volume(self) -> int:
        """How loud everything is, in percent."""
        return self._rooms.house.loudness.percent

    def set_volume(self, percent: int) -> None:
        """Make everything louder or softer, across restarts."""
        self._rooms.house.loudness.set(percent)

    def interrupt(self) -> bool:
        """Silence what is being said."""
        return self._rooms.pipeline.interrupt()


async def _finished(turn: Turn) -> Answered:
    await turn.finished.wait()
    task = turn.task
    status = task.status.value
    said = task.result or ""
    return Answered(task.task_id, task.text, said, turn.answerer, status, turn.did, turn.sources)
