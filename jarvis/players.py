"""Programs that play music or films, and the few things one can tell them (MPRIS, over the session bus)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jarvis.notices import plain
from jarvis.session_bus import BusError, Call, RefusedError, SessionBus

OBEYS_S = 2.0
"""A player that was told something shows by then that it obeys."""
_LOOKS_EVERY_S = 0.05
_NAMES = "org.mpris.MediaPlayer2."
_PATH = "/org/mpris/MediaPlayer2"
_ROOT, _PLAYER = "org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player"
_LONGEST = 80
_MOST = 16
"""More players are not asked."""


@dataclass(frozen=True)
class Player:
    """What a player says of itself just now. Its texts are other people's, without control characters."""

    name: str
    """Its name on the bus."""
    called: str
    status: str
    """"Playing", "Paused" or "Stopped"."""
    title: str
    artist: str
    track: str
    position_us: int
    can_go: bool
    """Whether it has a next and a previous piece, as far as it tells."""

    @property
    def plays(self) -> bool:
        """Whether it is heard, as it says."""
        return self.status == "Playing"

    @property
    def piece(self) -> str:
        """What it plays: `“Song” by Somebody`, "" if it does not tell."""
        return (
            f"“{self.title}” by {self.artist}"
            if self.title and self.artist
            else self.title and f"“{self.title}”"
        )


class Players:
    """Those on the bus of the session."""

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus

    async def all(self) -> Sequence[Player]:
        """All that answer. Raises BusError if the bus itself does not."""
        names = sorted(one for one in await self._bus.names() if one.startswith(_NAMES))
        looked = await asyncio.gather(*(self._look(name) for name in names[:_MOST]))
        return [one for one in looked if one is not None]

    async def tell(self, player: Player, member: str, obeys: Callable[[Player], bool]) -> Player | None:
        """Tell it to do something, and look until it `obeys`; None if it does not, or has ended."""
        try:
            await self._bus.call(Call(player.name, _PATH, _PLAYER, member))
        except RefusedError:
            return None
        now: Player | None = None
        for _ in range(round(OBEYS_S / _LOOKS_EVERY_S)):
            now = await self._look(player.name)
            if now is None or obeys(now):
                return now
            await asyncio.sleep(_LOOKS_EVERY_S)
        return None

    async def _look(self, name: str) -> Player | None:
        """What it tells; None if it does not answer."""
        try:
            root = await self._bus.properties(name, _PATH, _ROOT)
            told = await self._bus.properties(name, _PATH, _PLAYER)
        except BusError:
            return None
        data = told.get("Metadata")
        about: dict[str, Any] = data if isinstance(data, dict) else {}
        artists = about.get("xesam:artist")
        position = told.get("Position")
        return Player(
            name=name,
            called=_text(root.get("Identity")) or _text(name.removeprefix(_NAMES)),
            status=_text(told.get("PlaybackStatus")),
            title=_text(about.get("xesam:title")),
            artist=", ".join(map(_text, artists[:2])) if isinstance(artists, list) else _text(artists),
            track=str(about.get("mpris:trackid", "")),
            position_us=position if isinstance(position, int) else 0,
            can_go=told.get("CanGoNext") is not False or told.get("CanGoPrevious") is not False,
        )


def _text(value: object) -> str:
    return plain(value, _LONGEST) if isinstance(value, str) else ""
