"""pyttsx3: the voices of Windows and macOS, in a process of its own that is killed to be silent."""

import asyncio
import json
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any

from jarvis.errors import SynthesisError
from jarvis.speech import Sound, Synthesizer
from jarvis.speech_config import SpeechConfig
from voice import frames
from voice.link import AudioProcess, DeviceLostError, child
from voice.synthesize.engine import LONGEST_TEXT, SPEECH_HZ, Offer
from voice.synthesize.pieces import Pieces

HOST = "voice.synthesize.pyttsx3_host"


class Pyttsx3:
    """The engine. Its process starts with the first sentence, and anew after each that was cut short.

    `driver` is one of pyttsx3's, "" the usual one of the system. One sentence is spoken at a time.
    """

    name = "pyttsx3"

    def __init__(self, driver: str = "", host: str = HOST) -> None:
        self._driver, self._host = driver, host
        self._one_at_a_time = asyncio.Lock()
        self._process: AudioProcess | None = None
        self._stack = AsyncExitStack()

    @property
    def pid(self) -> int | None:
        """Its process, if there is one."""
        return self._process.pid if self._process else None

    @property
    def installed(self) -> bool:
        """It came with us."""
        return True

    def synthesizer(self, voice: str, config: SpeechConfig) -> Synthesizer:
        """One voice of the system; the pitch is the system's business."""
        return Pyttsx3Voice(self, voice, config)

    async def offers(self) -> tuple[Offer, ...]:
        """What the system has. A process that was started only for that ends again."""
        speaking = self._process is not None
        try:
            told = [told async for _, told in self.ask(frames.pack(frames.ASK), "voices")]
            if not speaking:
                await self.close()
        except SynthesisError as error:
            return (Offer(self.name, "default", "", str(error)),)
        return tuple(Offer(self.name, voice, language) for voice, language in told[0]["voices"])

    async def ask(self, frame: bytes, last: str = "") -> AsyncGenerator[tuple[bytes, dict[str, Any]]]:
        """Sound and news that answer a frame, until END, or until news with the key `last`.

        Who leaves before that kills the process. Raises SynthesisError.
        """
        async with self._one_at_a_time:
            whole = False
            try:
                process = await self._running()
                process.post(frame)
                while not whole:
                    kind, payload = await process.read()
                    told = json.loads(payload) if kind == frames.TELL else {}
                    whole = kind == frames.END or "broken" in told or last in told
                    if "broken" in told:
                        raise SynthesisError(str(told["broken"]))
                    if kind != frames.END:
                        yield (payload if kind == frames.AUDIO else b""), told
            except (DeviceLostError, ValueError) as error:
                whole = False
                problem = error if isinstance(error, DeviceLostError) else "it sent nonsense"
                raise SynthesisError(f"pyttsx3 failed: {problem}") from None
            finally:
                if not whole:
                    await asyncio.shield(self._end())

    async def _running(self) -> AudioProcess:
        if self._process is not None and not self._process.alive:
            await self._end()
        if self._process is None:
            folder = self._stack.enter_context(
                tempfile.TemporaryDirectory(prefix="jarvis-", ignore_cleanup_errors=True)
            )
            self._process = await self._stack.enter_async_context(child(self._host, folder, self._driver))
        return self._process

    async def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None
        await self._stack.aclose()

    async def close(self) -> None:
        """End the process, when it has said what it was asked for."""
        async with self._one_at_a_time:
            await self._end()


class Pyttsx3Voice:
    """One voice."""

    name, rate_hz = Pyttsx3.name, SPEECH_HZ

    def __init__(self, engine: Pyttsx3, voice: str, config: SpeechConfig) -> None:
        self._engine, self._voice = engine, "" if voice == "default" else voice
        self._speed, self._volume = config.words_per_minute, config.volume

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in pieces, without marks; the first when the sentence is done."""
        begin = frames.pack_json(
            frames.BEGIN,
            text=text[:LONGEST_TEXT].replace("\0", " ").encode(errors="replace").decode(),
            voice=self._voice,
            words_per_minute=self._speed,
            volume=self._volume,
        )
        pieces: Pieces | None = None
        answer = self._engine.ask(begin)
        try:
            async for pcm, told in answer:
                if "rate_hz" in told:
                    pieces = Pieces(int(told["rate_hz"]))
                elif pieces is not None:
                    for piece in pieces.feed(pcm):
                        yield Sound(piece)
            for piece in pieces.feed(b"", last=True) if pieces else ():
                yield Sound(piece)
        finally:
            await answer.aclose()
