"""What a model may be heard to say."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis.mind.honest import NO_CLOCK, NOT_DONE, harmless, is_harmless, sentences, without_claims
from jarvis.mind.small_talk import KINDS
from jarvis.testing import run

TALKS = {kind.name: kind for kind in KINDS}


async def stream(*pieces: str) -> AsyncGenerator[str]:
    for piece in pieces:
        yield piece


async def small(*pieces: str, kind: str = "greeting") -> str:
    return "".join([one async for one in harmless(stream(*pieces), TALKS[kind])])


async def big(*pieces: str) -> str:
    return "".join([one async for one in without_claims(sentences(stream(*pieces)))])


async def test_kind_words_pass_two_sentences_of_them() -> None:
    assert await small("hel", "lo the", "re! I am glad to hear you. Enjoy the day. Bye.") == (
        "Hello there! I am glad to hear you."
    )


@pytest.mark.parametrize(
    "text",
    [
        "I'll see you tomorrow.", "It is five o'clock.", "My name is Elara Blackwood.",
        "I set a timer for you.",
        "Paris is lovely.", "I promise you.", "You have 3 messages.", "Done!", "See you at the weekend.",
        "What's on your mind?", "I am a warrior.", "Just enjoying a nice cup of tea.", "I am glad", "",
    ],
)  # fmt: skip
async def test_a_small_model_states_promises_and_asks_nothing(text: str) -> None:
    assert await small(text) == ""


async def test_whoever_is_sad_is_not_congratulated() -> None:
    assert await small("That is wonderful!", kind="bad news") == ""
    assert await small("I am sorry to hear that.", kind="bad news") == "I am sorry to hear that."
    assert await small("I am sorry to hear that.", kind="good news") == ""
    assert (await small("You are welcome."), await small("You are welcome.", kind="thanks")) == (
        "",
        "You are welcome.",
    )


@given(st.text(max_size=200))
def test_a_number_never_gets_through(text: str) -> None:
    assert not is_harmless(f"I am {text} 7.", TALKS["greeting"])


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("I've set a timer. Bye.", f"{NOT_DONE} Bye."),
        ("Okay, I'll remind you.", NOT_DONE),
        ("Done!", NOT_DONE),
        ("The lights are off now.", NOT_DONE),
        ("I'm turning on the light. I have sent it.", NOT_DONE),
        ("It's 5:30 pm.", NO_CLOCK),
        ("Today is Monday.", NO_CLOCK),
        ("It is half past nine.", NO_CLOCK),
        ("The time is 12.", NO_CLOCK),
        ("It's about 5 pm now.", NO_CLOCK),
    ],
)
async def test_a_bigger_model_claims_no_deeds_and_no_hour(text: str, heard: str) -> None:
    assert await big(text) == heard


@pytest.mark.parametrize(
    "text",
    [
        "The capital of France is called Paris.",
        "The film is set in 1940.",
        "I can explain that. It is simple.",
        "A. B. C",
        "It is 330 metres tall. It is 56.",
        "The answer is done in three steps.",
    ],
)
async def test_what_it_knows_is_left_as_it_is(text: str) -> None:
    assert await big(text) == text


@given(st.lists(st.text(max_size=40), max_size=12))
def test_cutting_into_sentences_loses_nothing(pieces: list[str]) -> None:
    async def whole() -> str:
        return "".join([one async for one in sentences(stream(*pieces))])

    assert run(whole()).rstrip() == "".join(pieces).rstrip()


async def test_what_never_ends_is_let_out_all_the_same() -> None:
    parts = [one async for one in sentences(stream("word " * 500))]
    assert len(parts) > 2
    await asyncio.sleep(0)
