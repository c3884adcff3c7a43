"""The time and the date."""

from jarvis import house, skill


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
    now = house().now()
    minutes = f":{now.minute:02}" if now.minute else ""  # "12:00" would be spoken with its zeros
    return f"It is {now.hour % 12 or 12}{minutes} {now:%p}."


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
