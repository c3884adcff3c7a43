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

_SKY = (
    "(rain|raining|rainy|snow|snowing|snowy|cold|warm|hot|sunny|windy|cloudy|freezing|dry|wet|nice"
    "|stormy|foggy"
    "|nice weather|nice out|cool|chilly|icy|mild|a nice day|pouring|storm)"
)


@skill(
    "[tell me] (what[ is|'s]|how[ is|'s]|whats|hows|the) [the] weather [like|doing|looking|outside"
    "|report] [(now|outside|right now|out there|like)]",
    "[tell me] (what[ is|'s]|how[ is|'s]|what will|how will) the weather [going to] [be] [like|looking"
    "|look] [for|on] {day} [(be|look|going to be)] [like]",
    "(what[ is|'s]|tell me|give me|show me|check|get me|I want to know|I'd like to know) [the] "
    "[weather] forecast [for [on] {day}]",
    "(what[ is|'s]|tell me|give me) [the] [weather] forecast [{day}]",
    "(tell me|give me|show me|check|get me|I want to know|I'd like to know) the weather [for|on] [{day}]",
    "(what[ is|'s]|how[ is|'s]|tell me) the (weather|temperature) [like] in {place}",
    "(what[ is|'s]|tell me|give me) the (weather|forecast|weather forecast) (for|in) {place}",
    "[the] weather [forecast] [for] [{day}]",
    "[the] (weather|forecast|weather forecast) (in|for) {place}",
    "[the] forecast [for] [{day}]",
    "(will it|will there be|is it going to|is it gonna|is there going to be|does it look like) [be] "
    f"{_SKY} [for|on] [{{day}}]",
    f"(will|is) it [be] {_SKY} [(outside|now|right now|out there|out|there)]",
    "(any|will there be any|are we getting any|any chance of|is there a chance of|chance of) (rain"
    "|snow|sun|frost|storms) [for|on] [{day}]",
    "how (cold|warm|hot|windy|wet) is it [(outside|now|right now|out|out there)]",
    "how (cold|warm|hot|windy|wet) (will it|is it going to) (be|get) [on] [{day}]",
    "(do|will|should|must) I [need|take|bring|wear|to take] (an umbrella|a coat|a jacket|my umbrella"
    "|my coat|a raincoat|boots) [(outside|with me)] [for|on] [{day}]",
    "[tell me] what[ is|'s] (the temperature|it like) [like] [(outside|now|right now|out|out there)]",
    "(the temperature|temperature) [outside]",
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
