"""The weather. Off, until the settings allow to ask for it: it cannot be known without asking outside."""

from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from jarvis import house, skill
from jarvis.errors import SkillError
from jarvis.skill_fetch import fetch
from jarvis.weather_config import WeatherConfig
from jarvis.weather_words import Forecast, read

OFF = (
    "The weather is off, because nothing leaves this computer. To switch it on, set weather.allow_network, "
    "weather.latitude and weather.longitude in the settings."
)
DAYS = 7
_FINE = 200
_DEGREES_SENT = 2
"""Decimal places of the latitude and longitude: about a kilometer."""


@skill(
    "(what[ is|'s]|how[ is|'s]|tell me) the weather [like] [now|outside|right now]",
    "(what[ is|'s]|how[ is|'s]|what will|how will) the weather [be] [like] [for|on] {day} [be like]",
    "(what[ is|'s]|tell me) the [weather] forecast [for {day}]",
    "(what[ is|'s]|how[ is|'s]) the weather [like] in {place}",
    "(what[ is|'s]|tell me) the weather [forecast] (for|in) {place}",
    "[the] weather [forecast] [for] [{day}]",
    "[the] weather [forecast] (in|for) {place}",
    "(will it|is it going to) (rain|snow) [on] [{day}]",
    "is it (raining|snowing|cold|warm|hot|sunny|windy) [outside|now|right now]",
    "how (cold|warm|hot|windy) is it [outside|now|right now]",
    "how (cold|warm|hot|windy) will it be [on] [{day}]",
    "(do|will) I need (an umbrella|a coat|a jacket) [on] [{day}]",
    "what[ is|'s] the temperature [outside|now|right now]",
    example="what is the weather like",
    reads=True,
)
async def weather(day: date | None = None, place: str = "") -> str:
    """Tell the weather, if you have switched that on."""
    settings, today = house().weather, house().now().date()
    if not settings.allow_network or settings.latitude is None or settings.longitude is None:
        return OFF
    here = settings.place or "your place"
    if place and place.casefold() != here.casefold():
        return f"I may ask for the weather in {here} only, which stands in your settings."
    wanted = day or today
    if not today <= wanted < today + timedelta(days=DAYS):
        return f"I know the weather of today and the next {DAYS - 1} days."
    forecast = await _asked(settings)
    told = forecast.on(wanted, called(wanted, today))
    if wanted == today:
        return f"{forecast.now(here)} {told}".rstrip()
    return told or "The weather service does not know that day."


def called(day: date, today: date) -> str:
    """A day as one says it."""
    near = {0: "today", 1: "tomorrow"}
    return near.get((day - today).days, f"on {day:%A}")


async def _asked(settings: WeatherConfig) -> Forecast:
    """What the weather service tells. Raises SkillError, a sentence."""
    query = {
        "latitude": round(settings.latitude or 0.0, _DEGREES_SENT),
        "longitude": round(settings.longitude or 0.0, _DEGREES_SENT),
        "current": "temperature_2m,weather_code,wind_speed_10m",
        "daily": "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max",
        "temperature_unit": "fahrenheit" if settings.fahrenheit else "celsius",
        "timezone": "auto",
        "forecast_days": DAYS,
    }
    answer = await fetch([urlsplit(settings.url).netloc], f"{settings.url}?{urlencode(query, safe=',')}")
    if answer["status"] != _FINE:
        raise SkillError(f"The weather service refused ({answer['status']}). Please try again later.")
    forecast = read(str(answer["text"]))
    if forecast is None:
        raise SkillError("The weather service sent something that is no forecast. Please try again later.")
    return forecast
