"""A phrase in what was said, however the recognizer spelled it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.spotter import PhraseSpotter, Spotted, names

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäé", min_size=3, max_size=9)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
COMMANDS = st.lists(st.text("abcxyz'?!", min_size=1, max_size=6), max_size=6).map(" ".join)


def spot(text: str, *phrases: str) -> Spotted | None:
    return PhraseSpotter(phrases or ("computer", "hey house")).spot(text)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("computer what time is it", "what time is it"),
        ("Computer, what time is it?", "what time is it?"),
        ("COMPUTER! Stop.", "Stop."),
        ("Hey, computer: stop.", "stop."),
        ("Okay computer stop", "stop"),
        ("Computers, what's the time?", "what's the time?"),
        ("Compute her what time is it", "what time is it"),
        ("Computer — stop", "stop"),
        ("computer", ""),
        ("Computer.", ""),
        ("Computer is slow", "is slow"),
        ("computer, computer", "computer"),
    ],
)
def test_what_comes_after_the_phrase_is_the_command(said: str, command: str) -> None:
    assert spot(said) == Spotted("computer", command)


@pytest.mark.parametrize(
    "said",
    [
        "My computer is slow.", "a computer is a machine", "hey my computer is slow", "the computer",
        "Use the computer", "supercomputer", "computerized things", "commuter trains are late",
        "come here now", "complete this", "hey", "", "...", "what time is it", "this computer, please",
    ],
)  # fmt: skip
def test_who_only_speaks_about_it_does_not_call_it(said: str) -> None:
    assert spot(said) is None


@pytest.mark.parametrize(
    ("said", "phrase", "command"),
    [
        ("Hey house, lights on", "hey house", "lights on"),
        ("hey, House! Lights on.", "hey house", "Lights on."),
        ("hey house computer", "hey house", "computer"),
        ("computer hey house", "computer", "hey house"),
    ],
)
def test_each_of_several_phrases_is_told_by_its_name(said: str, phrase: str, command: str) -> None:
    assert spot(said) == Spotted(phrase, command)


def test_of_two_phrases_that_begin_alike_the_longer_one_is_meant() -> None:
    both = ("computer", "computer one")
    assert spot("computer one stop", *both) == Spotted("computer one", "stop")
    assert spot("computer stop", *both) == Spotted("computer", "stop")


def test_without_phrases_nothing_is_spotted() -> None:
    assert PhraseSpotter([]).spot("computer stop") is None
    assert PhraseSpotter(["!"]).spot("! stop") is None


@settings(deadline=None)
@given(PHRASES, COMMANDS, st.sampled_from(["", "hey ", "Okay, ", "Oh "]))
def test_whatever_the_phrase_it_is_found_in_front_of_whatever_is_asked(
    phrase: str, command: str, call: str
) -> None:
    asked = " ".join(word for word in command.split() if any(letter.isalnum() for letter in word))
    spotted = spot(f"{call}{phrase.title()}, {asked}", phrase)
    assert spotted == Spotted(phrase, asked)


@settings(deadline=None)
@given(st.text(), st.lists(PHRASES, max_size=3))
def test_whatever_is_said_the_command_is_the_end_of_it(text: str, phrases: list[str]) -> None:
    spotted = PhraseSpotter(phrases).spot(text)
    if spotted:
        assert spotted.phrase in phrases
        words = [word for word in text.split() if any(letter.isalnum() for letter in word.casefold())]
        count = len(spotted.command.split())
        assert spotted.command.split() == words[len(words) - count :]
        assert 1 <= len(words) - count <= 6


@pytest.mark.parametrize(
    "text", ["Hey Jarvis!", "Say “hey, Jarvis” to call me.", "I am Jarvis.", "Hey Travis", "a jar vis"]
)
def test_a_text_that_names_the_phrase_anywhere_is_noticed(text: str) -> None:
    assert names(text, "hey jarvis")


@pytest.mark.parametrize(
    "text", ["", "It is noon.", "the harvest", "at your service", "have this", "Alexa", "hey you", "..."]
)
def test_a_text_that_does_not_name_it_is_not(text: str) -> None:
    assert not names(text, "hey jarvis")


@settings(deadline=None)
@given(COMMANDS, PHRASES, COMMANDS)
def test_a_phrase_is_noticed_between_any_words(before: str, phrase: str, after: str) -> None:
    assert names(f"{before} {phrase} {after}", phrase)
