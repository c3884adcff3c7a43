"""A sound file in the place of the microphone: for tests, for shows, and where there is no microphone.

The setting is `audio.microphone: file:/path/to/speech.flac`. Options follow a question mark, `&` between
them: `loop` begins again at the end; `rate=44100`, `channels=2` and `format=s16le` (or `f32le`) tell how
to read sound without a header.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from urllib.parse import parse_qsl

from jarvis.bus import EventBus
from jarvis.errors import BadInputError
from jarvis.events import MicrophoneLost, MicrophoneMuted, MicrophoneOpened, MicrophoneUnmuted
from jarvis.headerless import SUFFIXES, headerless
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, Pcm
from voice.audio import Recording

log = logging.getLogger(__name__)
RETRY_S = 1.0
"""Pause before a file that could not be opened is tried again."""
_KIND = "file:"
_SILENCE = bytes(CHUNK_BYTES)


def file_microphone(bus: EventBus, mark: Path, wanted: str) -> "FileMicrophone | None":
    """The microphone that the setting `wanted` asks for, None if it names a device."""
    if not wanted.startswith(_KIND):
        return None
    return FileMicrophone(bus, mark, wanted.removeprefix(_KIND), asyncio.get_running_loop().time)


class FileMicrophone:
    """A microphone like the real one; what it hears is in a file, from its beginning to its end.

    With a `clock` (in seconds) it takes as long as the sound does, and silence follows for ever. Without
    one it is read as fast as it is taken, and ends. Muted it reads nothing; unmuted it begins again.
    """

    def __init__(
        self, bus: EventBus, mark: Path, place: str, clock: Callable[[], float] | None = None
    ) -> None:
        self._bus, self._mark, self._clock = bus, mark, clock
        name, divider, options = place.rpartition("?")
        self._options = dict(parse_qsl(options, keep_blank_values=True)) if divider else {}
        self._file = Path(name if divider else place).absolute()
        self._loop = self._options.pop("loop", None) is not None
        self._mute_changed = asyncio.Event()
        self._mutes = 0
        self.open_on = ""
        """The file in use, "" while there is none."""
        self.lost_because = ""
        """Why there is none."""
        self.pid: int | None = None
        """No process is needed."""

    @property
    def problem(self) -> str:
        """Why nothing is heard, "" while all is well."""
        return self.lost_because

    @property
    def wanted(self) -> str:
        """The file, as it was named."""
        return f"file:{self._file}"

    async def use(self, device: str) -> None:
        """Not as long as the settings name a file."""
        del device
        raise BadInputError(
            f"The settings use {self._file} as the microphone. Remove `audio.microphone` there."
        )

    @property
    def muted(self) -> bool:
        """Whether the user muted."""
        return self._mark.exists()

    async def rest(self, *, on: bool) -> None:
        """A file stays what it is while the computer sleeps; there is no process to end."""

    async def mute(self, *, on: bool) -> None:
        """Stop or begin to read, across restarts. After `on` nothing more of the file is heard."""
        if on == self.muted:
            return
        if on:
            self._mark.touch(mode=0o600)
            self._mutes += 1
        else:
            self._mark.unlink(missing_ok=True)
        self._bus.post(MicrophoneMuted() if on else MicrophoneUnmuted())
        self._mute_changed.set()

    async def chunks(self) -> AsyncGenerator[Pcm]:
        """Chunks of 20 ms, an empty one after each interruption; see `ports.Microphone`."""
        if self.muted:
            self._bus.post(MicrophoneMuted())
        while True:
            yield b""
            while self.muted:
                await self._changed()
            mutes, began = self._mutes, False
            try:
                async with aclosing(self._in_time()) as sound:
                    async for chunk in sound:
                        if mutes != self._mutes:
                            break
                        began = True
                        yield chunk
                    else:
                        return
            except BadInputError as error:
                self._lost(f"{self._file}: {error}".removesuffix("."))
                with suppress(TimeoutError):  # what broke in the middle is not said over and over again
                    async with asyncio.timeout(None if began else RETRY_S):
                        await self._changed()
            finally:
                self.open_on = ""

    async def _changed(self) -> None:
        self._mute_changed.clear()
        await self._mute_changed.wait()

    async def _in_time(self) -> AsyncGenerator[Pcm]:
        """Each chunk when a sound card would have it."""
        began_s, count = None, 0
        async with aclosing(self._in_file()) as sound:
            async for chunk in sound:
                if self._clock is None:
                    await asyncio.sleep(0)
                else:
                    began_s = self._clock() if began_s is None else began_s
                    count += 1
                    await asyncio.sleep(began_s + count * CHUNK_MS / 1000 - self._clock())
                yield chunk

    async def _in_file(self) -> AsyncGenerator[Pcm]:
        """What the file holds; then silence, if time goes on. Raises BadInputError."""
        while True:
            recording = await asyncio.to_thread(self._opened)
            sound = await asyncio.to_thread(recording.read)
            if not sound:
                raise BadInputError("There is no sound in it.")
            self._tell()
            rest = b""
            while sound:
                sound = rest + sound
                whole = len(sound) - len(sound) % CHUNK_BYTES
                for start in range(0, whole, CHUNK_BYTES):
                    yield sound[start : start + CHUNK_BYTES]
                rest, sound = sound[whole:], await asyncio.to_thread(recording.read)
            if rest:
                yield rest.ljust(CHUNK_BYTES, b"\0")
            if not self._loop:
                break
        self.open_on += ", at its end"
        while self._clock is not None:
            yield _SILENCE

    def _opened(self) -> Recording:
        try:
            if not self._file.is_file():  # a pipe would be waited for, perhaps for ever
                raise BadInputError("There is no such file.")
            self._file.open("rb").close()
        except (OSError, ValueError) as error:
            raise BadInputError(f"It cannot be read ({getattr(error, 'strerror', error)}).") from None
        raw = headerless(self._options)
        if raw is None and self._file.suffix.lower() in SUFFIXES:
            raise BadInputError("It has no header that tells its rate. Add `?rate=HZ` to its name.")
        return Recording(self._file, raw)

    def _tell(self) -> None:
        if self.open_on:
            return
        self.open_on, self.lost_because = f"file {self._file}", ""
        self._bus.post(MicrophoneOpened(device=self.open_on))

    def _lost(self, reason: str) -> None:
        if reason != self.lost_because:  # said once, not at every new attempt
            log.warning("no microphone: %s", reason)
            self.lost_because = reason
            self._bus.post(MicrophoneLost(reason=reason))
