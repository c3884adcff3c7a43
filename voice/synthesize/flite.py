"""flite, the small program from the system: English only, and a process for each sentence.

What is said never stands in a command line, where other users could read it: it goes through a file.
"""

import asyncio
import re
import shutil
import tempfile
import unicodedata
import wave
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

from jarvis.errors import BadInputError, SynthesisError
from jarvis.ports import Pcm
from jarvis.speech import Mark, Sound, Synthesizer
from jarvis.speech_config import SpeechConfig
from voice.synthesize.engine import LONGEST_TEXT, PAUSE, SPEECH_HZ, Offer
from voice.synthesize.pieces import Pieces

USUAL_VOICE = "slt"
NOT_INSTALLED = "flite is not installed. Install the system package flite, or set another speech.engine."
_USUAL_WPM, _USUAL_PITCH, _WIDEST_SHIFT = 175, 50, 0.5
_PHONE = re.compile(r"(\S+):(\d+\.\d+)")
_VOICES = "Voices available:"


class Flite:
    """The engine; `program` is its name, or its path."""

    name = "flite"

    def __init__(self, program: str = "flite") -> None:
        self._program = program
        self._voices: tuple[str, ...] = ()

    @property
    def installed(self) -> bool:
        """Whether there is such a program."""
        return shutil.which(self._program) is not None

    def synthesizer(self, voice: str, config: SpeechConfig) -> Synthesizer:
        """One of the voices that flite brings."""
        return FliteVoice(self, voice or USUAL_VOICE, config)

    async def offers(self) -> tuple[Offer, ...]:
        """The voices that are built into the program; all of them speak English."""
        try:
            return tuple(Offer(self.name, voice, "en") for voice in await self.voices())
        except SynthesisError as error:
            return (Offer(self.name, USUAL_VOICE, "en", str(error)),)

    async def voices(self) -> tuple[str, ...]:
        """What the program says it has; asked once. Raises SynthesisError."""
        if not self._voices:
            told = await self.run("-lv")
            _, found, names = told.partition(_VOICES)
            if not found:
                raise SynthesisError(f"{self._program} does not tell its voices. Install flite again.")
            self._voices = tuple(sorted(set(names.split())))
        return self._voices

    async def run(self, *arguments: str) -> str:
        """What the program prints. Cancelled, it is killed. Raises SynthesisError."""
        path = shutil.which(self._program)
        if path is None:
            raise SynthesisError(NOT_INSTALLED)
        try:
            process = await asyncio.create_subprocess_exec(
                path, *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True
            )
        except OSError as error:
            raise SynthesisError(f"flite cannot be started ({error.strerror}). Install it again.") from None
        try:
            printed, _ = await process.communicate()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await asyncio.shield(process.wait())
        if process.returncode != 0:
            raise SynthesisError(f"flite ended with {process.returncode} and said nothing.")
        return printed.decode(errors="replace")

    async def close(self) -> None:
        """Each process is gone with its sentence."""


class FliteVoice:
    """One voice."""

    name, rate_hz = Flite.name, SPEECH_HZ

    def __init__(self, flite: Flite, voice: str, config: SpeechConfig) -> None:
        self._flite, self._voice, self._volume = flite, voice, config.volume
        pitch = 1 + (config.pitch - _USUAL_PITCH) / _USUAL_PITCH * _WIDEST_SHIFT
        self._how = [
            *("-voice", voice),
            *("--setf", f"duration_stretch={_USUAL_WPM / config.words_per_minute:.3f}"),
            *("--setf", f"f0_shift={pitch:.3f}"),
        ]

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in pieces; the first when the sentence is done. Phonemes are flite's own, as in "ae"."""
        letters = plain(text)
        if not any(letter.isalnum() for letter in letters):
            raise BadInputError("flite can only say what is written in Latin letters.")
        if self._voice not in await self._flite.voices():  # else it takes another one, or a file
            raise SynthesisError(
                f"flite has no voice called “{self._voice}”. `jarvis voices list` shows those it has."
            )
        with tempfile.TemporaryDirectory(prefix="jarvis-", ignore_cleanup_errors=True) as folder:
            written, spoken = Path(folder) / "text", Path(folder) / "sound.wav"
            written.write_text(letters)
            printed = await self._flite.run(*self._how, "-psdur", "-f", str(written), "-o", str(spoken))
            rate_hz, pcm = await asyncio.to_thread(_read, spoken)
        marks, pieces = phones(printed), Pieces(rate_hz, self._volume)
        for piece in pieces.feed(pcm, last=True):
            yield Sound(piece, phonemes=marks)
            marks = ()


def plain(text: str) -> str:
    """The text in the letters that flite knows."""
    letters = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).encode("ascii", errors="ignore").decode()
    return "".join(letter if letter.isprintable() else " " for letter in letters)


def phones(printed: str) -> tuple[Mark, ...]:
    """What `-psdur` prints, a line for each utterance: each phone and the second at which it ends."""
    marks, began_ms = [], 0
    for line in printed.splitlines():
        at_ms = began_ms
        for phone, ends_s in _PHONE.findall(line):
            marks.append(Mark(PAUSE if phone == "pau" else phone, at_ms))
            at_ms = began_ms + int(float(ends_s) * 1000)
        began_ms = at_ms
    return tuple(marks)


def _read(file: Path) -> tuple[int, Pcm]:
    try:
        with wave.open(str(file)) as sound:
            if (sound.getnchannels(), sound.getsampwidth()) == (1, 2):
                return sound.getframerate(), sound.readframes(sound.getnframes())
    except (OSError, EOFError, wave.Error):
        pass
    raise SynthesisError("flite did not write the sound it was asked for. Is there room on the disk?")
