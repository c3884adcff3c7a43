"""What Jarvis itself says does not wake it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jarvis.bus import EventBus
from jarvis.events import LoudspeakerLost, SentenceStarted, SpeakingEnded, SpeakingStarted
from jarvis.speech import Mark
from voice.own_speech import OwnSpeech

STARTED, ENDED = SpeakingStarted(turn="t", device="d"), SpeakingEnded(turn="t", heard_ms=900, cut=False)


def sentence(text: str) -> SentenceStarted:
    return SentenceStarted(turn="t", text=text)


@asynccontextmanager
async def speech() -> AsyncIterator[tuple[EventBus, OwnSpeech]]:
    async with EventBus() as bus:
        own = OwnSpeech()
        own.follow(bus)
        yield bus, own


async def test_a_phrase_counts_while_its_sentence_is_spoken() -> None:
    async with speech() as (bus, own):
        assert (own.speaking, own.says("hey jarvis")) == (False, False)
        await bus.publish(STARTED)
        await bus.publish(sentence("Say “Hey Jarvis” to call me."))
        own.passes(800)
        assert (own.speaking, own.says("hey jarvis"), own.says("alexa")) == (True, True, False)


async def test_and_for_a_second_of_sound_after_it() -> None:
    async with speech() as (bus, own):
        await bus.publish(STARTED)
        await bus.publish(sentence("Hey Jarvis."))
        own.passes(700)
        await bus.publish(sentence("It is noon."))
        own.passes(980)
        assert own.says("hey jarvis")
        own.passes(60)
        assert not own.says("hey jarvis")


@pytest.mark.parametrize("end", [ENDED, LoudspeakerLost(reason="gone")])
async def test_when_nothing_can_be_heard_any_more_it_is_over(end: SpeakingEnded | LoudspeakerLost) -> None:
    async with speech() as (bus, own):
        await bus.publish(STARTED)
        await bus.publish(sentence("Hey Jarvis."))
        own.passes(700)
        await bus.publish(end)
        assert (own.speaking, own.says("hey jarvis")) == (False, True)
        own.passes(1_100)
        assert not own.says("hey jarvis")


LONG = (
    "If you say jarvis I will wake up and listen to you, and then you can ask me about the weather and time, "
    "the lights in the kitchen, the music in the living room, or anything else that you would like to know."
)


async def test_a_name_at_the_beginning_of_a_long_sentence_does_not_stay_forbidden_to_its_end() -> None:
    async with speech() as (bus, own):
        await bus.publish(STARTED)
        await bus.publish(sentence(LONG))
        own.passes(1_000)
        assert own.says("hey jarvis")
        own.passes(9_000)
        assert not own.says("hey jarvis")


async def test_a_name_that_comes_late_in_a_sentence_is_expected_only_then() -> None:
    async with speech() as (bus, own):
        await bus.publish(STARTED)
        await bus.publish(sentence("To speak with me at any time of the day or of the night say jarvis."))
        own.passes(500)
        assert not own.says("jarvis")
        own.passes(3_600)
        assert own.says("jarvis")


async def test_what_the_voice_knows_of_its_words_is_better_than_guessing() -> None:
    async with speech() as (bus, own):
        await bus.publish(STARTED)
        await bus.publish(sentence("Say jarvis."))
        own.times([Mark("Say", 0), Mark("jarvis.", 6_000)])  # after a long breath
        own.passes(1_500)
        assert not own.says("jarvis")
        own.passes(5_000)
        assert own.says("jarvis")


SENTENCE = "Your timer for ten minutes will stop at a quarter past nine."


async def said(own: OwnSpeech, bus: EventBus, text: str, lasts_ms: int) -> None:
    await bus.publish(STARTED)
    await bus.publish(sentence(text))
    own.passes(lasts_ms)
    await bus.publish(SpeakingEnded(turn="t", heard_ms=lasts_ms, cut=False))


@pytest.mark.parametrize(
    ("recognized", "ended_ms_ago", "lasted_ms"),
    [
        ("Your timer for 10 minutes will stop at a quarter past nine", 0, 3_900),
        ("timer four ten minutes will stop", 1_600, 2_000),
        ("will stop at a quarter past nine.", 0, 1_900),
        ("Your time or for ten minutes", 2_200, 1_700),
        ("at a quarter passed nine", 300, 1_300),
    ],
)
async def test_its_own_words_come_back_as_no_request(
    recognized: str, ended_ms_ago: int, lasted_ms: int
) -> None:
    async with speech() as (bus, own):
        await said(own, bus, SENTENCE, 3_900)
        assert own.echoes(recognized, ended_ms_ago, lasted_ms)


async def test_a_user_who_takes_up_a_word_afterwards_is_heard() -> None:
    async with speech() as (bus, own):
        await said(own, bus, SENTENCE, 3_900)
        own.passes(2_000)
        assert not own.echoes("timer?", 200, 500)
        assert not own.echoes("Stop!", 200, 400)


async def test_stop_is_the_users_unless_jarvis_says_it_just_then() -> None:
    async with speech() as (bus, own):
        await said(own, bus, SENTENCE, 3_900)
        assert own.echoes("stop", 1_500, 300), "in doubt it is Jarvis's own"
        assert not own.echoes("stop", 3_500, 300), "said over another word"


async def test_other_words_over_its_speech_are_the_users() -> None:
    async with speech() as (bus, own):
        await said(own, bus, SENTENCE, 3_900)
        for text in (
            "cancel it please",
            "make it a quarter to eleven",
            "what is the weather",
            "nine past quarter a at",
        ):
            assert not own.echoes(text, 0, 2_000), text


async def test_a_sentence_that_was_cut_counts_as_far_as_it_was_said() -> None:
    async with speech() as (bus, own):
        await bus.publish(STARTED)
        await bus.publish(sentence(SENTENCE))
        own.passes(1_200)
        await bus.publish(SpeakingEnded(turn="t", heard_ms=1_200, cut=True))
        assert own.echoes("your timer for", 200, 1_000)
        own.passes(2_000)
        assert not own.echoes("a quarter past nine", 0, 1_200)


@given(
    text=st.lists(
        st.sampled_from(["purple", "giraffe", "zebra", "umbrella", "volcano"]), min_size=1, max_size=6
    ),
    ago_ms=st.integers(0, 10_000),
    lasted_ms=st.integers(0, 8_000),
)
@settings(max_examples=50, deadline=None)
def test_what_it_never_said_is_never_taken_for_its_own(text: list[str], ago_ms: int, lasted_ms: int) -> None:
    async def story() -> None:
        async with speech() as (bus, own):
            await said(own, bus, SENTENCE, 3_900)
            assert not own.echoes(" ".join(text), ago_ms, lasted_ms)

    asyncio.run(story())


async def test_a_long_speech_that_nobody_hears_fills_no_memory() -> None:
    async with speech() as (bus, own):
        for number in range(200):
            await bus.publish(sentence(f"Number {number}, hey jarvis."))
        assert len(own._sentences) < 20  # noqa: SLF001 - it cannot be seen from outside
        own.passes(1_000)
        await bus.publish(sentence("It is noon."))
        own.passes(1_100)
        assert not own.says("hey jarvis")
