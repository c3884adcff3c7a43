"""When a voice is broken the next one speaks, that is told once, and at last answers are text only."""

import asyncio
from contextlib import aclosing

import pytest

from jarvis.errors import SynthesisError
from jarvis.events import CircuitBreakerOpen
from tests.speaking import WORD, House
from voice.synthesize.chain import speakable
from voice.synthesize.voices import SLOW_LIMIT_S


async def test_a_broken_voice_is_replaced_for_the_same_sentence_and_told_once() -> None:
    house = House()
    assert await house.say("one two") == {1: 2 * WORD}
    house.espeak.broken = "mute"
    for _ in range(5):
        assert await house.say("one two") == {2: 2 * WORD}
        assert house.voices.name == "flite"
    assert house.changes == [("flite", "espeak is broken. Mend it.")]
    assert len(house.espeak.asked) == 2, "one that failed is not asked again at once"
    assert [e.name for e in house.events if isinstance(e, CircuitBreakerOpen)] == ["tts"]


async def test_it_is_tried_again_later_and_its_return_is_told() -> None:
    house = House()
    house.espeak.broken = "mute"
    await house.say("one")
    house.espeak.broken = ""
    assert await house.say("one") == {2: WORD}
    await asyncio.sleep(31)
    assert await house.say("one") == {1: WORD}
    assert house.changes[1:] == [("espeak", "It works again.")]
    assert house.voices.name == "espeak"


async def test_a_sentence_that_broke_off_is_not_begun_again_but_the_next_one_is_whole() -> None:
    house = House()
    house.espeak.broken = "hoarse"
    assert await house.say("one two three") == {1: WORD}
    assert house.changes == []
    assert await house.say("four five") == {2: 2 * WORD}
    assert house.flite.asked == [("", "four five")]
    assert [engine for engine, _ in house.changes] == ["flite"]


async def test_one_that_hangs_is_given_up_and_left() -> None:
    house = House(engine="piper")
    house.piper.broken = "hangs"
    before_s = asyncio.get_running_loop().time()
    assert await house.say("one") == {1: WORD}
    assert asyncio.get_running_loop().time() - before_s == SLOW_LIMIT_S
    assert house.piper.open == 0
    assert await house.say("two") == {1: WORD}
    assert asyncio.get_running_loop().time() - before_s == SLOW_LIMIT_S
    assert house.changes == [("espeak", "Sorry, that takes too long, so I have stopped it.")]


async def test_what_nobody_expected_is_a_failure_like_others(caplog: pytest.LogCaptureFixture) -> None:
    house = House()
    house.espeak.broken = "odd"
    assert await house.say("my secret") == {2: 2 * WORD}
    assert house.changes == [("flite", "espeak failed: ZeroDivisionError.")]
    assert "secret" not in caplog.text


async def test_at_last_answers_are_in_writing_and_the_first_problem_is_told() -> None:
    house = House()
    house.espeak.broken, house.flite.broken = "mute", "odd"
    with pytest.raises(SynthesisError, match=r"espeak is broken\. Mend it."):
        await house.say("one")
    for _ in range(6):
        with pytest.raises(SynthesisError, match="I cannot speak just now, so I answer in writing"):
            await house.say("one")
    assert house.changes == []
    assert {one.name: one.state.value for one in house.breakers} == {"tts": "open", "tts_flite": "open"}


async def test_a_sentence_that_breaks_off_with_nobody_left_is_told() -> None:
    house = House()
    house.espeak.broken, house.flite.broken = "mute", "hoarse"
    with pytest.raises(SynthesisError, match="flite broke off"):
        await house.say("one two")


@pytest.mark.parametrize("text", ["", " \n", "…", "?!", "—", "\u200b", "()"])
async def test_where_there_is_nothing_to_say_nobody_is_asked(text: str) -> None:
    house = House()
    house.espeak.broken = house.flite.broken = "mute"
    assert await house.say(text) == {}
    assert house.espeak.asked == []
    assert not speakable(text)


@pytest.mark.parametrize("text", ["a", "5", "今", "$", "🎉", "é"])
def test_letters_digits_and_signs_can_be_said(text: str) -> None:
    assert speakable(f" …{text}")


async def test_a_text_that_a_voice_cannot_read_is_read_by_the_next_and_nobody_is_blamed() -> None:
    house = House()
    house.espeak.broken = "picky"
    for _ in range(8):
        assert await house.say("one") == {2: WORD}
    assert len(house.espeak.asked) == 8
    assert house.changes == [("flite", "Not in this alphabet.")]
    house.flite.broken = "picky"
    with pytest.raises(SynthesisError, match="Not in this alphabet"):
        await house.say("one")
    assert {one.state.value for one in house.breakers} == {"closed"}


async def test_who_leaves_is_nobodys_failure_and_closes_the_engine() -> None:
    house = House()
    for _ in range(8):
        async with aclosing(house.voices.synthesize("one two")) as sound:
            await anext(sound)
    assert house.espeak.open == 0
    assert {one.state.value for one in house.breakers} == {"closed"}
    assert house.events == []
