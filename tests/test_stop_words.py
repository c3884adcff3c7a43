"""Finding "stop" in what is said while Jarvis speaks."""

import pytest

from voice.spotter import Spotted
from voice.stop_words import StopSpotter

SPOTTER = StopSpotter(lambda text: text.casefold().strip(".!") in {"stop", "be quiet", "that's enough"})


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("Stop.", "Stop."), ("the timer is set stop", "stop"), ("Jarvis, be quiet!", "be quiet!"),
     ("Please, that's enough.", "that's enough.")],
)  # fmt: skip
def test_the_command_may_come_after_other_words(text: str, phrase: str) -> None:
    assert SPOTTER.spot(text) == Spotted(phrase, "")


@pytest.mark.parametrize("text", ["", "...", "Stop signs are red.", "enough", "He was quiet."])
def test_what_only_contains_it_is_none(text: str) -> None:
    assert SPOTTER.spot(text) is None
