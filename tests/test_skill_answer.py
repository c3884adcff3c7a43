"""What the process of a skill tells is checked before anybody believes it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.plain import Slot
from jarvis.skill_answer import Answered, NonsenseError, SkillCard, answered, cards, clean

CARD = {
    "function": "today",
    "phrases": ["weather [in] {place}"],
    "doc": "Tell the weather.\n\nNot the climate.",
    "example": "weather in Rome",
    "reads": True,
    "priority": None,
    "slots": [["place", "str", [], True]],
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*CARD, "text", "did", "undo"]), inner),
)


def test_a_skill_is_described() -> None:
    (card,) = cards("weather", [CARD])
    assert card == SkillCard(
        name="weather.today",
        function="today",
        phrases=("weather [in] {place}",),
        doc="Tell the weather.\n\nNot the climate.",
        example="weather in Rome",
        reads=True,
        priority=None,
        slots=(Slot("place", "str", optional=True),),
    )
    assert card.summary == "Tell the weather."


@pytest.mark.parametrize(
    "wrong",
    [
        {"function": "timer.set_timer"},
        {"function": "../x"},
        {"phrases": []},
        {"phrases": ["x" * 501]},
        {"priority": "HIGHEST"},
        {"reads": 1},
        {"slots": [["place", "object", [], True]]},
        {"slots": [["place", "str", []]]},
        {"doc": None},
    ],
    ids=str,
)
def test_a_description_that_is_wrong_is_nonsense(wrong: dict[str, Any]) -> None:
    with pytest.raises(NonsenseError):
        cards("weather", [{**CARD, **wrong}])


@given(anything)
def test_whatever_is_sent_is_understood_or_nonsense(told: Any) -> None:  # noqa: ANN401 - that is the point
    for check in (lambda: cards("weather", told), lambda: answered(told if isinstance(told, dict) else {})):
        try:
            check()
        except NonsenseError:
            continue


def test_an_answer_with_its_evidence() -> None:
    told = {"text": "Sunny.\x1b[31m\x07\n", "did": {"what": "told"}, "undo": "forget it"}
    assert answered(told) == Answered("Sunny.[31m\n", {"what": "told"}, "forget it")
    for wrong in (
        {"did": {"what": 7}},
        {"text": 7},
        {"undo": "x" * 501},
        {"did": {str(n): "" for n in range(33)}},
    ):
        with pytest.raises(NonsenseError):
            answered({**told, **wrong})


def test_a_text_has_no_control_characters() -> None:
    assert clean("a\x00b\x9bc\nd\ud800é") == "abc\ndé"
