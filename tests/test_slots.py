"""A place in a phrase takes what its type says, and nothing else."""

import enum
import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Literal, Optional

import pytest

from jarvis.arithmetic import Calculation
from jarvis.errors import SkillError
from jarvis.ports import Said
from jarvis.slots import kind_of, slot_of
from jarvis.templates import Templates

NOW = datetime(2026, 11, 21, 14, 50, tzinfo=UTC)


class Room(enum.Enum):
    """Where one can be."""

    KITCHEN = "kitchen"
    LIVING = "living room"


def said(phrase: str, kind: Any, text: str) -> Any:  # noqa: ANN401
    """What stands in the place `x`; None if the phrase was not said."""
    templates = Templates(lambda: NOW)
    templates.add("test.skill", [phrase], {"x": kind})
    found = templates.match(text)
    return found.values["x"] if found else None


@pytest.mark.parametrize(
    ("phrase", "kind", "text", "value"),
    [
        ("set it to {x}", int, "set it to twenty-one", 21),
        ("set it to {x}", int, "set it to minus five", -5),
        ("set it to {x}", int, "Set it to -5.", -5),
        ("set it to {x}", int, "set it to two point five", None),
        ("set it to {x}", float, "set it to two point five", 2.5),
        ("set it to {x} percent", float, "set it to 2 percent", 2.0),
        ("set it to {x}", float, "set it to the max", None),
        ("wake me at {x}", time, "wake me at half past seven", time(19, 30)),
        ("wake me at {x}", time, "Wake me at 7:30 a.m.!", time(7, 30)),
        ("wake me at {x}", time, "wake me at all", None),
        ("what is on {x}", date, "what is on next friday", date(2026, 11, 27)),
        ("what is on {x}", date, "what is on television", None),
        ("remind me {x}", datetime, "remind me tomorrow at nine", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("remind me {x}", datetime, "remind me in two hours", datetime(2026, 11, 21, 16, 50, tzinfo=UTC)),
        ("remind me {x}", datetime, "remind me of tea", None),
        ("turn it {x}", Literal["on", "off"], "turn it off", "off"),
        ("turn it {x}", Literal["on", "off"], "turn it up", None),
        ("go to the {x}", Room, "go to the living room", Room.LIVING),
        ("go to the {x}", Room, "go to the moon", None),
        ("wait {x}", timedelta, "wait ten minutes", timedelta(minutes=10)),
        ("wait {x}", timedelta | None, "wait ten minutes", timedelta(minutes=10)),
        ("say {x}", str, "say half past seven", "half past seven"),
    ],
)
def test_a_place_is_read_by_its_type(phrase: str, kind: Any, text: str, value: Any) -> None:  # noqa: ANN401
    found = said(phrase, kind, text)
    assert (found, type(found)) == (value, type(value))


def test_a_moment_and_free_words_share_a_sentence() -> None:
    templates = Templates(lambda: NOW)
    phrases = ["remind me to {what}", "remind me to {what} {when}", "remind me {when} to {what}"]
    templates.add("remind", phrases, {"what": str, "when": datetime})
    nine = datetime(2026, 11, 22, 9, tzinfo=UTC)
    for text in (
        "remind me to look at the roast tomorrow at nine",
        "remind me tomorrow at 9 to look at the roast",
    ):
        found = templates.match(text)
        assert found
        assert found.values == {"what": "look at the roast", "when": nine}
    alone = templates.match("remind me to look at the roast")
    assert alone
    assert alone.values == {"what": "look at the roast"}


def test_a_moment_is_reckoned_from_when_it_is_said() -> None:
    now = [NOW]
    templates = Templates(lambda: now[0])
    templates.add("remind", ["remind me {x}"], {"x": datetime})
    first = templates.match("remind me in two hours")
    now[0] += timedelta(hours=1)
    second = templates.match("remind me in two hours")
    assert first
    assert second
    assert second.values["x"] - first.values["x"] == timedelta(hours=1)


def test_after_a_day_a_time_may_follow_and_after_a_number_nothing() -> None:
    templates = Templates(lambda: NOW)
    templates.add("remind", ["remind me {x}"], {"x": datetime})
    templates.add("set", ["set it to {x}"], {"x": int})
    assert templates.said("remind me tomorrow") is Said.OPEN
    assert templates.said("set it to ten") is Said.COMPLETE


def test_a_type_that_nobody_can_say_is_refused_when_the_skill_is_loaded() -> None:
    with pytest.raises(SkillError, match=r"phrases of a\.b cannot be read .*cannot take bytes"):
        Templates().add("a.b", ["send {x}"], {"x": bytes})
    Templates().add("a.b", ["send it"], {"x": bytes})  # it has a default, and stands in no phrase


def test_every_kind_has_words_that_are_typical_for_it() -> None:
    for kind in (str, int, float, time, date, datetime, timedelta, Literal["on"], Room, Optional[int]):  # noqa: UP045
        slot = slot_of(kind)
        assert said("take {x}", kind, f"take {slot.typical}") is not None
    assert kind_of(int | str) == int | str


def test_among_three_hundred_skills_the_one_is_found_at_once() -> None:
    templates = Templates(lambda: NOW)
    kinds = [int, str, timedelta, datetime, Literal["on", "off"]]
    things = [f"{a}{b}" for a in ("red", "blue", "tall", "wide", "loud", "soft") for b in "abcdefghij"]
    for verb in ("set", "start", "show", "open", "find"):
        for number, thing in enumerate(things):
            phrases = [f"[please] ({verb}|do {verb}) [the] {thing} [to] {{x}}", f"{verb} {thing} now"]
            templates.add(f"{verb}.{thing}", phrases, {"x": kinds[number % 5]})
    texts = [f"set the {thing} to ten" for thing in things] + ["what is the weather", "show me the way"]
    for text in texts:
        templates.match(text)
    took_s = []
    for text in texts * 3:
        began_s = stopwatch.perf_counter()
        templates.match(text)
        took_s.append(stopwatch.perf_counter() - began_s)
    assert sorted(took_s)[len(took_s) // 2] < 0.003, "looking at all of them takes 12 ms"


def test_a_type_may_read_itself_and_then_more_may_follow() -> None:
    templates = Templates(lambda: NOW)
    templates.add("work out", ["what is {x}"], {"x": Calculation})
    match = templates.match("What is 7 x 8?")
    assert match is not None
    assert match.values["x"] == Calculation("7 times 8", Fraction)
    assert templates.match("what is love") is None
    assert templates.said("what is seven times eight") is Said.OPEN
    assert templates.said("what is seven times") is Said.UNFINISHED
