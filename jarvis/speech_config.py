"""The settings of the voice: which engine speaks, and how it sounds."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from jarvis.section import Section

VOICE = r"^([A-Za-z0-9][A-Za-z0-9_+.-]{0,79})?$"
"""A voice's name; "" is the usual one of its engine."""
EngineName = Literal["auto", "espeak", "pyttsx3", "piper", "flite"]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
_Chosen = Annotated[str, Field(pattern=r"^(espeak|pyttsx3|piper|flite):[A-Za-z0-9][A-Za-z0-9_+.-]{0,79}$")]


def _pairs(value: object) -> object:
    """Names and values, as one writes them in an environment variable: `de=espeak:de,fr=espeak:fr`."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=")[::2] for part in value.split(",") if part.strip()]
    return {language.strip(): voice.strip() for language, voice in pairs}


class SpeechConfig(Section):
    """How Jarvis sounds. Each engine keeps to speed, pitch and volume as far as it can."""

    engine: EngineName = "auto"
    """What turns text into speech. "auto" is espeak on Linux, pyttsx3 on Windows and macOS."""
    voice: Annotated[str, Field(pattern=VOICE)] = ""
    """A voice of that engine, see `jarvis voices list`. Empty takes its usual one."""
    model: str = ""
    """The folder of a Piper voice of your own: one .onnx file, with its .onnx.json beside it."""
    words_per_minute: Annotated[int, Field(ge=80, le=450)] = 175
    """How fast it speaks."""
    pitch: Annotated[int, Field(ge=0, le=99)] = 50
    """How high the voice is; 50 is as the voice was made."""
    volume: Annotated[int, Field(ge=0, le=200)] = 100
    """How loud the voice is, in percent of what its engine makes; all that is played: `audio.volume`."""
    languages: Annotated[dict[_Language, _Chosen], BeforeValidator(_pairs)] = {}  # noqa: RUF012 - a default is copied
    """Voices for answers in other languages: `{de: "espeak:de", fr: "piper:fr_FR-siwis-low"}`."""
