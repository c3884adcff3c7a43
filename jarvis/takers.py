"""Who takes new settings while Jarvis runs: for each section the part that it is for."""

import asyncio
from collections.abc import Mapping

from jarvis import log, paths
from jarvis.config import Config
from jarvis.config_watch import Taker
from jarvis.interruption import policy_of
from jarvis.rooms import Rooms
from voice.devices import LOUDSPEAKER, MICROPHONE, keep
from voice.microphone import ProcessMicrophone

_TRIAL = "Hello."


class Takers:
    """One line a section. What was chosen by voice or in the terminal gives way to a new setting."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def table(self) -> Mapping[str, Taker]:
        """The sections of which something can be taken at once, see `jarvis.config_terms.AT_ONCE`."""
        rooms = self._rooms
        return {
            "wake": lambda _, new: rooms.wake.apply(new.wake),
            "listen": self._listen,
            "speech": self._speech,
            "audio": self._audio,
            "memory": lambda _, new: rooms.minds.memory.apply(new.memory.keep_days),
            "latency": lambda _, new: rooms.watch.monitor.apply(new.latency.budgets_ms()),
            "interruption": self._interruption,
            "echo": lambda _, new: rooms.echo.apply(new.echo, new.interruption),
            "earcons": lambda _, new: rooms.earcons.apply(new.earcons),
            "ducking": lambda _, new: rooms.ducking.apply(new.ducking),
            "quiet": lambda _, new: rooms.quiet.apply(new.quiet.begins, new.quiet.ends, new.quiet.volume),
            "captions": lambda _, new: rooms.captions.apply(new.captions.notify),
            "weather": self._web,
            "web": self._web,
            "log": lambda _, new: log.set_level(new.log.level),
        }

    def _listen(self, _: Config, new: Config) -> None:
        rooms = self._rooms
        rooms.config = rooms.config.model_copy(update={"listen": new.listen})
        rooms.keepsakes.apply(new.listen.keep_turns)
        for part in (rooms.listeners, rooms.stops, rooms.calls):
            if part is not None:
                part.apply(new.listen)

    async def _speech(self, old: Config, new: Config) -> None:
        """A voice that does not speak is not taken. Raises SynthesisError."""
        voices, wanted = self._rooms.voices, new.speech
        if (old.speech.engine, old.speech.voice) == (wanted.engine, wanted.voice):
            engine, voice = voices.chosen  # perhaps by `jarvis voices use`
            wanted = wanted.model_copy(update={"engine": engine, "voice": voice})
        else:
            await self._rooms.voices.check(wanted, _TRIAL)
            paths.voice_choice().unlink(missing_ok=True)
        voices.apply(wanted)

    async def _audio(self, old: Config, new: Config) -> None:
        rooms, wanted = self._rooms, new.audio
        rooms.config = rooms.config.model_copy(update={"audio": wanted})
        if wanted.volume != old.audio.volume:
            paths.volume_mark().unlink(missing_ok=True)
            rooms.loudspeaker.volume = wanted.volume
        chosen = rooms.microphone.wanted
        for kind in (MICROPHONE, LOUDSPEAKER):
            if getattr(wanted, kind) != getattr(old.audio, kind):
                await asyncio.to_thread(keep, paths.device_choice(), kind, None)
        if wanted.loudspeaker != old.audio.loudspeaker:
            rooms.loudspeaker.apply(wanted.loudspeaker)
        if isinstance(rooms.microphone, ProcessMicrophone):
            changed = wanted.microphone != old.audio.microphone
            await rooms.microphone.apply(wanted.microphone if changed else chosen, wanted.silent_s)

    def _interruption(self, _: Config, new: Config) -> None:
        self._rooms.pipeline.sessions.apply(policy_of(new.interruption))
        self._rooms.echo.apply(new.echo, new.interruption)

    def _web(self, _: Config, new: Config) -> None:
        self._rooms.house.weather, self._rooms.house.web = new.weather, new.web
