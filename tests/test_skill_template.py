"""The first text of a new skill works as it is."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.events import SkillReloaded
from jarvis.skill_template import text_of
from tests.books import kept


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_it_is_python_whatever_the_name(stem: str) -> None:
    ast.parse(text_of(stem if stem.isidentifier() else "x"))


@pytest.mark.real_time
async def test_it_answers_as_it_is() -> None:
    async with kept() as one:
        one.save(text_of("my_garden"), "my_garden.py")
        await one.comes(SkillReloaded)
        assert await one.ask("my garden") == "This is my garden, for you."
        assert await one.ask("my garden to Ada") == "This is my garden, for ada."
