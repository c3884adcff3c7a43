"""The settings of the weather, which is off: to tell it something has to leave this computer."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from jarvis.section import Section


class WeatherConfig(Section):
    """Whether the weather may be asked for from open-meteo.com, and for where."""

    allow_network: bool = False
    """Whether the latitude and longitude below may be sent there, when you ask for the weather."""
    place: Annotated[str, Field(max_length=60)] = ""
    """What the place is called; it is only said, and never sent."""
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    """Where that is, such as 52.5; south of the equator below 0."""
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    """Where that is, such as 13.4; west of Greenwich below 0."""
    fahrenheit: bool = False
    """Whether temperatures are told in degrees Fahrenheit."""
    url: Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?(/[\w./-]*)?$")] = (
        "https://api.open-meteo.com/v1/forecast"
    )
    """Another server that speaks as Open-Meteo does, such as one of your own."""

    @model_validator(mode="after")
    def _where(self) -> Self:
        for name in ("latitude", "longitude"):
            if self.allow_network and getattr(self, name) is None:
                raise PydanticCustomError("place", f"Set `weather.{name}` too, in degrees such as 52.5")
        return self
