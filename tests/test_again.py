"""Undoing the last thing, doing it again, and saying it again."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Literal

from jarvis import Reply, house, skill
from jarvis.testing import SaidToJarvis, say
from skills import again as again_skills


@skill("turn it {state}")
async def turn(state: Literal["on", "off"]) -> Reply:
    """Switch it."""
    other = "on" if state == "off" else "off"
    return Reply(f"It is {state}.", did={"before": other, "after": state}, undo=f"turn it {other}")


@skill("what time is it", reads=True)
async def tell_time() -> str:
    """Tell the time."""
    return f"It is {house().now():%H:%M:%S}."


@skill("burn it")
async def burn() -> Reply:
    """Do what nobody can undo."""
    return Reply("Burnt.", did={"what": "burnt"}, undo="unburn it")


ALL: list[ModuleType | Callable[..., Any]] = [turn, tell_time, burn, again_skills]


async def talk(*texts: str) -> list[SaidToJarvis]:
    """A conversation."""
    said = [await say(texts[0], skills=ALL)]
    for text in texts[1:]:
        said.append(await said[-1].say(text))
    return said


async def test_what_was_done_is_undone_and_that_is_undone_too() -> None:
    said = await talk("turn it on", "what time is it", "Undo that.", "take that back")
    assert [one.answer for one in said[2:]] == ["It is off.", "It is on."]
    assert said[2].did == {"before": "on", "after": "off"}
    assert said[2].skill == "again.undo"


async def test_what_cannot_be_undone_is_said() -> None:
    said = await talk("undo", "what time is it", "undo that")
    assert [said[0].answer, said[2].answer] == ["There is nothing I could undo."] * 2
    said = await talk("burn it", "undo that", "undo that")
    assert said[1].answer == "I cannot undo that any more."
    assert said[1].did == {}
    assert said[2].answer == "There is nothing I could undo."


async def test_a_command_is_done_again_and_what_was_told_is_told_again() -> None:
    said = await talk("burn it", "Do that again!", "again")
    assert [one.did for one in said] == [{"what": "burnt"}] * 3
    said = await talk("what time is it", "again")
    assert said[1].answer == said[0].answer


async def test_saying_it_again_does_nothing_again() -> None:
    said = await talk("burn it", "say that again", "pardon?", "What did you say?")
    assert [one.answer for one in said] == ["Burnt."] * 4
    assert [one.did for one in said[1:]] == [{}] * 3


async def test_at_the_beginning_there_is_nothing_to_repeat() -> None:
    said = await talk("again", "say that again")
    assert [one.answer for one in said] == [
        "There is nothing to do again yet.",
        "I have not said anything yet.",
    ]


async def test_two_things_are_undone_together_backwards() -> None:
    said = await talk("turn it on and burn it", "undo that", "undo that")
    assert said[1].answer == "I cannot undo that any more."
    assert said[2].answer == "It is off."
