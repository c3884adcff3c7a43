"""What Jarvis itself says does not wake it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jarvis.bus import EventBus
from jarvis.events import LoudspeakerLost, SentenceStarted, SpeakingEnded, SpeakingStarted
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
        own.passes(60_000)  # however long it takes
        assert (own.speaking, own.says("hey jarvis"), own.says("alexa")) == (True, True, False)


async def test_and_for_a_second_of_sound_after_it() -> None:
    async with speech() as (bus, own):
        for event in (STARTED, sentence("Hey Jarvis."), sentence("It is noon.")):
            await bus.publish(event)
        own.passes(980)
        assert own.says("hey jarvis")
        own.passes(20)
        assert not own.says("hey jarvis")


@pytest.mark.parametrize("end", [ENDED, LoudspeakerLost(reason="gone")])
async def test_when_nothing_can_be_heard_any_more_it_is_over(end: SpeakingEnded | LoudspeakerLost) -> None:
    async with speech() as (bus, own):
        for event in (STARTED, sentence("Hey Jarvis."), end):
            await bus.publish(event)
        assert (own.speaking, own.says("hey jarvis")) == (False, True)
        own.passes(1_000)
        assert not own.says("hey jarvis")


async def test_a_long_speech_that_nobody_hears_fills_no_memory() -> None:
    async with speech() as (bus, own):
        for number in range(200):
            bus.post(sentence(f"Number {number}, hey jarvis."))
            await asyncio.sleep(0)
        assert len(own._before) < 10  # noqa: SLF001 - it cannot be seen from outside
        own.passes(1_000)
        bus.post(sentence("It is noon."))
        await asyncio.sleep(0)
        own.passes(1_000)
        assert not own.says("hey jarvis")
