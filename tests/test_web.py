"""Looking on the web: not before it was allowed, and then with the browser; the words stay words."""

from datetime import UTC, datetime

import pytest

from jarvis.testing import NotingHouse, say
from jarvis.web_config import WebConfig
from skills import programs, web
from skills.web import OFF
from tests.menu import Home, home

__all__ = ["home"]
pytestmark = pytest.mark.real_time


def allowed(**changes: str) -> NotingHouse:
    """A house in which the web is on."""
    around = NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC))
    around.web = WebConfig(allow_network=True, **changes)
    return around


@pytest.mark.parametrize(
    "said",
    [
        "Search the web for octopus.",
        "look up octopus online",
        "could you google octopus please",
        "look octopus up on the internet",
        "search online for octopus",
        "find octopus on the web",
    ],
)
async def test_it_is_off_until_it_was_allowed(said: str, home: Home) -> None:
    home.program("gio", "exit 0")
    told = await say(said, skills=[web, programs])
    assert (told.skill, told.answer, told.did) == ("web.search", OFF, {})
    assert home.started() == []


async def test_allowed_the_browser_looks_for_it_as_it_was_said(home: Home) -> None:
    home.program("gio", "exit 0")
    told = await say("Search the web for Octopus eyes.", skills=[web], house=allowed())
    assert told.answer == "Your browser looks for Octopus eyes."
    assert home.started() == [["gio", "open", "https://duckduckgo.com/?q=Octopus+eyes"]]
    assert told.did["after"] == "https://duckduckgo.com/?q=Octopus+eyes"


async def test_words_cannot_become_anything_but_words(home: Home) -> None:
    home.program("gio", "exit 0")
    around = allowed(search_url="https://find.example/?q={words}&n=1")
    await say("google a&b=c#d /../ --help; rm", skills=[web], house=around)
    [[_, _, address]] = home.started()
    assert address.startswith("https://find.example/?q=")
    assert address.endswith("&n=1")
    assert not set(address[len("https://find.example/?q=") : -4]) & set("&#/; ")


async def test_without_a_browser_it_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.program("gio", "exit 3")
    told = await say("search the web for octopus", skills=[web], house=allowed())
    assert (told.answer, told.did) == ("No browser here opens an address.", {})
    monkeypatch.setenv("PATH", "/nowhere")
    told = await say("search the web for octopus", skills=[web], house=allowed())
    assert told.answer == "This computer has neither gio nor xdg-open, which know your browser."
