"""From an answer, while it is still being written, to the loudspeaker."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from jarvis.bus import EventBus
from jarvis.errors import SynthesisError
from jarvis.events import Event, SentenceReady, SentenceStarted, SynthesisStarted
from jarvis.speech import Sound, Speech
from jarvis.testing import ScriptedSynthesizer, TimedLoudspeaker
from voice.mouth import Mouth


async def written(*pieces: str, pause_s: float = 0.0) -> AsyncIterator[str]:
    """An answer whose pieces come one after the other."""
    for piece in pieces:
        await asyncio.sleep(pause_s)
        yield piece


async def test_a_sentence_is_spoken_while_the_next_one_is_still_being_written() -> None:
    async with EventBus() as bus:
        mouth = Mouth(bus, ScriptedSynthesizer(), TimedLoudspeaker())
        speech = Speech("t1", written("Good morning. ", "It is ", "cold out", "side.", pause_s=1))
        await mouth.say(speech)
        events = [(int(record.at_s - 1_000), record.event) for record in bus.history()]
    assert events == [
        (2, SentenceReady(turn="t1", text="Good morning.")),
        (2, SynthesisStarted(turn="t1", engine="scripted", took_ms=0)),
        (2, SentenceStarted(turn="t1", text="Good morning.")),
        (4, SentenceReady(turn="t1", text="It is cold outside.")),
        (4, SentenceStarted(turn="t1", text="It is cold outside.")),
    ]
    assert (speech.heard, speech.heard_ms) == ("Good morning. It is cold outside.", 140 + 200)


async def test_how_long_the_first_sound_took_is_told_once() -> None:
    class Slow(ScriptedSynthesizer):
        async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
            await asyncio.sleep(0.25)
            async for piece in super().synthesize(text):
                yield piece

    async with EventBus() as bus:
        await Mouth(bus, Slow(), TimedLoudspeaker()).say(Speech("t1", written("One. Two. Three.")))
        started = [r.event for r in bus.history() if isinstance(r.event, SynthesisStarted)]
    assert [event.took_ms for event in started] == [pytest.approx(250)]


async def test_two_answers_are_heard_one_after_the_other() -> None:
    async with EventBus() as bus:
        loudspeaker = TimedLoudspeaker()
        mouth = Mouth(bus, ScriptedSynthesizer(), loudspeaker)
        async with asyncio.TaskGroup() as group:
            group.create_task(mouth.say(Speech("t1", written("One two three."))))
            group.create_task(mouth.say(Speech("t2", written("Four."))))
    assert [len(sound) // 320 for sound in loudspeaker.played] == [15, 6]


async def test_whoever_interrupts_stops_the_loudspeaker_and_the_voice() -> None:
    ended: list[str] = []

    class Long(ScriptedSynthesizer):
        async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
            try:
                async for piece in super().synthesize(text * 100):
                    yield piece
            finally:
                ended.append(text)

    async with EventBus() as bus:
        loudspeaker = TimedLoudspeaker()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3):
                await Mouth(bus, Long(), loudspeaker).say(
                    Speech("t1", written("One two. ", "Three four. Five."))
                )
        assert ended == ["One two."], "the voice goes on although nobody listens"
    assert loudspeaker.cut
    assert 2_500 <= len(loudspeaker.played[0]) // 32 <= 3_000


async def test_what_the_voice_cannot_pronounce_is_an_error_after_what_it_could() -> None:
    async with EventBus() as bus:
        loudspeaker = TimedLoudspeaker()
        mouth = Mouth(bus, ScriptedSynthesizer(broken_by="Llanfair"), loudspeaker)
        with pytest.raises(SynthesisError, match="pronounce"):
            await mouth.say(Speech("t1", written("The next stop is far away. Llanfairpwll. Goodbye.")))
        shown: list[Event] = [record.event for record in bus.history()]
    assert len(loudspeaker.played[0]) // 320 == len("The next stop is far away. ")
    assert [event.text for event in shown if isinstance(event, SentenceReady)] == [
        "The next stop is far away.",
        "Llanfairpwll.",
    ]


async def test_without_a_loudspeaker_nothing_is_synthesized() -> None:
    async with EventBus() as bus:
        mouth = Mouth(bus, ScriptedSynthesizer(), TimedLoudspeaker(missing=True))
        with pytest.raises(SynthesisError, match="There is no loudspeaker"):
            await mouth.say(Speech("t1", written("Good morning.")))
        assert bus.history() == []


@pytest.mark.parametrize("answer", [[], [""], [" ", "\n"]])
async def test_an_answer_without_words_is_silence(answer: list[str]) -> None:
    async with EventBus() as bus:
        mouth = Mouth(bus, ScriptedSynthesizer(), TimedLoudspeaker())
        speech = Speech("t1", written(*answer))
        await mouth.say(speech)
        assert (speech.heard, speech.heard_ms) == ("", 0)
        assert bus.history() == []


async def test_of_an_answer_that_was_cut_only_the_words_that_were_heard_count() -> None:
    async with EventBus() as bus:
        speech = Speech("t1", written("One two three. ", "Four five six. Seven."))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.27):
                await Mouth(bus, ScriptedSynthesizer(), TimedLoudspeaker()).say(speech)
    assert speech.heard == "One two three. Four five"


async def test_words_in_another_language_are_spoken_by_its_voice() -> None:
    asked: list[tuple[str, str]] = []

    class Voice(ScriptedSynthesizer):
        def __init__(self, language: str) -> None:
            super().__init__()
            self._language = language

        def synthesize(self, text: str) -> AsyncGenerator[Sound]:
            asked.append((self._language, text))
            return super().synthesize(text)

    async with EventBus() as bus:
        mouth = Mouth(bus, Voice("en"), TimedLoudspeaker())
        mouth.for_language = Voice
        await mouth.say(Speech("t1", written("Guten Tag, es ist 9 Uhr."), language="de"))
        await mouth.say(Speech("t2", written("It is 9 degrees.")))
    assert asked == [("de", "Guten Tag, es ist 9 Uhr."), ("en", "It is nine degrees.")]
