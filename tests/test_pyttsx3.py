"""pyttsx3 in a process of its own: it speaks, is silenced by killing it, and comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from jarvis.errors import SynthesisError
from jarvis.speech_config import SpeechConfig
from tests.sound import audible_ms, runs, until
from tests.speaking import SENTENCE, seconds, sounds, spoken
from voice.synthesize.pyttsx3 import HOST, Pyttsx3

pytestmark = pytest.mark.real_time
USUAL = SpeechConfig()
SCRIPTED = "tests.engines.scripted_voice"


@asynccontextmanager
async def engine(host: str = HOST, driver: str = "") -> AsyncIterator[Pyttsx3]:
    made = Pyttsx3(driver, host)
    try:
        yield made
    finally:
        await made.close()


async def test_it_speaks_with_the_espeak_that_came_with_us_one_sentence_after_the_other() -> None:
    async with engine() as pyttsx3:
        assert not pyttsx3.pid, "nothing runs before somebody speaks"
        voice = pyttsx3.synthesizer("", USUAL)
        first = await spoken(voice, SENTENCE)
        pid = pyttsx3.pid
        assert 3 < seconds(first) < 7
        assert max(seconds(piece.pcm) for piece in await sounds(voice, SENTENCE)) <= 0.06
        async with asyncio.TaskGroup() as group:
            both = [group.create_task(spoken(voice, text)) for text in (SENTENCE, "Good night.")]
        assert seconds(both[0].result()) == pytest.approx(seconds(first), rel=0.05)
        assert seconds(both[1].result()) < 2
        assert pyttsx3.pid == pid, "one process serves them all"
    assert pid is not None
    assert not runs(pid)


async def test_its_voices_speed_and_volume_can_be_chosen() -> None:
    async with engine() as pyttsx3:
        offers = {offer.voice: offer.language for offer in await pyttsx3.offers()}
        assert (offers["de"], offers["en-us"]) == ("de", "en-us")
        assert pyttsx3.pid is None, "a process only for asking ends again"
        usual = await spoken(pyttsx3.synthesizer("en-us", USUAL), SENTENCE)
        fast, silent = SpeechConfig(words_per_minute=350), SpeechConfig(volume=0)
        assert seconds(await spoken(pyttsx3.synthesizer("en-us", fast), SENTENCE)) < seconds(usual) * 0.7
        assert audible_ms(await spoken(pyttsx3.synthesizer("en-us", silent), SENTENCE)) == 0
        assert await spoken(pyttsx3.synthesizer("de", USUAL), SENTENCE) != usual
        with pytest.raises(SynthesisError, match="no voice called “klingon”"):
            await spoken(pyttsx3.synthesizer("klingon", USUAL), SENTENCE)
        assert audible_ms(await spoken(pyttsx3.synthesizer("en-us", USUAL), "-x \0 <a>\ud800 Hello")) > 100


async def test_a_driver_that_is_none_is_told_in_a_sentence() -> None:
    async with engine(driver="nonsense") as pyttsx3:
        for _ in range(2):
            with pytest.raises(SynthesisError, match=r"pyttsx3 does not work here .*espeak always works"):
                await spoken(pyttsx3.synthesizer("", USUAL), "Hello.")
        (offer,) = await pyttsx3.offers()
        assert "does not work here" in offer.why


async def test_who_leaves_kills_it_and_the_next_sentence_starts_it_anew() -> None:
    async with engine(SCRIPTED) as pyttsx3:
        voice = pyttsx3.synthesizer("", USUAL)
        async with aclosing(voice.synthesize("goes on for ever")) as sound:
            assert seconds((await anext(sound)).pcm) > 0
            pid = pyttsx3.pid
            assert pid is not None
        assert not runs(pid)
        assert pyttsx3.pid is None
        assert seconds(await spoken(voice, "hello")) == pytest.approx(0.5, abs=0.01)
        assert pyttsx3.pid not in {None, pid}


async def test_one_that_hangs_is_killed_when_nobody_waits_any_more() -> None:
    async with engine(SCRIPTED) as pyttsx3:
        voice = pyttsx3.synthesizer("", USUAL)
        async with asyncio.TaskGroup() as group:
            speaking = group.create_task(spoken(voice, "hangs"))
            await until(lambda: pyttsx3.pid is not None, "it has begun")
            pid = pyttsx3.pid
            speaking.cancel()
        assert pid is not None
        assert not runs(pid)
        assert seconds(await spoken(voice, "hello")) > 0.4


@pytest.mark.parametrize("how", ["killed", "ends", "nonsense", "no json"])
async def test_a_process_that_dies_is_told_and_replaced(how: str) -> None:
    async with engine(SCRIPTED) as pyttsx3:
        voice = pyttsx3.synthesizer("", USUAL)
        with pytest.raises(SynthesisError, match="pyttsx3 failed"):
            await spoken(voice, how)
        assert seconds(await spoken(voice, "hello")) > 0.4


async def test_one_that_died_while_nobody_spoke_is_not_noticed() -> None:
    async with engine(SCRIPTED) as pyttsx3:
        voice = pyttsx3.synthesizer("", USUAL)
        await spoken(voice, "hello")
        await spoken(voice, "ends later")
        pid = pyttsx3.pid
        assert pid is not None
        await until(lambda: not runs(pid), "it is gone")
        await asyncio.sleep(0)
        assert seconds(await spoken(voice, "hello")) > 0.4
