"""The loudspeaker: a process that plays, stops at once, and tells how much was really heard."""

import asyncio
import itertools
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from jarvis.bus import EventBus
from jarvis.errors import BadInputError, SynthesisError
from jarvis.events import LoudspeakerLost, SpeakingEnded, SpeakingStarted, VolumeChanged
from jarvis.ports import Pcm, duration_ms, unheeded
from jarvis.speech import LONGEST_CUE_MS, Heard, Progress
from voice import frames
from voice.audio import at_rate
from voice.link import AudioProcess, DeviceLostError, audio_process
from voice.playback import Playback
from voice.reference import Played, Report, unheard

log = logging.getLogger(__name__)
OPEN_S = 5.0
"""A process that has not found its device by then hangs."""
RETURN_S = 5.0
"""So long an answer waits in mid-word for its device to come back."""
RETRY_S = 0.2
HUSHED_S = 0.25
"""A process that was told to stop says at once how much was heard."""
CUE_KEPT_S = 1.0
"""A cue that comes while the process is started is played then, unless it is older than this."""
USUAL_RATE_HZ = 22_050
"""Cues are made to fit this rate as long as nothing was said: the voice's."""


class ProcessLoudspeaker:
    """The real loudspeaker, held by a process of its own. `run` keeps that, and hears what it tells.

    Another `device` counts from the next `process` on; an answer goes on in it where it was.
    `played` is told all that goes out, speech and cues as loud as they are, in pieces of about 24 ms.
    """

    def __init__(self, bus: EventBus, device: str = "", played: Played = unheard, volume: int = 100) -> None:
        self._bus, self.device, self._heard_out, self._volume = bus, device, played, volume
        self._wanted = asyncio.Event()
        self._attempt: asyncio.Future[AudioProcess | DeviceLostError] | None = None
        self.process: AudioProcess | None = None
        self._one_at_a_time = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._current: Playback | None = None
        self._rate_hz = USUAL_RATE_HZ
        self._cue: tuple[Pcm, int, float] | None = None
        self.lost_because = ""
        """Why there is no loudspeaker, "" while there is one."""
        self.softer: Callable[[int], int] = int
        """How loud an answer may be now, given the usual percentage."""

    @property
    def pid(self) -> int | None:
        """The playback process, if one exists."""
        return self.process.pid if self.process and self.process.alive else None

    @property
    def volume(self) -> int:
        """How loud everything is, in percent."""
        return self._volume

    @volume.setter
    def volume(self, percent: int) -> None:
        if not 0 <= percent <= 100:  # noqa: PLR2004 - percent
            raise BadInputError(f"The volume goes from 0 to 100; {percent} is not in between.")
        if percent != self._volume:
            self._volume = percent
            self._post(self._loudness())
            self._bus.post(VolumeChanged(percent=percent))

    def apply(self, device: str) -> None:
        """Play there from now on; what is being said goes on there."""
        if device != self.device and self.process is not None:
            self.process.kill()
        self.device = device

    def _loudness(self) -> bytes:
        return frames.numbered(frames.VOLUME, self.softer(self._volume))

    def _post(self, frame: bytes) -> None:
        if self.process is not None:
            self.process.post(frame)

    async def run(self) -> None:
        """Start a process whenever one is wanted, and hear what it tells, until cancelled."""
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                await self._one_process()
        finally:
            self._settle(DeviceLostError("the loudspeaker was put away"))

    async def _one_process(self) -> None:
        lost = "it was put away"
        async with audio_process("play", self.device) as process:
            try:
                async with asyncio.timeout(OPEN_S):
                    await process.read()
                self._opened(process)
                while True:
                    self._told(*await process.read())
            except (DeviceLostError, TimeoutError) as error:
                lost = str(error) or "the audio process hangs"
            finally:  # whoever waits is told, however it ends
                if self.process is None:
                    self._settle(DeviceLostError(lost))
                elif self._current is not None:
                    self._current.lost(lost)
                self.process = None

    def _opened(self, process: AudioProcess) -> None:
        self.process, self.lost_because = process, ""
        self._post(self._loudness())
        self._settle(process)
        if self._cue is not None:
            pcm, rate_hz, until_s = self._cue
            if asyncio.get_running_loop().time() < until_s:
                self.cue(pcm, rate_hz)

    def _settle(self, outcome: "AudioProcess | DeviceLostError") -> None:
        if self._attempt is not None and not self._attempt.done():
            self._attempt.set_result(outcome)
        self._attempt = None

    def _told(self, kind: bytes, payload: bytes) -> None:
        if kind == frames.PLAYED:
            report = Report.unpack(payload)
            self._heard_out(report.pcm, report.rate_hz, report.at_s)
        elif kind == frames.TELL and self._current is not None:
            self._current.told(frames.unpack_json(payload))

    async def open(self) -> None:
        """Start the process if need be; `run` has to run. Raises SynthesisError when there is no device."""
        try:
            await self._reach()
        except DeviceLostError as error:
            raise self._lost(str(error)) from None

    async def _reach(self) -> AudioProcess:
        if self.process is not None and self.process.alive:
            return self.process
        if self._attempt is None:
            self._attempt = asyncio.get_running_loop().create_future()
            self._wanted.set()
        outcome = await asyncio.shield(self._attempt)
        if isinstance(outcome, DeviceLostError):
            raise outcome
        return outcome

    async def play(
        self, turn: str, sound: AsyncGenerator[Pcm], rate_hz: int, progress: Progress = unheeded
    ) -> Heard:
        """Play `sound`; see `jarvis.speech.Loudspeaker`."""

        def started(device: str) -> None:
            self._bus.post(SpeakingStarted(turn=turn, device=device))

        async with self._one_at_a_time:
            playback = Playback(rate_hz, progress, started)
            try:
                await self.open()
                problem = await self._play(turn, playback, sound)
            except asyncio.CancelledError:
                self._ended(turn, playback.heard)
                raise
            finally:
                self._current = None
            if problem:
                raise self._lost(problem)
            self._ended(turn, playback.heard)
            if playback.failure:
                raise playback.failure
            return playback.heard

    async def _play(self, turn: str, playback: Playback, sound: AsyncGenerator[Pcm]) -> str:
        async with asyncio.TaskGroup() as group:
            feeding = group.create_task(playback.feed(sound), name=f"play {turn}")
            try:
                problem = await self._carry(playback)
            except asyncio.CancelledError:
                playback.stop()
                with suppress(TimeoutError):
                    async with asyncio.timeout(HUSHED_S):
                        await playback.outcome()
                raise
            feeding.cancel()
        return problem

    async def _carry(self, playback: Playback) -> str:
        """See a playback to its end, over as many processes as it takes. Gives why it was lost, or ""."""
        clock = asyncio.get_running_loop().time
        self._current, self._rate_hz = playback, playback.rate_hz
        heard_ms, give_up_s, problem = -1, 0.0, ""
        while True:
            try:
                process = await self._reach()
                self._post(self._loudness())
                playback.attach(process, next(self._numbers))
                problem = await playback.outcome()
            except DeviceLostError as error:
                problem = str(error)
            if not problem:
                return ""
            if playback.heard_ms != heard_ms:  # it came further than before
                heard_ms = playback.heard_ms
                give_up_s = clock() + (RETURN_S if playback.begun else RETRY_S)
            if clock() >= give_up_s:
                return problem
            log.info("playing goes on in a new process: %s", problem)
            await asyncio.sleep(RETRY_S)

    def hold(self) -> None:
        """Fall silent at once and keep the place; `play` goes on waiting."""
        if self._current is not None:
            self._current.hold()

    def resume(self, back_ms: int = 0) -> None:
        """Go on after `hold`, or up to 2 s before that."""
        if self._current is not None:
            self._current.resume(back_ms)

    def cue(self, pcm: Pcm, rate_hz: int) -> None:
        """Play a short sound over everything; see `jarvis.speech.Loudspeaker`."""
        if duration_ms(pcm, rate_hz) > LONGEST_CUE_MS:
            raise ValueError(f"a cue of {duration_ms(pcm, rate_hz)} ms; {LONGEST_CUE_MS} ms is the longest")
        if self.pid is not None:
            self._cue = None
            self._post(frames.numbered(frames.CUE, self._rate_hz, pcm=at_rate(pcm, rate_hz, self._rate_hz)))
            return
        log.debug("a cue finds no loudspeaker; one is looked for")
        self._cue = pcm, rate_hz, asyncio.get_running_loop().time() + CUE_KEPT_S
        self._wanted.set()

    def _ended(self, turn: str, heard: Heard) -> None:
        self._bus.post(SpeakingEnded(turn=turn, heard_ms=heard.heard_ms, cut=heard.cut))

    def _lost(self, reason: str) -> SynthesisError:
        if reason != self.lost_because:
            log.warning("no loudspeaker: %s", reason)
            self.lost_because = reason
            self._bus.post(LoudspeakerLost(reason=reason))
        return SynthesisError(
            f"I cannot speak: {reason}. Connect a loudspeaker; until then I answer in writing."
        )
