"""Several commands in one sentence."""

from datetime import timedelta
from typing import Literal

import pytest

from jarvis import Reply, ask, skill
from jarvis.errors import SkillError
from jarvis.several import commands
from jarvis.templates import Templates
from jarvis.testing import say

did: list[str] = []


@skill("(lights|turn the lights) {state}")
async def lights(state: Literal["on", "off"]) -> Reply:
    """Switch the lights."""
    did.append(f"lights {state}")
    return Reply(
        f"Lights {state}.",
        did={"what": f"lights {state}"},
        undo=f"lights {'on' if state == 'off' else 'off'}",
    )


@skill("set a timer for {length}", example="set a timer for ten minutes")
async def timer(length: timedelta) -> Reply:
    """Set a timer."""
    did.append("timer")
    return Reply("Timer set.", did={"what": "timer", "minutes": str(length.seconds // 60)})


@skill("remember that {fact}", example="remember that it rains")
async def remember(fact: str) -> Reply:
    """Remember something."""
    return Reply(f"Noted: {fact}.", did={"noted": fact})


@skill("break it")
async def break_it() -> str:
    """Fail."""
    raise SkillError("It is broken.")


@skill("name it")
async def name_it() -> Reply:
    """Ask."""
    name = await ask("What name?")
    return Reply(f"Called {name}.", did={"name": name})


ALL = [lights, timer, remember, break_it, name_it]


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    """Each story begins anew."""
    did.clear()


def known() -> Templates:
    templates = Templates()
    for one in ALL:
        marked = one.__jarvis_skill__  # type: ignore[attr-defined]
        templates.add(marked.name, list(marked.phrases), marked.places)
    return templates


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lights off and set a timer for five minutes", ["lights", "timer"]),
        ("Lights off, and then set a timer for five minutes.", ["lights", "timer"]),
        (
            "lights off, then please set a timer for 1 minute and 10 seconds, and lights on",
            ["lights", "timer", "lights"],
        ),
        ("set a timer for one minute and ten seconds", ["timer"]),
        ("remember that a and b", ["remember"]),
        ("remember that tea is hot and lights off", ["remember"]),
        ("lights off and a pony", []),
        ("a pony and lights off", []),
        ("lights off and", []),
        ("and", []),
        ("lights off, lights on, lights off, lights on, lights off", []),
        ("and " * 50, []),
    ],
)
def test_a_sentence_is_divided_where_each_part_is_a_command(text: str, names: list[str]) -> None:
    assert [one.name.partition(".")[2] for one in commands(text, known().match)] == names


async def test_they_are_done_in_order_and_the_evidence_is_put_together() -> None:
    said = await say("lights off and set a timer for five minutes", skills=ALL)
    assert said.answer == "Lights off. Timer set."
    assert said.did == {"what": "lights off", "what 2": "timer", "minutes": "5"}
    assert did == ["lights off", "timer"]
    assert said.skill == "test_several.lights, test_several.timer"


async def test_one_that_fails_hides_no_other() -> None:
    said = await say("break it and lights off and break it", skills=ALL)
    assert said.answer == "Lights off. It is broken. It is broken."
    assert said.did == {"what": "lights off"}
    assert said.error == "It is broken. It is broken."


async def test_one_that_asks_lets_the_others_wait() -> None:
    said = await say("name it and lights off", skills=ALL)
    assert (said.answer, did) == ("What name?", [])
    said = await said.say("Anna")
    assert said.answer == "Called Anna. Lights off."
    assert said.did == {"name": "Anna", "what": "lights off"}
