"""The loudspeaker: a process that plays, stops at once, and tells how much was really heard."""

import asyncio
import itertools
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

from jarvis.bus import EventBus
from jarvis.errors import SynthesisError
from jarvis.events import LoudspeakerLost, SpeakingEnded, SpeakingStarted
from jarvis.ports import Pcm, unheeded
from jarvis.speech import Heard, Progress
from voice import frames
from voice.link import AudioProcess, DeviceLostError, audio_process

log = logging.getLogger(__name__)
AHEAD_S = 5.0
"""So much sound is handed over before it is played; more waits here."""
STALLED_S = 5.0
"""Longer than this no news may stay away while something is played."""
PIECE_BYTES = 8192


class ProcessLoudspeaker:
    """The real loudspeaker, held by a process of its own that is started again when it ends."""

    def __init__(self, bus: EventBus, device: str = "") -> None:
        self._bus, self._device = bus, device
        self._processes = AsyncExitStack()
        self._process: AudioProcess | None = None
        self._one_at_a_time = asyncio.Lock()
        self._numbers = itertools.count(1)
        self.lost_because = ""
        """Why there is no loudspeaker, "" while there is one."""

    @property
    def pid(self) -> int | None:
        """The playback process, if one exists."""
        return self._process.pid if self._process and self._process.alive else None

    async def open(self) -> AudioProcess:
        """The running process, started if need be. Raises SynthesisError when there is no device."""
        if self._process is not None and self._process.alive:
            return self._process
        await self.close()
        self._process = await self._processes.enter_async_context(audio_process("play", self._device))
        try:
            async with asyncio.timeout(STALLED_S):
                await self._process.read()
        except (DeviceLostError, TimeoutError) as error:
            raise await self._lost(error) from None
        self.lost_because = ""
        return self._process

    async def close(self) -> None:
        """End the process."""
        self._process = None
        await self._processes.pop_all().aclose()

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
        """Play `sound`; see `ports.Loudspeaker`."""
        async with self._one_at_a_time:
            playback = _Playback(await self.open(), next(self._numbers), rate_hz, progress)
            try:
                async with asyncio.TaskGroup() as group:
                    feeding = group.create_task(playback.feed(sound), name=f"play {turn}")
                    outcome = await self._follow(playback, turn)
                    feeding.cancel()
            except asyncio.CancelledError:
                playback.process.post(frames.pack(frames.STOP))
                self._ended(turn, Heard(playback.heard_ms, cut=True))
                raise
            if isinstance(outcome, Exception):
                raise await self._lost(outcome)
            self._ended(turn, outcome)
            if playback.failure:
                raise playback.failure
            return outcome

    def _ended(self, turn: str, heard: Heard) -> None:
        self._bus.post(SpeakingEnded(turn=turn, heard_ms=heard.heard_ms, cut=heard.cut))

    async def _follow(self, playback: "_Playback", turn: str) -> Heard | DeviceLostError | TimeoutError:
        """Watch a playback to its end."""
        while True:
            try:
                async with asyncio.timeout(STALLED_S):
                    news = await playback.news()
            except TimeoutError as error:
                if playback.starving:
                    continue
                return error
            except DeviceLostError as error:
                return error
            if "started" in news:
                self._bus.post(SpeakingStarted(turn=turn, device=str(news["started"])))
            if "finished" in news:
                return Heard(playback.heard_ms, cut=bool(news["cut"]))

    async def _lost(self, error: Exception) -> SynthesisError:
        reason = str(error) or "the audio process hangs"
        await self.close()
        if reason != self.lost_because:
            log.warning("no loudspeaker: %s", reason)
            self.lost_because = reason
            self._bus.post(LoudspeakerLost(reason=reason))
        return SynthesisError(
            f"I cannot speak: {reason}. Connect a loudspeaker; until then I answer in writing."
        )


class _Playback:
    """One answer on its way through the playback process."""

    def __init__(self, process: AudioProcess, number: int, rate_hz: int, progress: Progress) -> None:
        self.process, self._progress = process, progress
        self.failure: SynthesisError | None = None
        self._number, self._rate_hz = number, rate_hz
        self._sent = self._played = 0
        self._progressed = asyncio.Event()
        self.starving = True
        """Whether the next sound has yet to be made: then silence is no sign of trouble."""
        process.post(frames.pack_json(frames.BEGIN, number=number, rate_hz=rate_hz))

    @property
    def heard_ms(self) -> int:
        """How much left the loudspeaker so far."""
        return self._played * 1000 // self._rate_hz

    async def feed(self, sound: AsyncGenerator[Pcm]) -> None:
        """Hand the sound over, never more than AHEAD_S of it before it is played."""
        try:
            async with aclosing(sound) as pieces:
                async for pcm in pieces:
                    self.starving = False
                    for start in range(0, len(pcm), PIECE_BYTES):
                        await self._send(pcm[start : start + PIECE_BYTES])
                    await asyncio.sleep(0)  # a sentence comes all at once: others have their turn in between
                    self.starving = True
        except SynthesisError as error:
            self.failure = error
        self.starving = False
        self.process.post(frames.pack(frames.END))

    async def _send(self, pcm: Pcm) -> None:
        while self._sent - self._played > AHEAD_S * self._rate_hz:
            self._progressed.clear()
            await self._progressed.wait()
        await self.process.send(frames.pack(frames.AUDIO, pcm))
        self._sent += len(pcm) // 2

    async def news(self) -> dict[str, object]:
        """The next report about this playback. Raises DeviceLostError."""
        while True:
            _, payload = await self.process.read()
            news = frames.unpack_json(payload)
            if news.get("number") == self._number:
                self._played = int(news.get("progress", news.get("finished", self._played)))
                self._progressed.set()
                self._progress(self.heard_ms)
                return news
