"""The settings of the key to talk."""

from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from jarvis.chord import Chord
from jarvis.section import Section


def _readable(text: str) -> str:
    try:
        return Chord.of(text).text if text.strip() else ""
    except ValueError as error:
        raise PydanticCustomError("chord", "{why}", {"why": str(error)}) from None


class HotkeyConfig(Section):
    """A key to talk, whichever program has the keyboard."""

    chord: Annotated[str, AfterValidator(_readable)] = ""
    """The key, such as ctrl+alt+j; empty watches no key."""
    mode: Literal["hold", "toggle"] = "hold"
    """Whether Jarvis listens as long as the key is held, or from one press to the next."""
