"""The settings of good manners: short sounds, other players, the night, and words on the screen."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from jarvis.section import Section


class EarconsConfig(Section):
    """Short sounds that tell what happens."""

    woken: bool = True
    """The wake word was heard: speak."""
    heard: bool = False
    """What was said is being worked on."""
    error: bool = True
    """It was not understood, or went wrong."""
    ringing: bool = True
    """A timer or an alarm is due, also in quiet hours."""
    volume: Annotated[int, Field(ge=0, le=100)] = 40
    """How loud they are, in percent."""


class DuckingConfig(Section):
    """Other players, while Jarvis listens and speaks."""

    enabled: bool = True
    """Whether they are made softer."""
    percent: Annotated[int, Field(ge=0, le=100)] = 30
    """They keep so much of their volume."""


class QuietConfig(Section):
    """The hours in which nobody is to be disturbed, such as 22:00 to 07:00; empty is never."""

    begins: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    """When they begin, such as 22:00."""
    ends: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    """When they end, such as 07:00."""
    volume: Annotated[int, Field(ge=0, le=100)] = 40
    """How loud answers are then, in percent. What nobody asked for is only shown."""

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if bool(self.begins) != bool(self.ends):
            missing = "ends" if self.begins else "begins"
            raise PydanticCustomError("hours", f"Set `quiet.{missing}` too, or neither")
        if self.begins and self.begins == self.ends:
            raise PydanticCustomError("hours", "They end in the moment they begin: set another time")
        return self


class CaptionsConfig(Section):
    """What is said, on the screen."""

    notify: Literal["auto", "always", "never"] = "auto"
    """As notifications of the desktop: "auto" does so when it cannot be heard."""
