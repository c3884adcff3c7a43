"""How loud Jarvis itself is, and closing its ears."""

from typing import Literal

from jarvis import Reply, house, skill

STEP = 10
"""Percent; what is hardly heard at all changes by less."""
SMALL_STEP = 5
LOUDEST = 100
_QUIET = 20
Level = Literal["maximum", "max", "full", "half", "medium", "minimum", "zero"]
_LEVELS = {"maximum": 100, "max": 100, "full": 100, "half": 50, "medium": 50, "minimum": 10, "zero": 0}
_MUTED = (
    "The microphone is off. I cannot hear you any more. To switch it on again use the icon in the tray, or "
    "“jarvis unmute” in a terminal."
)


@skill(
    "(louder|speak up|speak louder|talk louder|be louder) [now]",
    "[(speak|talk|be)] (a bit|a little|a little bit|much|somewhat) louder",
    "(turn|crank) (it|yourself|the volume|your volume|the sound) up [a bit|a little]",
    "turn up (the volume|your volume|the sound|your voice) [a bit|a little]",
    "(turn it|turn the volume) up by {percent} [percent|points]",
    "turn up the volume by {percent} [percent|points]",
    "(increase|raise) (the|your) volume [a bit|a little]",
    "(increase|raise) (the|your) volume by {percent} [percent|points]",
    "[make it] louder by {percent} [percent|points]",
    "volume up [by {percent} [percent|points]]",
    "(you are|you're) too (quiet|soft)",
    "I can't hear you",
    example="louder",
)
async def louder(percent: int = 0) -> Reply:
    """Speak louder, a bit or by so many percent."""
    return _change(_step() if percent <= 0 else percent)


@skill(
    "(softer|quieter|speak softer|speak quieter|be quieter|lower your voice|not so loud) [now]",
    "[(speak|talk|be)] (a bit|a little|a little bit|much|somewhat) (softer|quieter)",
    "(speak|talk) more (softly|quietly)",
    "turn (it|yourself|the volume|your volume|the sound) down [a bit|a little]",
    "turn down (the volume|your volume|the sound|your voice) [a bit|a little]",
    "(turn it down|turn the volume down|turn down the volume) by {percent} [percent|points]",
    "(decrease|lower|reduce) (the|your) volume [a bit|a little]",
    "(decrease|lower|reduce) (the|your) volume by {percent} [percent|points]",
    "[make it] (softer|quieter) by {percent} [percent|points]",
    "volume down [by {percent} [percent|points]]",
    "(you are|you're) too loud",
    example="softer",
)
async def softer(percent: int = 0) -> Reply:
    """Speak more softly, a bit or by so many percent."""
    return _change(-(_step() if percent <= 0 else percent))


@skill(
    "(set|turn|put|change) (the|your) volume [up|down] to {percent} [percent]",
    "volume [to] {percent} [percent]",
    "(set|turn|put|change) (the|your) volume [up|down] to [the] {level}",
    "(full|maximum) volume",
    "speak at {percent} percent",
    example="set the volume to 60 percent",
)
async def set_volume(percent: int = -1, level: Level | None = None) -> str | Reply:
    """Set the volume, from 0 to 100 percent."""
    if level:
        percent = _LEVELS[level]
    elif percent < 0:
        percent = LOUDEST
    if not 0 <= percent <= LOUDEST:
        return f"The volume goes from 0 to {LOUDEST} percent."
    return _set(percent)


@skill(
    "what[ is|'s] (the|your) volume [now]",
    "how loud are you [now]",
    "(tell me|what is) [the] [current] volume",
    example="what is the volume",
    reads=True,
)
async def tell_volume() -> str:
    """Tell how loud I am."""
    return f"The volume is {house().loudness.percent} percent."


@skill(
    "mute [the|your] (microphone|mic)",
    "(turn|switch) (the|your) (microphone|mic) off",
    "(turn|switch) off (the|your) (microphone|mic)",
    "stop listening [to me|to us] [now]",
    "don't listen [to me|to us] [now|any more|anymore]",
    "close your ears",
    example="mute the microphone",
)
async def mute() -> str | Reply:
    """Switch the microphone off, until you switch it on by hand."""
    loudness = house().loudness
    if loudness.muted:
        return _MUTED
    await loudness.mute()
    if not house().loudness.muted:
        return "I could not switch the microphone off. Use “jarvis mute” in a terminal."
    return Reply(_MUTED, did={"what": "microphone muted", "before": "on", "after": "off"})


def _step() -> int:
    return STEP if house().loudness.percent > _QUIET else SMALL_STEP


def _change(by: int) -> Reply:
    """Louder by so much, to the end of the scale at most."""
    now = house().loudness.percent
    wanted = max(0, min(LOUDEST, now + by))
    if wanted == now:
        return Reply("It cannot be any louder." if now else "It is silent already.")
    return _set(wanted)


def _set(percent: int) -> Reply:
    loudness = house().loudness
    before = loudness.percent
    if percent == before:
        return Reply(f"The volume is {percent} percent already.")
    loudness.set(percent)
    did = {"what": "volume set", "before": f"{before} %", "after": f"{loudness.percent} %"}
    text = f"The volume is {loudness.percent} percent now."
    if not loudness.percent:
        text = "The volume is 0 percent now: you will not hear me until you set it again."
    return Reply(text, did=did, undo=f"set the volume to {before} percent")
