"""What Open-Meteo tells of the weather, and how one says it. Only its numbers are used, never its words."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

Degrees = Annotated[float, Field(ge=-120, le=150, allow_inf_nan=False)]
Speed = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
Code = Annotated[int, Field(ge=0, le=99)]
Chance = Annotated[int, Field(ge=0, le=100)]
_LONGEST = 16
_CODES = (
    (0, "a clear sky"), (1, "a mostly clear sky"), (2, "some clouds"), (3, "a cloudy sky"), (45, "fog"),
    (51, "drizzle"), (56, "freezing drizzle"), (61, "light rain"), (63, "rain"), (65, "heavy rain"),
    (66, "freezing rain"), (71, "light snow"), (73, "snow"), (75, "heavy snow"), (77, "snow grains"),
    (80, "showers"), (82, "heavy showers"), (85, "snow showers"), (95, "a thunderstorm"),
    (96, "a thunderstorm with hail"),
)  # fmt: skip
"""From this code of the WMO on, to the next one."""


class Current(BaseModel):
    """Now: degrees, a code of the WMO, and the wind in kilometers per hour."""

    temperature_2m: Degrees
    weather_code: Code
    wind_speed_10m: Speed


class Daily(BaseModel):
    """The days to come, an entry of each list for a day; it may not know the chance of rain."""

    time: Annotated[list[date], Field(max_length=_LONGEST)]
    weather_code: Annotated[list[Code | None], Field(max_length=_LONGEST)]
    temperature_2m_max: Annotated[list[Degrees | None], Field(max_length=_LONGEST)]
    temperature_2m_min: Annotated[list[Degrees | None], Field(max_length=_LONGEST)]
    precipitation_probability_max: Annotated[list[Chance | None], Field(max_length=_LONGEST)]


class Forecast(BaseModel):
    """An answer of Open-Meteo."""

    current: Current
    daily: Daily

    def now(self, place: str) -> str:
        """The weather at this moment."""
        current = self.current
        return (
            f"In {place} it is {_degrees(current.temperature_2m)} now, with {sky(current.weather_code)} "
            f"and wind of {round(current.wind_speed_10m)} kilometers per hour."
        )

    def on(self, day: date, called: str) -> str:
        """A day, "" if nothing is known of it; `called` as in "today", "on Friday"."""
        if day not in self.daily.time:
            return ""
        at, daily = self.daily.time.index(day), self.daily
        lists = (daily.temperature_2m_min, daily.temperature_2m_max, daily.weather_code)
        low, high, code = (one[at] if at < len(one) else None for one in lists)
        if low is None or high is None or code is None:
            return ""
        chances = daily.precipitation_probability_max
        chance = chances[at] if at < len(chances) else None
        rain = "" if chance is None else f", and the chance of rain is {chance} percent"
        span = f"between {round(low)} and {_degrees(high)}" if round(low) != round(high) else _degrees(high)
        return f"{called[0].upper()}{called[1:]} it will be {span}, with {sky(int(code))}{rain}."


def read(text: str) -> Forecast | None:
    """The forecast, None if this is none."""
    try:
        return Forecast.model_validate_json(text)
    except ValidationError:
        return None


def sky(code: int) -> str:
    """A code of the WMO in words."""
    return [words for first, words in _CODES if first <= code][-1]


def _degrees(value: float) -> str:
    whole = round(value)
    return f"{whole} {'degree' if abs(whole) == 1 else 'degrees'}"
