"""Loading a skill and describing it; what its process does is told in test_skill_process.py."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from jarvis import frames
from jarvis.errors import contained
from jarvis.plugins import Skill, skill
from jarvis.skill_host import PACKAGE, card, load, place, why_not
from tests.walled import walled

PATH = "/nowhere/json.py"


@pytest.fixture(autouse=True)
def _unloaded() -> Iterator[None]:
    yield
    sys.modules.pop(f"{PACKAGE}.json", None)


def test_the_text_is_loaded_that_was_given_and_shadows_nothing() -> None:
    module = load(PATH, "import json\nwhere = json.__file__\nclass Thing: pass\n")
    assert module.__name__ == "jarvis_user_skills.json"
    assert module.where == json.__file__
    assert module.Thing.__module__ in sys.modules


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1\n\nundefined\n", "line 3: NameError: name 'undefined' is not defined"),
        ("x = (\n", "line 1: SyntaxError: '(' was never closed (json.py, line 1)"),
        (
            "def f():\n  return int('x')\nf()\n",
            "line 2: ValueError: invalid literal for int() with base 10: 'x'",
        ),
    ],
)
def test_why_one_cannot_be_loaded_names_the_line(source: str, words: str) -> None:
    error = contained(lambda: load(PATH, source))
    assert isinstance(error, Exception)
    assert why_not(error, PATH) == words
    assert words.startswith(place(error, PATH))


def test_a_skill_is_described_as_plain_data() -> None:
    @skill("set a timer for {length}", example="set a timer for ten minutes", reads=True)
    async def set_timer(length: timedelta, name: str = "") -> str:
        """Set a timer."""
        return f"{length} {name}"

    marked = set_timer.__jarvis_skill__  # type: ignore[attr-defined]
    assert isinstance(marked, Skill)
    found = card(marked)
    assert json.loads(json.dumps(found)) == found
    assert found["slots"] == [["length", "timedelta", [], False], ["name", "str", [], True]]
    assert (found["function"], found["doc"], found["reads"]) == ("set_timer", "Set a timer.", True)


def test_nothing_is_done_without_an_order() -> None:
    assert walled("from jarvis import skill_host\nsys.stdin.close = None\nskill_host.main()") == ""
    assert frames.HEADER.size == 5
