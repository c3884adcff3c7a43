"""A skill is a function with phrases above it; what it breaks stays broken in it alone."""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jarvis import plugins
from jarvis.errors import SkillError
from jarvis.plugins import Answering, Reply, Skill, house, later, skill
from jarvis.tasks import Priority
from jarvis.testing import NotingHouse

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def marked(function: Answering, *phrases: str) -> Skill:
    found = skill(*(phrases or ("say it",)))(function).__jarvis_skill__  # type: ignore[attr-defined]
    assert isinstance(found, Skill)
    return found


async def ask(
    function: Answering, around: NotingHouse | None = None, **values: object
) -> tuple[str, dict[str, str]]:
    """What a skill says, and its evidence."""
    reply = await plugins.call(marked(function), values, around or NotingHouse(NOON))
    return reply.text, dict(reply.did)


def test_a_skill_is_described_by_its_function() -> None:
    @skill("play [some] (music|songs) by {artist}", "music by {artist}", priority=Priority.HIGH)
    async def play(artist: str, volume: int = 5, length: timedelta | None = None) -> str:
        """Play music.

        As loud as you like.
        """
        return f"{artist} {volume} {length}"

    found = marked(play, "play [some] (music|songs) by {artist}")
    assert found.name == "test_plugins.play"
    assert found.places["artist"] is str
    assert found.places["volume"] is int
    assert (found.help.name, found.help.summary) == ("test_plugins.play", "Play music.")
    assert " ".join(found.help.phrase.split()) == "play some music by {artist}"


def test_an_example_is_shown_as_it_is() -> None:
    @skill("(stop|halt)", example="stop", priority=Priority.CRITICAL)
    async def stop() -> str:
        return ""

    found: Skill = stop.__jarvis_skill__  # type: ignore[attr-defined]
    assert (found.help.phrase, found.priority) == ("stop", Priority.CRITICAL)
    assert found.help.summary == ""  # nobody wrote one


def test_skills_are_found_where_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "homemade"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tea.py").write_text(
        "from jarvis import skill\n\n"
        "@skill('make tea')\nasync def make_tea() -> str:\n    return 'No.'\n\n"
        "@skill('drink tea')\nasync def drink_tea() -> str:\n    return 'No.'\n\n"
        "async def helper() -> str:\n    return ''\n"
    )
    (package / "zoo.py").write_text("from homemade.tea import make_tea\n")  # borrowed, not written here
    monkeypatch.syspath_prepend(str(tmp_path))
    found = plugins.find(importlib.import_module("homemade"))
    assert [one.name for one in found] == ["tea.make_tea", "tea.drink_tea"]


async def test_a_skill_says_something_and_gives_evidence_if_it_did_something() -> None:
    async def talk() -> str:
        return "Hello."

    async def act(what: str) -> Reply:
        return Reply("Done.", did={"done": what})

    assert await ask(talk) == ("Hello.", {})
    assert await ask(act, what="tea") == ("Done.", {"done": "tea"})


async def test_a_skill_may_ask_something_of_the_house_it_is_in() -> None:
    async def plan(minutes: int) -> str:
        await asyncio.sleep(minutes)  # both are in the middle of it at the same time
        number = await later(minutes * 60, "Tea.")
        return f"{number} at {house().now():%H:%M}"

    first, second = NotingHouse(NOON), NotingHouse(NOON.replace(hour=8))
    answers = await asyncio.gather(ask(plan, first, minutes=1), ask(plan, second, minutes=2))
    assert list(answers) == [("1 at 12:00", {}), ("1 at 08:00", {})]
    assert (first.reminders, second.reminders) == ([(60, "Tea.")], [(120, "Tea.")])


async def test_outside_of_a_request_there_is_no_house() -> None:
    async def talk() -> str:
        return f"It is {house().now():%A}."

    assert (await ask(talk))[0] == "It is Monday."
    with pytest.raises(LookupError):
        house()


async def raises() -> str:
    raise KeyError("song")


async def recurses() -> str:
    return await recurses()


async def nothing() -> None:
    """Forget to answer."""


async def number() -> int:
    return 7


async def wants_more(song: str) -> str:
    return song


def sync() -> str:
    return "I am not async."


@pytest.mark.parametrize("function", [raises, recurses, nothing, number, wants_more, sync])
async def test_whatever_a_skill_does_wrong_is_a_sentence(function: Callable[[], Awaitable[Any]]) -> None:
    with pytest.raises(SkillError, match=f"Sorry, .* test_plugins.{function.__name__} .*fault"):
        await plugins.call(marked(function), {}, NotingHouse(NOON))


async def test_a_skill_may_say_itself_what_is_wrong() -> None:
    async def play() -> str:
        raise SkillError("There is no music here.")

    with pytest.raises(SkillError, match=r"^There is no music here\.$"):
        await ask(play)


async def test_the_log_names_the_fault_and_not_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    async def dial(digits: str) -> str:
        return str(int(digits))

    caplog.set_level(logging.DEBUG)
    with pytest.raises(SkillError):
        await ask(dial, digits="my secret friend")
    assert "test_plugins.dial failed: ValueError" in caplog.text
    assert "secret" not in caplog.text
