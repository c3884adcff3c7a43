"""Players as they tell of themselves, some of which tell nonsense."""

import pytest

from jarvis.players import Player, Players
from jarvis.session_bus import SessionBus
from tests.mpris import FakePlayer
from tests.sessionbus import PrivateBus, session_bus

__all__ = ["session_bus"]
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.real_time
async def test_a_player_that_ends_when_it_is_told_something_has_not_obeyed(session_bus: PrivateBus) -> None:
    async with SessionBus() as bus:
        players = Players(bus)
        async with FakePlayer(session_bus, "tuner", ["One"]):
            (player,) = await players.all()
            assert (player.called, player.plays, player.piece) == ("Tuner", True, "“One” by The Testers")
        assert await players.tell(player, "Pause", lambda now: not now.plays) is None
        assert await players.all() == []


@pytest.mark.real_time
async def test_who_only_has_the_name_of_a_player_is_one_that_does_nothing(session_bus: PrivateBus) -> None:
    async with SessionBus() as bus, FakePlayer(session_bus, "tuner", ["One"]) as player:
        player.tells = False
        (found,) = await Players(bus).all()
        assert (found.called, found.status, found.piece, found.plays) == ("tuner", "", "", False)


def test_what_plays_is_named_as_far_as_it_is_known() -> None:
    def playing(title: str, artist: str) -> str:
        return Player("x", "X", "Playing", title, artist, "", 0, can_go=True).piece

    assert playing("Song", "Somebody") == "“Song” by Somebody"
    assert playing("Song", "") == "“Song”"
    assert playing("", "Somebody") == ""
