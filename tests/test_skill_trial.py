"""Trying a skill without the daemon: its examples, behind its walls."""

import pytest

from jarvis import paths
from jarvis.errors import SkillError
from jarvis.skill_trial import own_tests, tried
from tests.books import HEAD, Book, saying

pytestmark = pytest.mark.real_time
ASKS = """
@skill("call it")
async def call() -> str:
    return f"It is called {await ask('What shall I call it?')}."

@skill("call it [a] {name}", example="call it")
async def taken(name: str = "") -> str:
    return "Named."

@skill("fail")
async def fail() -> str:
    raise ValueError
"""


async def test_every_example_is_said() -> None:
    Book().save(HEAD + ASKS)
    asking, taken, failing = await tried("tea.py")
    assert (asking.skill, asking.said, asking.problem) == ("tea.call", "call it", "")
    assert asking.answer == "What shall I call it?"
    assert taken.problem == "tea.call answers this instead."
    assert failing.problem == "Sorry, that went wrong: the skill tea.fail has a fault."
    assert list(paths.skill_scratch().iterdir()) == []


async def test_what_is_not_there_or_not_allowed_is_told() -> None:
    with pytest.raises(SkillError, match="jarvis skills new tea"):
        await tried("tea")
    Book().save(saying("x", more='NEEDS = Permissions(network=("api.example.org",))'))
    with pytest.raises(SkillError, match=r"api\.example\.org\. Allow it first: `jarvis skills enable tea`"):
        await tried("tea")


def test_the_authors_tests_are_found_beside_it() -> None:
    folder = paths.skills()
    assert own_tests("tea", folder) is None
    file = Book().save("", "test_tea.py")
    assert own_tests("tea", folder) == file
