"""What a model is told of a skill, and what becomes of what it hands in."""

import re
from datetime import timedelta
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import skills
from jarvis import plugins, skill
from jarvis.mind.tools import (
    LONGEST_WORDS,
    WrongArgumentsError,
    in_words,
    name_of,
    phrase_of,
    tool_of,
    values_of,
)
from jarvis.templates import Templates
from tests.thinking import skill_of

BUILT_IN = {one.name: one for one in plugins.find(skills)}
EVERY = Templates()
for one in BUILT_IN.values():
    EVERY.add(one.name, list(one.phrases), one.places)
TIMER, RECALL, REMEMBER = (
    BUILT_IN[f"{one}"] for one in ("timer.set_timer", "memory.recall", "memory.remember")
)


@skill("turn the fan to {speed}", example="turn the fan to three")
async def fan(speed: int, how_long: timedelta = timedelta()) -> str:
    """Switch the fan."""
    return f"{speed} {how_long}"


FAN = skill_of(fan)


def test_a_model_is_told_the_help_the_example_and_the_places_with_their_types() -> None:
    tool = tool_of(TIMER)
    assert tool.name == "timer-set_timer"
    assert (
        tool.description == "Set a timer, and speak when it is due. Example: “set a timer for ten minutes”."
    )
    assert tool.parameters["required"] == ["duration"]
    assert tool.parameters["properties"]["duration"]["type"] == "string"
    assert "such as 'ten minutes'" in tool.parameters["properties"]["duration"]["description"]


def test_choices_numbers_and_what_may_be_left_out_are_told() -> None:
    @skill("{state} {room} {note}", example="x")
    async def switch(state: Literal["on", "off"], room: int, note: str = "") -> str:
        """Switch it."""
        return f"{state} {room} {note}"

    schema = tool_of(skill_of(switch)).parameters
    assert schema["properties"]["state"] == {"type": "string", "enum": ["on", "off"]}
    assert schema["properties"]["room"] == {"type": "integer", "minimum": 0, "maximum": 1_000_000}
    assert schema["required"] == ["state", "room"]
    assert values_of(skill_of(switch), {"state": "ON ", "room": 3}) == {"state": "on", "room": 3}
    with pytest.raises(WrongArgumentsError, match="state is one of: on, off"):
        values_of(skill_of(switch), {"state": "open", "room": 3})


def test_every_skill_has_a_name_that_servers_take_and_no_other_has() -> None:
    names = [name_of(one) for one in BUILT_IN.values()]
    assert len(set(names)) == len(BUILT_IN)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) for name in names)


@pytest.mark.parametrize(
    ("given_", "meant"),
    [("ten minutes", 600), ("10 minutes", 600), ("an hour and a half", 5400), ("Two hours, please.", 7200)],
)
def test_a_duration_is_read_as_in_a_phrase(given_: str, meant: int) -> None:
    assert values_of(TIMER, {"duration": given_}) == {"duration": timedelta(seconds=meant)}


@pytest.mark.parametrize("given_", [3, 3.0, "3", "three"])
def test_a_number_may_come_in_words(given_: object) -> None:
    assert values_of(FAN, {"speed": given_}) == {"speed": 3}


@pytest.mark.parametrize(
    ("chosen", "arguments", "told"),
    [
        (TIMER, {"duration": "600"}, "that is not a duration: '600'"),
        (TIMER, {"duration": 600}, "that is not a duration: 600"),
        (TIMER, {"duration": "ten minutes " * 50}, "not a duration"),
        (TIMER, {"duration": ["ten minutes"]}, "not a duration: something else"),
        (TIMER, {}, "duration is missing"),
        (TIMER, {"duration": None}, "duration is missing"),
        (TIMER, {"duration": "ten minutes", "shell": "rm"}, "no argument 'shell'. Arguments: duration"),
        (FAN, {"speed": True}, "not a whole number"),
        (FAN, {"speed": 2.5}, "not a whole number"),
        (FAN, {"speed": float("nan")}, "not a whole number"),
        (FAN, {"speed": "fast"}, "not a whole number"),
        (FAN, {"speed": -1}, "from 0 to 1000"),
        (FAN, {"speed": 10**30}, "from 0 to 1000"),
        (REMEMBER, {"fact": ""}, "no words"),
        (REMEMBER, {"fact": "\x00\u202e ;"}, "no words"),
        (REMEMBER, {"fact": {"a": 1}}, "not a text"),
        (REMEMBER, {"fact": "x" * (LONGEST_WORDS + 1)}, "200 letters at most"),
    ],
)
def test_what_is_wrong_is_a_sentence_for_the_model(
    chosen: plugins.Skill, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongArgumentsError, match=re.escape(told)):
        values_of(chosen, arguments)


@pytest.mark.parametrize("nothing", [{}, {"topic": None}, {"topic": ""}])
def test_what_may_be_left_out_may_be_nothing(nothing: dict[str, Any]) -> None:
    assert values_of(RECALL, nothing) == {}


def test_signs_that_steer_a_terminal_or_the_direction_of_writing_are_taken_out() -> None:
    assert values_of(REMEMBER, {"fact": " my\x1b[31m PIN\n is\u202e 12 "}) == {"fact": "my [31m PIN is 12"}


@pytest.mark.parametrize(
    ("chosen", "values", "phrase"),
    [
        (TIMER, {"duration": timedelta(minutes=10)}, "set a timer for 10 minutes"),
        (TIMER, {"duration": timedelta(seconds=5401)}, "set a timer for 1 hour 30 minutes 1 second"),
        (RECALL, {}, "what do you remember"),
        (RECALL, {"topic": "Keys"}, "what do you remember about keys"),
        (REMEMBER, {"fact": "my door (code) is {12} | 3!"}, "remember that my door code is 12 3"),
        (FAN, {"speed": 3}, "turn the fan to 3"),
        (FAN, {"speed": 3, "how_long": timedelta(minutes=1)}, ""),
        (BUILT_IN["memory.forget_everything"], {}, "forget everything"),
    ],
)
def test_a_yes_can_be_asked_for_with_a_phrase_of_the_skill(
    chosen: plugins.Skill, values: dict[str, Any], phrase: str
) -> None:
    assert phrase_of(chosen, values) == phrase


@settings(deadline=None)
@given(st.integers(0, 999 * 3600))
def test_any_duration_in_words_is_read_as_that_duration(seconds: int) -> None:
    meant = timedelta(seconds=seconds)
    said = in_words(meant)
    assert values_of(TIMER, {"duration": said}) == {"duration": meant}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_phrase_with_any_words_in_it_calls_its_own_skill_with_just_these(text: str) -> None:
    phrase = phrase_of(REMEMBER, {"fact": text})
    if phrase:
        match = EVERY.match(phrase)
        assert match is not None
        assert (match.name, match.values["fact"]) == ("memory.remember", in_words(text))
