"""One answer on its way through playback processes: what was not yet heard is kept, should one end."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from jarvis.errors import SynthesisError
from jarvis.ports import Pcm
from jarvis.speech import Heard, Progress
from voice import frames
from voice.link import AudioProcess
from voice.player import KEEP_S

log = logging.getLogger(__name__)
AHEAD_S = 5.0
"""So much sound is handed over before it is played; more waits here."""
STALLED_S = 5.0
"""Longer than this no news may stay away while something is played."""
PIECE_BYTES = 8192


class Playback:
    """Places count samples from the beginning of the answer; a process counts from what it got first."""

    def __init__(self, rate_hz: int, progress: Progress, started: Callable[[str], None]) -> None:
        self.rate_hz, self._progress, self._started = rate_hz, progress, started
        self.failure: SynthesisError | None = None
        """Why the sound ended early, if it did."""
        self.begun = self.held = False
        self.starving = True
        """Whether the next sound has yet to be made: then silence is no sign of trouble."""
        self._kept, self._base = bytearray(), 0  # the sound that may be needed again, and its place
        self._sent = self._played = self._furthest = 0
        self._process: AudioProcess | None = None
        self._number = self._origin = 0
        self._ended = False
        self._finished: Heard | None = None
        self._problem = ""
        self._news, self._room = asyncio.Event(), asyncio.Event()

    @property
    def heard_ms(self) -> int:
        """How much left the loudspeaker so far."""
        return self._played * 1000 // self.rate_hz

    @property
    def heard(self) -> Heard:
        """What became of it."""
        return self._finished or Heard(self.heard_ms, cut=True)

    def attach(self, process: AudioProcess, number: int) -> None:
        """Go on in this process, from what was really heard; there it is called `number`."""
        self._process, self._number, self._origin, self._problem = process, number, self._base, ""
        skip = self._played - self._base
        process.post(
            frames.pack_json(frames.BEGIN, number=number, rate_hz=self.rate_hz, skip=skip, held=self.held)
        )
        for start in range(0, len(self._kept), PIECE_BYTES):
            pcm = bytes(self._kept[start : start + PIECE_BYTES])
            process.post(frames.numbered(frames.SOUND, number, pcm=pcm))
        if self._ended:
            self._post(frames.END)

    def _post(self, kind: bytes, *numbers: int) -> None:
        if self._process is not None:
            self._process.post(frames.numbered(kind, self._number, *numbers))

    def lost(self, problem: str) -> None:
        """The process is gone."""
        self._process, self._problem = None, problem
        self._news.set()

    def told(self, news: Mapping[str, Any]) -> None:
        """What the process reports; of another playback it is ignored."""
        if self._process is None or news.get("number") != self._number:
            return
        if "started" in news and not self.begun:
            self.begun = True
            self._started(str(news["started"]))
        played = news.get("progress", news.get("finished"))
        if played is not None:
            self._played = min(self._sent, self._origin + int(played))
            self._furthest = max(self._furthest, self._played)
            self._forget()
            self._room.set()
            self._progress(self.heard_ms)
        if "finished" in news:
            self._finished = Heard(self.heard_ms, cut=bool(news["cut"]))
        self._news.set()

    def _forget(self) -> None:
        spare = self._furthest - int(KEEP_S * self.rate_hz) - self._base
        if spare > self.rate_hz // 2:
            del self._kept[: 2 * spare]
            self._base += spare

    async def feed(self, sound: AsyncGenerator[Pcm]) -> None:
        """Hand the sound over, never more than AHEAD_S of it before it is played."""
        try:
            async with aclosing(sound) as pieces:
                async for pcm in pieces:
                    if self.starving:
                        self.starving = False
                        self._news.set()  # the time in which nothing is told counts from here
                    for start in range(0, len(pcm), PIECE_BYTES):
                        await self._send(pcm[start : start + PIECE_BYTES])
                    await asyncio.sleep(0)  # a sentence comes all at once: others have their turn in between
                    self.starving = True
        except SynthesisError as error:
            self.failure = error
        self.starving, self._ended = False, True
        self._post(frames.END)

    async def _send(self, pcm: Pcm) -> None:
        while self._sent - self._played > AHEAD_S * self.rate_hz:
            self._room.clear()
            await self._room.wait()
        self._sent += len(pcm) // 2
        self._kept += pcm
        if self._process is not None:
            await self._process.send(frames.numbered(frames.SOUND, self._number, pcm=pcm))

    async def outcome(self) -> str:
        """Wait until it is over. Gives "", or why it was lost on the way."""
        while self._finished is None and not self._problem:
            self._news.clear()
            quiet = self.starving or self.held
            try:
                async with asyncio.timeout(STALLED_S):
                    await self._news.wait()
            except TimeoutError:
                quiet = quiet or self.starving or self.held
                if not quiet and self._process is not None:
                    log.warning("the playback process tells nothing any more")
                    self._process.kill()  # which is told as soon as it is gone
        return "" if self._finished else self._problem

    def hold(self) -> None:
        """Fall silent at once, and keep the place."""
        if not self.held:
            self.held = True
            self._post(frames.HOLD)

    def resume(self, back_ms: int) -> None:
        """Go on from there, or earlier."""
        if not self.held:
            return
        self.held = False
        self._news.set()
        back = back_ms * self.rate_hz // 1000
        if self._process is not None:
            self._post(frames.RESUME, back)
        else:
            self._played = max(self._base, self._played - back)

    def stop(self) -> None:
        """Fall silent at once, for good."""
        self._post(frames.STOP)
