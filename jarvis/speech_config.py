"""The settings of the voice: which engine speaks, and how it sounds."""

from typing import Annotated

from pydantic import Field

from jarvis.section import Section


class SpeechConfig(Section):
    """How Jarvis sounds."""

    voice: Annotated[str, Field(pattern=r"^[A-Za-z0-9_+-]{1,40}$")] = "en-us"
    """An espeak-ng voice name."""
    words_per_minute: Annotated[int, Field(ge=80, le=450)] = 175
    pitch: Annotated[int, Field(ge=0, le=99)] = 50
    volume: Annotated[int, Field(ge=0, le=200)] = 100
