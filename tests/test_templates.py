"""Many ways to say one thing, and what was not meant is not taken for it."""

from datetime import timedelta
from functools import cache
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.errors import SkillError
from jarvis.ports import Said
from jarvis.spoken_words import as_said
from jarvis.templates import Match, Templates, plain, samples

MINUTE = 60
HOUR = 60 * MINUTE


def knowing(phrases: list[str], **places: type) -> Templates:
    templates = Templates()
    templates.add("test.skill", phrases, places)
    return templates


@cache
def timers() -> Templates:
    """What the timer understands, and a stop."""
    templates = Templates()
    sentences = ["[set] [a|an] timer for {duration}", "[set] [a|an] {duration} timer"]
    templates.add("timer.set", sentences, {"duration": timedelta})
    templates.add("stop.stop", ["stop [it]"], {})
    return templates


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("set a timer for ten minutes", 10 * MINUTE),
        ("set a timer for 10 minutes", 10 * MINUTE),
        ("Set a timer for 10 minutes.", 10 * MINUTE),
        ("timer for twenty-five minutes", 25 * MINUTE),
        ("5-minute timer", 5 * MINUTE),
        ("Set a five-minute timer!", 5 * MINUTE),
        ("set an hour timer", HOUR),
        ("timer for half an hour", HOUR // 2),
        ("timer for a quarter of an hour", HOUR // 4),
        ("timer for three quarters of an hour", 3 * HOUR // 4),
        ("timer for an hour and a half", HOUR + HOUR // 2),
        ("timer for one and a half hours", HOUR + HOUR // 2),
        ("timer for half a minute", MINUTE // 2),
        ("timer for one minute and a half", MINUTE + MINUTE // 2),
        ("timer for a minute", MINUTE),
        ("timer for 1 second", 1),
        ("timer for 90 seconds", 90),
        ("timer for 1 hour 20 minutes", HOUR + 20 * MINUTE),
        ("timer for 1 hour, 20 minutes, and 5 seconds", HOUR + 20 * MINUTE + 5),
        ("timer for two hours and one second", 2 * HOUR + 1),
        ("timer for three minutes and ten seconds", 3 * MINUTE + 10),
        ("timer for 1000 minutes", 1000 * MINUTE),
        ("timer for zero minutes", 0),
    ],
)
def test_there_are_many_ways_to_say_how_long(said: str, seconds: int) -> None:
    assert timers().match(said) == Match("timer.set", {"duration": timedelta(seconds=seconds)})


@given(st.integers(0, 1000), st.integers(0, 59), st.integers(0, 59))
@settings(deadline=None, max_examples=50)
def test_every_length_of_time_is_understood(hours: int, minutes: int, seconds: int) -> None:
    found = timers().match(f"set a timer for {hours} hours, {minutes} minutes and {seconds} seconds")
    assert found
    assert found.values == {"duration": timedelta(hours=hours, minutes=minutes, seconds=seconds)}


@pytest.mark.parametrize(
    "said",
    [
        "stop", "Stop!", "STOP IT.", "stop, please", "Please stop.", "Jarvis, stop!", "Hey Jarvis, stop.",
        "Um, could you please stop it?", "okay, will you stop", "I would like you to stop, please",
        "Uh… stop", "stop thank you", "well, stop, Jarvis", "Stop, please, Jarvis.", "stop please thank you",
    ],
)  # fmt: skip
def test_politeness_and_hesitation_change_nothing(said: str) -> None:
    assert timers().match(said) == Match("stop.stop", {})


@pytest.mark.parametrize(
    "said",
    [
        "", " ", "?!", "please", "Hey Jarvis", "stopping", "do not stop", "set a timer", "set a timer for",
        "set a timer for many minutes", "set a timer for ten", "set a timer for ten minutes and a pony",
        "{duration} timer", "[set] a timer", "timer for {timer_set_duration}", "a" * 2_000, "\0", "停",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_nothing(said: str) -> None:
    assert timers().match(said) is None


@given(st.text(max_size=200))
@settings(deadline=None)
def test_whatever_is_said_does_not_hurt(said: str) -> None:
    assert timers().match(f"{said} a pony") is None


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("What is the weather to-day?", "what is the weather today"),
        ("What\u2019s the time?", "what's the time"),
        ("It is 3.5, not 3:30.", "it is 3.5 not 3:30"),
        ("Can you, please, help me?", "help me"),
    ],
)
def test_what_was_heard_is_brought_into_one_form(said: str, plainly: str) -> None:
    assert plain(said) == plainly


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        (int, "turn it up to twenty one", 21),
        (int, "turn it up to 7", 7),
        (str, "turn it up to the max", "the max"),
    ],
)
def test_a_place_takes_what_its_type_says(kind: type, said: str, value: Any) -> None:  # noqa: ANN401
    found = knowing(["turn it up to {level}"], level=kind).match(said)
    assert found
    assert found.values == {"level": value}
    assert type(found.values["level"]) is kind


def test_a_number_is_not_any_word() -> None:
    assert knowing(["turn it up to {level}"], level=int).match("turn it up to the max") is None


def test_the_most_exact_phrase_wins() -> None:
    templates = Templates()
    templates.add("music.any", ["play {what}"], {"what": str})
    templates.add("music.album", ["play the album {what}"], {"what": str})
    templates.add("music.stop", ["play nothing"], {})
    names = [
        found.name
        for said in ("blue", "the album blue", "nothing")
        if (found := templates.match(f"play {said}"))
    ]
    assert names == ["music.any", "music.album", "music.stop"]


def test_what_is_added_later_is_understood_too() -> None:
    templates = knowing(["stop"])
    templates.build()
    templates.add("test.more", ["go on"], {})
    assert [templates.match(said) for said in ("stop", "go on")] == [
        Match("test.skill", {}),
        Match("test.more", {}),
    ]


@pytest.mark.parametrize(
    "phrase",
    [
        "set [a timer", "set a) timer", "(set|start a timer", "set a timer for {duration", "]", "",
        "play {song}", "<greeting> you",
    ],
)  # fmt: skip
def test_a_phrase_that_is_none_is_refused_when_it_is_added(phrase: str) -> None:
    templates = knowing(["stop"])
    with pytest.raises(SkillError, match=r"phrases of broken\.skill cannot be read"):
        templates.add("broken.skill", ["good", phrase], {"duration": timedelta})
    assert templates.match("good") is None
    assert templates.match("stop") == Match("test.skill", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Stop.", Said.COMPLETE),
        ("set a timer for ten minutes", Said.COMPLETE),
        ("set a timer", Said.UNFINISHED),
        ("Set a timer for", Said.UNFINISHED),
        ("please set a timer for ten", Said.UNFINISHED),
        ("turn on the", Said.UNFINISHED),
        ("good morning", Said.OPEN),
        ("", Said.OPEN),
    ],
)
def test_one_can_tell_whether_more_is_to_come(text: str, said: Said) -> None:
    assert timers().said(text) is said


def test_a_length_of_time_and_a_place_called_number_stand_side_by_side() -> None:
    templates = knowing(["add {length} to timer {number}", "add {length}"], length=timedelta, number=int)
    found = [templates.match(said) for said in ("add ten minutes to timer two", "add ten minutes")]
    length = {"length": timedelta(minutes=10)}
    assert [one and one.values for one in found] == [{**length, "number": 2}, length]


PIECES = st.sampled_from([
    "set", "a", "an", "the", "my", "timer", "for", "called", "number", "ten", "minutes", "5", "hours", "and",
    "half",
    "to", "lamp", "lamp's", "on", "off", "turn", "please", "un-do", "re_do", "3:30", "'", ".",
])  # fmt: skip


@cache
def mixed() -> Templates:
    templates = Templates()
    places = {"length": timedelta, "name": str, "number": int, "state": Literal["on", "off"]}
    for number, phrase in enumerate(
        ["[set] [a|the] {name} timer for {length}", "[set] timer [number] {number} to {length}", "un-do [it]",
         "turn [the] {name} lamp {state}", "turn {state} [(my|the)] lamp['s] [{name}]", "(set;my;lamp)"]
    ):  # fmt: skip
        templates.add(f"test.{number}", [phrase], places)
    return templates


@given(st.lists(PIECES, max_size=9))
@settings(deadline=None, max_examples=300)
def test_what_is_sorted_out_early_would_not_have_matched(pieces: list[str]) -> None:
    said = " ".join(pieces)
    found = mixed().match(said)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jarvis.templates._LONGEST_SHAPED", -1)  # nothing is sorted out by its shape
        assert mixed().match(said) == found


def test_a_long_story_is_looked_at_in_no_time() -> None:
    story = "set a lamp timer for ten minutes and half an hour and 5 minutes and " * 40
    assert mixed().match(story[:190]) is None
    assert mixed().match(story) is None


def test_after_a_place_for_any_words_more_may_come() -> None:
    assert knowing(["play {song}"], song=str).said("play the blues") is Said.OPEN


def test_what_can_be_said_word_for_word_is_known_in_all_its_variants() -> None:
    templates = knowing(["(play|start) [the] music", "play {song}"], song=str)
    assert sorted(templates.phrases()) == ["play music", "play the music", "start music", "start the music"]
    assert all(templates.match(phrase) for phrase in templates.phrases())
    assert len(knowing([" ".join(f"[{letter}]" for letter in "abcdefghijkl")]).phrases()) == 40


def test_samples_are_spread_over_all_variants_with_typical_words_in_the_places() -> None:
    found = samples("[please] (set|start|make) a timer for {duration}", {"duration": "ten minutes"}, 3)
    assert len(found) == 3
    assert len({one.split()[-6] for one in found}) > 1
    assert all(one.endswith("a timer for ten minutes") for one in found)
    assert samples("stop", {}, 3) == ["stop"]


@pytest.mark.parametrize(
    ("words", "request_", "said"),
    [
        ("bread milk and a coke", "Add bread, milk and a Coke to my list.", "bread, milk and a Coke"),
        ("call bob", "Take a note: call Bob!", "call Bob"),
        ("please the cat", "Note down please the cat", "please the cat"),
        ("something else", "Take a note.", "something else"),
        ("", "Anything.", ""),
        ("a a", "A a", "A a"),
    ],
)
def test_words_of_a_place_are_found_as_they_were_said(words: str, request_: str, said: str) -> None:
    assert as_said(words, request_) == said


def test_what_stood_in_places_for_any_words_is_told() -> None:
    known = Templates()
    known.add("a", ["play {song} for {length}"], {"song": str, "length": timedelta})
    match = known.match("play the red song for ten minutes")
    assert match
    assert match.loose == ("the red song",)
