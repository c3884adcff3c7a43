"""The time and the date, here and elsewhere."""

import asyncio
from datetime import datetime
from typing import Self

from jarvis import house, skill
from jarvis.due_words import in_words, time_in_words
from jarvis.zones import Place, find

_LONGEST = 30
UNKNOWN = "I don't know where that is. Name a large city or a country."


class City(str):
    """A place that is surely known: "London time" says nothing else."""

    __slots__ = ()
    typical = "London"

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """None if it is not known."""
        return cls(words) if len(words) <= _LONGEST and find(words) is not None else None


@skill(
    "(what|which) (time|hour) is it [now|right now|exactly|here|by your clock]",
    "(what[ is|'s]|whats) the [current|exact|right|local|actual] time [now|right now|here|like]",
    "what time (do we have|have we got|have you got|do you have|do you make it|is it getting to be|are we at)",
    "[tell me|say|give me|show me|let me know|announce|read|check] [what] [the] [current|exact] time [check|it is] [now|right now|here]",
    "do you (know|have) [what] the [current|exact] time [it is] [on you]",
    "[have you|you] got the time [on you|there]",
    "[do you know] what time it is [now|right now]",
    "how (late|early) is it [now|right now|already|getting]",
    "is it [getting|very|that|really] (late|early) [already|yet|now]",
    "(what does|what[ is|'s]|read|check|look at) the clock [say|show|read|saying]",
    "what[ is|'s] it o'clock",
    "remind me [again] what (time it is|the time is|time is it)",
    "[I] lost track of [the] time",
    "is it (noon|midnight|lunchtime|lunch time|bedtime) [yet|already]",
    example="what time is it",
    reads=True,
)
async def tell_time() -> str:
    """Say the time."""
    return f"It is {time_in_words(house().now())}."


@skill(
    "what[ is|'s] [the date|today's date|todays date] [today]",
    "(what[ is|'s]|whats) [the|today's|todays] [current|exact] (date|day) [today|now|like]",
    "what[ is|'s] today[ date]",
    "(what|which) (day|date|weekday|month|year) (is|are|have) (it|today|we|we got) [today|now|in|on] [today]",
    "(what|which) day of the (week|month|year) is (it|today) [today]",
    "(what|which) (weekday|month|year) [is|are] (it|we|this) [in] [now]",
    "what [date|day] are we [on] [today]",
    "[tell me|say|give me|show me|let me know] (the|today's|todays|current) [current] (date|day) [today|it is]",
    "(tell me|say|let me know) (what|which) (day|date) (it is|today is) [today]",
    "[current|today] date",
    "do you know (the date|today's date|what day it is|what the date is|what date it is) [today]",
    "what[ is|'s] the day of the (week|month)",
    "what (day|date) do we have",
    "is (it|today) [a] (monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|the weekend) [today|already|yet]",
    "remind me [again] (what|which) (day|date|month|year) (it is|today is|is it) [today]",
    "remind me [again] what (the date is|today's date is) [today]",
    "remind me of (the|today's) date",
    example="what day is it",
    reads=True,
)
async def tell_date() -> str:
    """Say the day and the date."""
    now = house().now()
    return f"It is {now:%A}, {now:%B} {now.day}, {now.year}."


@skill(
    "(what|which) (time|hour) (is it|would it be|will it be) [now|right now|currently|at the moment] [over|for (people|someone|them|my family|my friends)] in {place} [now|right now|currently|at the moment]",
    "what time [is it|do they have|have they got|do people have] (in|over in|out in|down in|up in) {place}",
    "what[ is|'s] the [current|local|exact] time [now|right now|currently|at the moment] [over|like] in {place} [now|right now|currently|at the moment]",
    "what[ is|'s] [the] {place} time",
    "(what[ is|'s] it o'clock|how (late|early) is it|is it (late|early)) [now|right now|currently|at the moment] [over] in {place} [now|right now|currently|at the moment]",
    "[tell me|say|give me|show me] [what] [the] [current|local] time [it is] [over] in {place} [now|right now|currently|at the moment]",
    "(tell me|say|give me|show me) [the] {place} time",
    "do you (know|have) [what] [the] time [it is] [over] in {place} [now|right now|currently|at the moment]",
    "[have you] got the time [over] in {place} [now|right now|currently|at the moment]",
    "[over] in {place} what time is it [now|right now]",
    "what time it is [over] in {place}",
    "what[ is|'s] the date [today] in {place}",
    "(what|which) (day|date) is it [today] in {place}",
    "{city} time",
    example="what time is it in Tokyo",
    reads=True,
)
async def time_in(place: str = "", city: City | None = None) -> str:
    """Say the time in another city or country."""
    now, there = house().now(), await asyncio.to_thread(find, city or place)
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
