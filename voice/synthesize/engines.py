"""Which engines there are here, and the voice that the user chose last with `jarvis voices use`."""

import logging
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jarvis.errors import FolderError, SynthesisError
from jarvis.speech_config import VOICE, SpeechConfig
from voice.synthesize.engine import Engine
from voice.synthesize.espeak import Espeak
from voice.synthesize.espeak_library import EspeakLibrary
from voice.synthesize.flite import Flite
from voice.synthesize.piper import Piper
from voice.synthesize.pyttsx3 import Pyttsx3
from voice.synthesize.voices import engine_of

log = logging.getLogger(__name__)
_LARGEST = 1_000
_STRONGER = ("JARVIS_SPEECH__ENGINE", "JARVIS_SPEECH__VOICE", "JARVIS_SPEECH__MODEL")


class Choice(BaseModel):
    """What was chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    engine: Literal["espeak", "pyttsx3", "piper", "flite"]
    voice: Annotated[str, Field(pattern=VOICE)] = ""


def kept(file: Path) -> Choice | None:
    """What was chosen last; None if nothing was, or what is written there is damaged."""
    try:
        with file.open("rb") as text:
            return Choice.model_validate_json(text.read(_LARGEST))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        log.warning("%s is damaged, so the voice of the settings is used. Choose one again.", file)
        return None


def keep(file: Path, choice: Choice) -> None:
    """Write it down, for the owner alone; whoever reads it finds all of it or what was there before."""
    part = file.with_name(f"{file.name}.part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as text:
            text.write(choice.model_dump_json())
        part.replace(file)
    except OSError as error:
        raise FolderError(
            f"The choice cannot be kept in {file} ({error.strerror}). Check the folder's permissions."
        ) from None


def stronger(environ: Mapping[str, str]) -> str:
    """The environment variable that sets the voice and wins over what was chosen; "" if there is none."""
    return next((name for name in environ if name.upper() in _STRONGER), "")


@asynccontextmanager
async def open_engines(
    config: SpeechConfig, choice: Choice | None = None
) -> AsyncGenerator[tuple[dict[str, Engine], SpeechConfig]]:
    """The engines, and the settings with the user's choice in them; all are put away at the end.

    Raises SynthesisError when the settings name a voice that espeak does not have.
    """
    async with AsyncExitStack() as stack:
        library = EspeakLibrary()
        stack.callback(library.close)
        espeak = Espeak(library)
        found: tuple[Engine, ...] = (espeak, Flite(), Piper(library, config.model), Pyttsx3())
        engines = {engine.name: engine for engine in found}
        for engine in found:
            stack.push_async_callback(engine.close)
        if choice is not None:
            chosen = config.model_copy(update=choice.model_dump())
            try:
                await _check(espeak, chosen)
            except SynthesisError as error:
                log.warning("The voice that was chosen is left out: %s", error)
            else:
                config = chosen
        await _check(espeak, config)
        yield engines, config


async def _check(espeak: Espeak, config: SpeechConfig) -> None:
    if engine_of(config) == espeak.name:
        await espeak.check(config.voice)
