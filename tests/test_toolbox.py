"""A model with little room is offered the tools that may be meant, and the conversation still fits."""

from datetime import UTC, datetime

import pytest

import skills
from jarvis import plugins, skill
from jarvis.answerers import SkillAnswerer
from jarvis.mind.toolbox import Toolbox, tokens
from jarvis.testing import NotingHouse
from tests.thinking import skill_of

ROOM_TOKENS = 900
"""What a model with a context of 2048 has for tools."""


def box(room_tokens: int = ROOM_TOKENS) -> Toolbox:
    """All bundled skills."""
    found = plugins.find(skills)
    known = SkillAnswerer(found, NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
    return Toolbox(found, known, lambda *_: False, room_tokens)


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("my tea takes ten minutes", "timer-set_timer"),
        ("I would like it a little louder here", "volume-louder"),
        ("is there any milk on my shopping list", "lists-read_list"),
        ("how many miles are in ten kilometers", "units-convert"),
        ("could the alarm come later tomorrow morning", "alarm-set_alarm"),
    ],
)
def test_what_may_be_meant_is_offered_and_the_rest_is_left_out(said: str, tool: str) -> None:
    one = box()
    offered = one.offered(said)
    assert tool in [found.name for found in offered]
    assert len(offered) < len(one.skills)
    assert tokens(offered) <= ROOM_TOKENS


def test_where_there_is_room_for_all_all_are_offered_in_one_order() -> None:
    one = box(room_tokens=100_000)
    assert [tool.name for tool in one.offered("hello")] == list(one.skills)
    assert one.offered("my tea takes ten minutes") == one.offered("hello")


def test_the_same_words_give_the_same_tools_so_that_nothing_is_read_twice() -> None:
    one = box()
    assert one.offered("set a timer for tea") == one.offered("Set a timer for tea!")


def test_for_what_no_skill_is_about_there_are_none() -> None:
    assert box().offered("who wrote hamlet") == ()


def test_without_room_there_are_none() -> None:
    assert box(room_tokens=0).offered("my tea takes ten minutes") == ()


def test_a_skill_of_the_users_own_is_found_by_its_help() -> None:
    @skill("water the roses", example="water the roses")
    async def pump() -> str:
        """Open the valve in the garden."""
        return "Done."

    found = [skill_of(pump), *plugins.find(skills)]
    known = SkillAnswerer(found, NotingHouse(datetime(2026, 5, 4, 12, tzinfo=UTC)))
    offered = Toolbox(found, known, lambda *_: False, ROOM_TOKENS).offered("is the garden dry")
    assert offered[0].description.startswith("Open the valve in the garden.")
