"""How loud Jarvis itself is, and closing its ears."""

from typing import Literal

from jarvis import Reply, house, skill

STEP = 10
"""Percent; what is hardly heard at all changes by less."""
SMALL_STEP = 5
LOUDEST = 100
_QUIET = 20
_heard: list[int] = []
"""How loud it was before the sound was turned off."""
Level = Literal[
    "maximum", "max", "full", "the loudest", "all the way up", "up all the way", "three quarters", "half",
    "halfway", "half way", "the middle", "medium", "normal", "a quarter", "quarter", "low", "minimum", "min",
    "the lowest", "all the way down", "down all the way", "zero",
]  # fmt: skip
_LEVELS: dict[Level, int] = {
    "maximum": 100, "max": 100, "full": 100, "the loudest": 100, "all the way up": 100, "up all the way": 100,
    "three quarters": 75, "half": 50, "halfway": 50, "half way": 50, "the middle": 50, "medium": 50,
    "normal": 50, "a quarter": 25, "quarter": 25, "low": 20, "minimum": 10, "min": 10, "the lowest": 10,
    "all the way down": 10, "down all the way": 10, "zero": 0,
}  # fmt: skip
_MUTED = (
    "The microphone is off. I cannot hear you any more. To switch it on again use the icon in the tray, or "
    "“jarvis unmute” in a terminal."
)

_IT = (
    "(it|that|this|yourself|(the|your|my) [(music|sound|speaker)] volume|volume|the sound|the audio|the music"
    "|the song|the speakers|the radio|the video|your voice)"
)
_VOLUME = (
    "((the|your|my) [(music|sound|speaker|speech)] volume|[the|your] loudness|volume|the sound|the "
    "speakers|the audio|your voice)"
)
_BIT = (
    "([just] (a bit|a little|a little bit|a tad|a touch|a notch|one notch|some|slightly|somewhat|much"
    "|a lot|way)"
    " [more]|more|some more|again)"
)
_IS = (
    "(you are|you're|it is|it's|that is|that's|this is|the (music|volume|sound|song|radio|video) is"
    "|your (voice|volume) is)"
)
_TOO = "(a bit|a little|much|way|far|still|just|really)"
_SET = "(set|turn|put|change|make|adjust|keep|have)"
_MOVE = "(bring|move|crank|take|raise|increase|up|lower|decrease|reduce|drop)"


@skill(
    f"[(speak|talk|be|get|make {_IT}|play {_IT}|say it|I want {_IT}|I'd like {_IT})] [{_BIT}] (louder"
    f"|more loudly) [now] [{_BIT}]",
    "(speak|talk) up [now]",
    f"(turn|crank|put|bring|pump|move|take|push) {_IT} [{_BIT}] up [{_BIT}]",
    f"(turn|crank|pump|bring|bump|move|push) up {_IT} [{_BIT}]",
    f"(increase|raise|boost|up|amplify) {_IT} [{_BIT}]",
    f"(turn|crank|put|bring|pump) {_IT} up [by] {{percent}} [percent|points]",
    f"(turn|crank|bring) up {_IT} [by] {{percent}} [percent|points]",
    f"(increase|raise|boost|up) {_IT} [by] {{percent}} [percent|points]",
    "[make it] louder by {percent} [percent|points]",
    "volume up [by {percent} [percent|points]]",
    f"{_IS} [{_TOO}] too (quiet|soft|low|faint)",
    "I (can't|cannot|can hardly|can barely|could hardly|hardly|barely) hear (you|it|that|anything|the "
    "music|the sound) [properly|well]",
    "[a bit|a little|some] more volume",
    example="louder",
)
async def louder(percent: int = 0) -> Reply:
    """Speak louder, a bit or by so many percent."""
    return _change(_step() if percent <= 0 else percent)


@skill(
    f"[(speak|talk|be|get|make {_IT}|play {_IT}|I want {_IT}|I'd like {_IT})] [{_BIT}] "
    f"(softer|quieter|less loud|more softly|more quietly) [now] [{_BIT}]",
    "(lower your voice|not so loud|keep it down|keep your voice down|tone it down|quieten down|stop "
    "shouting|don't shout) [now]",
    "(speak|talk) (softly|quietly)",
    f"(turn|put|bring|take|tone|move) {_IT} [{_BIT}] down [{_BIT}]",
    f"(turn|bring|tone|take|move) down {_IT} [{_BIT}]",
    f"(decrease|lower|reduce|drop) {_IT} [{_BIT}]",
    f"(turn|put|bring|take) {_IT} down [by] {{percent}} [percent|points]",
    f"(turn|bring) down {_IT} [by] {{percent}} [percent|points]",
    f"(decrease|lower|reduce|drop) {_IT} [by] {{percent}} [percent|points]",
    "[make it] (softer|quieter) by {percent} [percent|points]",
    "volume down [by {percent} [percent|points]]",
    f"{_IS} [{_TOO}] too loud [(for me|in here|now)]",
    "[a bit|a little] less volume",
    example="softer",
)
async def softer(percent: int = 0) -> Reply:
    """Speak more softly, a bit or by so many percent."""
    return _change(-(_step() if percent <= 0 else percent))


@skill(
    f"{_SET} {_VOLUME} [to|at|on] [about|around|level] {{percent}} [percent]",
    f"({_SET}|{_MOVE}) {_VOLUME} [up|down] to [about|around] {{percent}} [percent]",
    f"({_SET}|{_MOVE}) (it|yourself|the music) [up|down] to {{percent}} [percent] [loud|volume]",
    f"{_SET} (it|yourself|the music) (at|on) {{percent}} [percent]",
    f"{_SET} (it|yourself) {{percent}} percent [loud|volume]",
    f"(turn|bring|crank|take|go) (up|down) [{_VOLUME}] to {{percent}} [percent] [volume]",
    f"(I want|I'd like|let's have|have) ({_VOLUME}|it) [to be] (at|on|to) {{percent}} [percent]",
    f"({_VOLUME}|it) (should|must|has to|needs to) (be|go to|be at) {{percent}} percent",
    f"({_VOLUME}|volume level) [to|at|on|up to|down to] {{percent}} [percent]",
    "[go to] {percent} percent volume",
    f"({_SET}|{_MOVE}) {_VOLUME} [up|down] [to|at|on] [the|its|a] {{level}} [volume|level]",
    "(turn|bring|crank|put|take|set) (it|the music|yourself) [to|at|on] [the|its] {level} [volume]",
    f"(I want|I'd like|let's have|have) {_VOLUME} (to be|at|on) [the] {{level}}",
    f"{_VOLUME} [to|at|on|up to|down to] [the|its] {{level}}",
    "[at] {level} volume",
    "as loud as (possible|you can|it goes|it gets)",
    "([the] loudest|max out the volume|full blast)",
    "speak at {percent} percent [volume]",
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
    "[tell me] what[ is|'s] [the|your] [current] volume [level] [set (to|at)|at|on] [(now|right now|at "
    "the moment|currently)]",
    "[tell me] what (volume|level) (is it|are you|is the volume|are we) [set] [to|at|on] [now|right now]",
    "[tell me] how (loud|high|low) (are you|is the volume|is the sound|is it set|is your voice|is your "
    "volume) [set] [(now|right now|at the moment)]",
    "(tell me|check|read|show me|say|I want to know|I'd like to know) [the|your] [current] volume [level]",
    "where[ is|'s] the volume [at|set]",
    "is the (sound|volume|audio) (on|off|muted|up|down)",
    "(are you|is it|is the sound) muted",
    "volume (level|setting)",
    example="what is the volume",
    reads=True,
)
async def tell_volume() -> str:
    """Tell how loud I am."""
    return f"The volume is {house().loudness.percent} percent."


@skill(
    "mute [the|your] (microphone|mic|mike)",
    "[be|go] mute [yourself] [now]",
    "(turn|switch|shut|put) (the|your) (microphone|mic|mike) off",
    "(turn|switch|shut) off (the|your) (microphone|mic|mike)",
    "(disable|deactivate|kill|close|cut|silence) (the|your) (microphone|mic|mike)",
    "(microphone|mic|mike) off",
    "(stop|quit) listening [in] [to me|to us] [now|for a while]",
    "(don't|do not) listen [to me|to us] [now|any more|anymore]",
    "(close|cover|shut) your ears",
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


_SOUND = "(the|your|all [the]|my) (sound|sounds|audio|speakers|speaker|volume)"


@skill(
    f"(mute|silence|kill|cut|shut off|shut down|disable) {_SOUND}",
    f"(turn|switch|shut) off {_SOUND} [completely]",
    f"(turn|switch|shut) {_SOUND} off [completely]",
    "[the] (sound|audio|volume) off",
    "no (sound|audio) [at all]",
    "mute the (computer|speech|voice)",
    "(mute|silence) everything",
    example="turn the sound off",
)
async def silence() -> str | Reply:
    """Turn my sound off. I still hear you."""
    _heard[:] = [house().loudness.percent or LOUDEST // 2]
    return _set(0)


@skill(
    f"(turn|switch|put) {_SOUND} [back] on [again]",
    f"(turn|switch) [back] on {_SOUND} [again]",
    f"unmute [({_SOUND}|yourself|everything|the computer)]",
    "[the] (sound|audio|volume) [back] on [again]",
    "take (it|the sound|yourself) off mute",
    example="turn the sound back on",
)
async def sound_on() -> str | Reply:
    """Turn my sound on again, as loud as it was."""
    if percent := house().loudness.percent:
        return f"The sound is on, at {percent} percent."
    return _set(_heard[0] if _heard else LOUDEST // 2)


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
