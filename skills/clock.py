"""The time and the date, here and elsewhere."""

import asyncio
from datetime import datetime

from jarvis import house, skill
from jarvis.due_words import in_words, time_in_words
from jarvis.zones import Place, find

UNKNOWN = "I don't know where that is. Name a large city or a country."


@skill(
    "what time is it [now|right now]",
    "what[ is|'s] the time [now|right now]",
    "what time [do we have|have we got]",
    "[tell me|say] [what] [the] time [it is]",
    "do you (know|have) [what] the time [it is]",
    "do you know what time it is",
    example="what time is it",
    reads=True,
)
async def tell_time() -> str:
    """Say the time."""
    return f"It is {time_in_words(house().now())}."


@skill(
    "what[ is|'s] [the date|today's date] [today]",
    "what[ is|'s] the date [today]",
    "what (day|date) is (it|today) [today]",
    "what day of the week is (it|today) [today]",
    "[tell me|say] (the date|today's date|what day it is)",
    example="what day is it",
    reads=True,
)
async def tell_date() -> str:
    """Say the day and the date."""
    now = house().now()
    return f"It is {now:%A}, {now:%B} {now.day}, {now.year}."


@skill(
    "what time is it [now|right now] [over] in {place} [now|right now]",
    "what time [is it|do they have] (in|over in) {place}",
    "what[ is|'s] the [current|local] time [now|right now] [over] in {place} [now|right now]",
    "how late is it [now] [over] in {place}",
    "[tell me|say|give me] [what] [the] [current] time [it is] [over] in {place} [now|right now]",
    "do you know what time it is [over] in {place}",
    "what[ is|'s] the date in {place}",
    "what day is it in {place}",
    example="what time is it in Tokyo",
    reads=True,
)
async def time_in(place: str) -> str:
    """Say the time in another city or country."""
    now, there = house().now(), await asyncio.to_thread(find, place)
    if there is None:
        return UNKNOWN
    times = await asyncio.to_thread(there.times, now)
    first, last = (_moment(one, now) for one in (times[0], times[-1]))
    if first == last:
        return f"In {_shown(there)} it is {first}."
    both = f"{first} or {last}" if len(times) == 2 else f"between {first} and {last}"  # noqa: PLR2004 - two
    return f"In {_shown(there)} it is {both}, by the place. Ask me for a city."


@skill(
    "(how many hours|how far) (ahead|behind) [of (us|me|here)] is {place}",
    "what[ is|'s] the time difference (to|with|between here and|between us and) {place}",
    "how many hours [is] {place} (ahead|behind) [of (us|me|here)]",
    example="what is the time difference to Tokyo",
    reads=True,
)
async def tell_difference(place: str) -> str:
    """Tell how far ahead or behind the clocks elsewhere are."""
    now, there = house().now(), await asyncio.to_thread(find, place)
    if there is None:
        return UNKNOWN
    times = await asyncio.to_thread(there.times, now)
    if len(times) > 1:
        return f"{_shown(there, first=True)} has {len(times)} time zones. Ask me for a city."
    seconds = times[0].replace(tzinfo=None) - now.replace(tzinfo=None)
    ahead = round(seconds.total_seconds() / 60) * 60
    if not ahead:
        return f"{_shown(there, first=True)} has the same time as you."
    return f"{_shown(there, first=True)} is {in_words(abs(ahead))} {'ahead' if ahead > 0 else 'behind'}."


def _moment(there: datetime, now: datetime) -> str:
    """The time, and the day if it is another one there."""
    day = f" on {there:%A}" if there.date() != now.date() else ""
    return f"{time_in_words(there)}{day}"


def _shown(place: Place, *, first: bool = False) -> str:
    """A name as it is written: "the United States"."""
    small = {"the", "of", "and", "de"}
    words = [word if word in small else word.capitalize() for word in place.name.casefold().split()]
    name = " ".join(words)
    return name[:1].upper() + name[1:] if first else name
