"""A user's skill is called like any other, and asks the daemon only for what it may."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

import pytest

from jarvis import plugins
from jarvis.asking import Question, asker
from jarvis.errors import SkillError
from jarvis.household import Wanted
from jarvis.permissions import Permissions
from jarvis.plain import Slot
from jarvis.plugins import Reply
from jarvis.skill_answer import Answered, SkillCard
from jarvis.skill_cards import around, skill_of
from jarvis.skill_errands import Errand
from jarvis.tasks import Priority
from jarvis.templates import Templates
from jarvis.testing import NotingHouse
from tests.test_answerers import NOON

CARD = SkillCard(
    "tea.make",
    "make",
    ("make {kind} tea [for {length}]",),
    "Make tea.\n\nNot coffee.",
    "make green tea",
    reads=False,
    priority="CRITICAL",
    slots=(Slot("kind", "choice", ("green", "black")), Slot("length", "timedelta", optional=True)),
)


class Asked:
    """The user, who answers everything the same way."""

    def __init__(self) -> None:
        self.questions: list[Question] = []

    async def put(self, question: Question) -> str:
        """Answer."""
        self.questions.append(question)
        return "Tea!"


def test_it_has_places_of_the_same_types_and_is_never_urgent() -> None:
    made = skill_of(CARD, Permissions(), lambda *_: asyncio.sleep(0, Answered("")))
    assert made.places == {"kind": Literal["green", "black"], "length": timedelta}
    assert made.priority is Priority.HIGH
    assert made.help.summary == "Make tea."
    templates = Templates()
    templates.add(made.name, list(made.phrases), made.places)
    match = templates.match("make black tea for five minutes")
    assert match is not None
    assert match.values == {"kind": "black", "length": timedelta(minutes=5)}


async def test_a_call_goes_to_its_process_with_what_it_may_ask_for() -> None:
    async def call(function: str, values: Mapping[str, Any], asked: Mapping[str, Errand]) -> Answered:
        assert await asked["later"](60, "Tea.") == 1
        return Answered(f"{function} {values['kind']}", {"what": "tea"}, "pour it away")

    house = NotingHouse(NOON)
    reply = await plugins.call(skill_of(CARD, Permissions(), call), {"kind": "green"}, house)
    assert reply == Reply("make green", {"what": "tea"}, "pour it away")
    assert house.reminders


async def test_it_may_ask_remember_and_look() -> None:
    house, user = NotingHouse(NOON), Asked()
    may = around(Permissions(), house)
    with pytest.raises(SkillError, match="here I cannot"):
        await may["ask"]("What?")
    token = asker.set(user)
    assert await may["ask"]("Which?", "choice", ["red", "green"]) == "Tea!"
    assert user.questions == [Question("Which?", "choice", ("red", "green"))]
    with pytest.raises(SkillError, match="no question"):
        await may["ask"]("Which?", "password")
    asker.reset(token)
    assert await may["notes.remember"]("The key is here.") == [1, "The key is here."]
    assert await may["notes.recall"]("key") == ["The key is here."]
    await house.due.add(Wanted("timer", length_s=60, name="tea"))
    found: Any = await may["due.all"]("timer")
    assert [(one["name"], one["left_s"]) for one in found] == [("tea", 60)]


@pytest.mark.parametrize("needs", [Permissions(network=("a.example",)), Permissions(programs=("mpv",))])
async def test_who_could_hand_it_on_is_told_nothing_of_what_is_kept(needs: Permissions) -> None:
    may = around(needs, NotingHouse(NOON))
    for name in ("notes.recall", "due.all"):
        with pytest.raises(SkillError, match="not told what you keep"):
            await may[name]("timer")


def test_nothing_else_can_be_asked_for() -> None:
    may = around(Permissions(), NotingHouse(NOON))
    assert set(may) == {"ask", "later", "notes.remember", "notes.recall", "due.all"}
