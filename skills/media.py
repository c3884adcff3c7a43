"""Music and films in other programs: pause, go on, the next piece. Each says itself whether it obeyed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from jarvis import Reply, ask, skill
from jarvis.due_words import listed
from jarvis.players import Player, Players
from jarvis.session_bus import BusError, SessionBus

NONE = "No program that plays music or films is running."
NO_DESKTOP = "I cannot reach the players: there is no desktop session that I could ask."
_Deed = Callable[[Players], Awaitable["str | Reply"]]
_last: list[str] = []
"""The players that were paused or started last, by their names on the bus."""

_MUSIC = (
    "[the|my|this|some|that] (music|song|track|player|video|movie|film|podcast|radio|audiobook|audio "
    "book"
    "|songs|playlist|album)"
)
_PIECE = "(song|track|piece|one|video|episode|chapter|tune)"


@skill(
    f"(pause|hold|freeze|halt|interrupt) [{_MUSIC}|playback|it|that|this] [for a (moment|second|minute"
    "|while|bit)]",
    f"(stop|halt|end|silence|cut|kill|quit|mute) [playing] {_MUSIC} [for a (moment|second|minute|while|bit)]",
    f"stop (playing|playback) [{_MUSIC}|that|this|it|now]",
    f"(turn|switch|shut) off {_MUSIC}",
    f"(turn|switch|shut) {_MUSIC} off",
    f"put {_MUSIC} on (hold|pause)",
    f"I (want|need|would like) to pause [{_MUSIC}]",
    "no more music",
    "(music|song|radio|video|podcast) (off|stop|pause)",
    f"{_MUSIC} (should|needs to|has to|must) stop",
    example="pause the music",
)
async def pause() -> str | Reply:
    """Pause what plays."""
    return await _asked(_pause)


async def _pause(players: Players) -> str | Reply:
    playing = [one for one in await players.all() if one.plays]
    if not playing:
        return "Nothing is playing." if await players.all() else NONE
    ended = [await players.tell(one, "Pause", lambda now: not now.plays) for one in playing]
    obeyed = [one for one, now in zip(playing, ended, strict=True) if now is not None]
    deaf = _stubborn([one for one in playing if one not in obeyed], "paused")
    if not obeyed:
        return deaf
    _last[:] = [one.name for one in obeyed]
    names = listed([one.called for one in obeyed])
    did = {"what": "paused", "on": names, "before": "Playing", "after": "Paused"}
    return Reply(f"Paused. {deaf}".strip(), did=did, undo="resume the music")


@skill(
    f"play [{_MUSIC}] [(again|now|for me|on)]",
    "(resume|continue|unpause|un pause|go on with|carry on with|keep playing|carry on playing|restart"
    "|start|begin|"
    f"continue playing|go on playing|resume playing|start playing|go back to) {_MUSIC} [again|now|up]",
    "(resume|unpause|un pause|(continue|resume|keep|keep on|carry on|go on|start) [with] (playing"
    "|playback)|play on) [it|that|again|now]",
    f"(put|turn|switch) {_MUSIC} [back] on [again|for me]",
    f"(turn|switch|put) [back] on {_MUSIC} [again|for me]",
    "(hit|press|push) play",
    f"(let {_MUSIC} play|let {_MUSIC} (go on|continue)|let's (hear|have|listen to) {_MUSIC}|I'd like "
    f"[to hear] {_MUSIC})",
    "(I want|give me|gimme|let me hear|I feel like|I want to hear|I'd like to listen to|I want to "
    f"listen to) {_MUSIC}",
    "(music|some music|music on)",
    f"pick up {_MUSIC} where (I|we|it) (left off|stopped)",
    "(play|go on|continue) [it] [again] [from] where (I|we|it) (left off|stopped|was)",
    example="play",
)
async def play() -> str | Reply:
    """Let what was paused go on."""
    return await _asked(_play)


async def _play(players: Players) -> str | Reply:
    known = await players.all()
    if not known:
        return f"{NONE} Open one first."
    if playing := [one for one in known if one.plays]:
        return f"{listed([one.called for one in playing])} is playing already."
    chosen = [one for one in known if one.name in _last] or [one for one in known if one.status == "Paused"]
    chosen = chosen or list(known)
    if len(chosen) > 1 and not all(one.name in _last for one in chosen):
        chosen = [await _which(chosen)]
    now = {one.name: await players.tell(one, "Play", lambda now: now.plays) for one in chosen}
    obeyed = [found for found in now.values() if found is not None]
    deaf = _stubborn([one for one in chosen if now[one.name] is None], "playing")
    if not obeyed:
        return deaf
    _last[:] = [one.name for one in obeyed]
    names = listed([one.called for one in obeyed])
    did = {"what": "playing", "on": names, "before": chosen[0].status, "after": "Playing"}
    return Reply(f"{_now(obeyed[0])} {deaf}".strip(), did=did, undo="pause the music")


@skill(
    f"(next|skip) [this|the|that|to the next|over this] [{_PIECE}] [please|now]",
    "(play|skip|skip to|go [on] to|jump to|move [on] to|forward to|give me|put on|on to|switch to"
    f"|change to|let's have) [the|a] (next|different|another) [{_PIECE}]",
    "(skip|fast forward) (it|that|ahead|forward)",
    f"skip ahead (a|one) {_PIECE}",
    f"(next|another|a different|not this|change the|change this) {_PIECE} [(on|from) the (player"
    "|playlist|album)]",
    "(play|put on) something (else|different)",
    f"I (don't|do not) (like|want|want to hear|want to listen to) this {_PIECE}",
    "[one] (song|track) forward",
    example="next song",
)
async def next() -> str | Reply:  # noqa: A001 - what people say
    """Go to the next song."""
    return await _asked(lambda players: _move(players, "Next"))


@skill(
    f"(previous|last) {_PIECE} [again|please]",
    "previous",
    "[play|skip [back] to|go [back] to|jump [back] to|rewind to|return to|back to|put on|switch to|I "
    f"want to hear|let me hear] [the] (previous|last|preceding) {_PIECE} [again|once more]",
    "(go|skip|jump|rewind|move) [to the] previous",
    f"(go|skip|jump|move) back [(one|a)] [{_PIECE}]",
    f"[one] {_PIECE} back",
    f"back [(one|a)] {_PIECE}",
    f"(play|hear|put on|put) (that|the last) {_PIECE} [on] [again|once more]",
    "[play|go back to|back to|put on|jump back to|return to|skip back to|go to] the (song|one|track"
    "|piece) (before|from before) [this] [one]",
    example="previous song",
)
async def previous() -> str | Reply:
    """Go back to the previous song."""
    return await _asked(lambda players: _move(players, "Previous"))


async def _move(players: Players, way: Literal["Next", "Previous"]) -> str | Reply:
    known = await players.all()
    if not known:
        return NONE
    one = await _meant(known)
    if not one.can_go:
        return f"{one.called} has nothing else to play."

    def moved(now: Player) -> bool:
        another = (now.track, now.title) != (one.track, one.title)
        begun_again = way == "Previous" and now.position_us < one.position_us
        return another or begun_again

    now = await players.tell(one, way, moved)
    if now is None:
        return _stubborn([one], "anywhere else")
    undo = {"Next": "previous song", "Previous": "next song"}[way] if now.track != one.track else ""
    did = {"what": f"{way.lower()} song", "on": one.called, "before": one.piece, "after": now.piece}
    return Reply(_now(now), did=did, undo=undo)


@skill(
    "[tell me] what[ is|'s] [currently] (playing|this song|this track|that song|on|this music|that "
    "music|this tune|that tune) [called] [right now|now|at the moment]",
    "[tell me] (what|which) (song|track|music|piece|tune|band|artist|album) (is|was) (this|that|it"
    "|playing|on) [(right now|now|playing|by)]",
    "[tell me] what (am I|are we) (listening to|hearing) [right now|now]",
    "[tell me] who (sings|plays|is singing|is playing|sang|made) [(this|that|it)] [song|track|tune]",
    "[tell me] (who is this|who's this|who is that) [by|singing]",
    "[tell me|what[ is|'s]] [the] (name|title) of (this|the|that) (song|track|music|tune|piece)",
    "[tell me] (who is|who's) the (singer|artist|band)",
    "(do you know|tell me) (what|which) (song|track|music) (this|that) is",
    "(do you know|name|identify) (this|that) (song|track|tune)",
    "(is|is there) (anything|something|any music) playing",
    "what (song|track|music) is [currently] playing [right now|now|at the moment]",
    example="what is playing",
    reads=True,
)
async def playing() -> str | Reply:
    """Tell what is playing."""
    return await _asked(_playing)


async def _playing(players: Players) -> str:
    known = await players.all()
    if heard := [one for one in known if one.plays]:
        return " ".join(_now(one, sure=True) for one in heard[:3])
    paused = [one for one in known if one.status == "Paused" and one.piece]
    if not paused:
        return "Nothing is playing."
    return f"Nothing is playing. {paused[0].piece} is paused in {paused[0].called}."


async def _asked(what: _Deed) -> str | Reply:
    """Do it on the bus, or say why that cannot be."""
    try:
        async with SessionBus() as bus:
            return await what(Players(bus))
    except BusError:
        return NO_DESKTOP


async def _meant(known: Sequence[Player]) -> Player:
    """The one that plays, else the last one, else the one that the user names."""
    for some in (
        [one for one in known if one.plays],
        [one for one in known if one.name in _last],
        [one for one in known if one.status == "Paused"],
        known,
    ):
        if some:
            return some[0] if len(some) == 1 else await _which(some)
    raise AssertionError("there is one")


async def _which(some: Sequence[Player]) -> Player:
    named: dict[str, Player] = {}
    for one in some:
        named.setdefault(one.called if one.called not in named else f"{one.called} {len(named) + 1}", one)
    return named[await ask(f"Which one: {' or '.join(named)}?", choices=tuple(named))]


def _now(one: Player, *, sure: bool = False) -> str:
    if one.plays or sure:
        return f"{one.piece} is playing in {one.called}." if one.piece else f"{one.called} is playing."
    return f"{one.called} is at {one.piece}." if one.piece else f"{one.called} went there, and does not play."


def _stubborn(some: Sequence[Player], wanted: str) -> str:
    """What is said of those that were told to, and do not show it."""
    names = listed([one.called for one in some])
    return f"I told {names}, but it does not say that it is {wanted}." if some else ""
