"""A misheard command is still understood, unless that would turn its meaning round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.nearest import ALIKE, PERHAPS, Nearest, alike, alike_within, opposed, spoken_words

KNOWN = (
    "next",
    "nevermind",
    "turn on the lamp",
    "set the volume to fifty percent",
    "set an alarm for 2:30 pm",
    "what's the time",
)
COMMANDS = Nearest(KNOWN)


def taken_for(text: str) -> str:
    """The command that is done, "" for none."""
    near = COMMANDS.find(text)
    return near.phrase if near is not None and near.likeness >= ALIKE else ""


@pytest.mark.parametrize(
    ("heard", "command"),
    [
        ("Text.", "next"),
        ("Never mind.", "nevermind"),
        ("Turn on the land.", "turn on the lamp"),
        ("Set the volume to 50%.", "set the volume to fifty percent"),
        ("Said the volume to 50 percent", "set the volume to fifty percent"),
        ("Set an alarm for two thirty p m", "set an alarm for 2 30 pm"),
        ("What\u2019s the time?", "what's the time"),
    ],
)
def test_what_was_misheard_or_spelled_otherwise_is_the_command(heard: str, command: str) -> None:
    assert taken_for(heard) == command


@pytest.mark.parametrize(
    "heard",
    [
        "Turn off the lamp.",
        "Never turn on the lamp.",
        "Set the volume to fifteen percent.",
        "Set the volume to forty percent.",
        "Set the volume to 15%.",
        "Set an alarm for three thirty pm",
        "Set an alarm for two thirty a m",
        "Good morning.",
        "",
    ],
)
def test_what_says_something_else_is_no_command(heard: str) -> None:
    assert taken_for(heard) == ""


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("twenty five", "25"),
        ("one hundred", "100"),
        ("ninety", "90"),
        ("two thirty", "2 30"),
        ("thirty two", "32"),
        ("zero", "0"),
    ],
)
def test_numbers_may_be_spelled_either_way(words: str, digits: str) -> None:
    assert Nearest([f"go to channel {words}"]).find(f"go to channel {digits}") is not None
    near = Nearest([f"go to channel {digits}"]).find(f"Go to channel {words}!")
    assert near is not None
    assert (near.phrase, near.likeness) == (f"go to channel {digits}", 1.0)


def test_two_numbers_are_not_another_one() -> None:
    assert Nearest(["call two thirty"]).find("call two hundred thirty") is None
    assert Nearest(["call 23 0"]).find("call 2 30") is None


@given(st.text(max_size=40))
def test_whatever_is_heard_the_answer_is_a_known_phrase(text: str) -> None:
    near = COMMANDS.find(text)
    assert near is None or (near.phrase in {*KNOWN, "set an alarm for 2 30 pm"} and near.likeness >= PERHAPS)
    assert Nearest([]).find(text) is None


@pytest.mark.parametrize("phrase", KNOWN)
def test_a_command_that_was_heard_well_is_itself(phrase: str) -> None:
    near = COMMANDS.find(phrase.upper())
    assert near is not None
    assert near.likeness == 1.0


def test_words_are_compared_as_they_are_spoken() -> None:
    assert spoken_words("Twenty-one degrees!") == ["21", "degrees"]
    assert alike("timer", "time") > 0.8 > alike("timer", "stop")
    assert alike_within("timerfor", "yourtimerforten") == 1
    assert alike_within("yourtimerforten", "timer") < 0.6


def test_opposites_and_other_numbers_are_known() -> None:
    assert opposed("lights on", "lights off")
    assert opposed("do", "don't")
    assert opposed("ten minutes", "five minutes")
    assert not opposed("ten minutes", "10 minutes")
    assert not opposed("bosk", "Vosk")
