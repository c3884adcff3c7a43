"""Wake phrases without a model: recognized in what is said, and everything else forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from jarvis.config import ListenConfig
from jarvis.errors import RecognitionError
from jarvis.ports import Draft, Pcm, Said, Told, Transcript
from jarvis.testing import LoudnessActivity, ScriptedRecognizer
from tests.sound import chunks, noise, silence
from voice.calls import WAITING_AT_MOST, Calls
from voice.draft import Understanding
from voice.listener import Listeners
from voice.spotter import PhraseSpotter, Spotted

SPEECH = noise(1)


@dataclass
class Room:
    """Somebody talks in it, and Jarvis is called or not."""

    calls: Calls
    called: list[tuple[Spotted, float | None]] = field(default_factory=list)

    async def say(self, *sounds: Pcm) -> None:
        """Sound, and time to look at it."""
        for chunk in chunks(b"".join(sounds)):
            self.calls.feed(chunk)
        for _ in range(10):
            await asyncio.sleep(0)


def judge(command: str) -> Said:
    return Said.UNFINISHED if command.endswith("for") else Said.COMPLETE


@asynccontextmanager
async def room(recognizer: ScriptedRecognizer) -> AsyncIterator[Room]:
    def listeners(understanding: Understanding) -> Listeners:
        return Listeners(ListenConfig(), LoudnessActivity, understanding)

    called: list[tuple[Spotted, float | None]] = []
    calls = Calls(
        PhraseSpotter(["computer"]), recognizer, listeners, judge, lambda *what: called.append(what)
    )
    async with asyncio.TaskGroup() as group:
        running = group.create_task(calls.run(), name="calls")
        await asyncio.sleep(0)
        yield Room(calls, called)
        running.cancel()


async def test_whoever_says_the_phrase_is_heard_with_what_they_want_and_others_are_not() -> None:
    recognizer = ScriptedRecognizer("My computer is slow.", "Computer, what time is it?", "Computer.")
    async with room(recognizer) as here:
        for _ in range(3):
            await here.say(silence(1), SPEECH, silence(1))
    assert here.called == [(Spotted("computer", "what time is it?"), 0.9), (Spotted("computer", ""), 0.9)]


async def test_silence_costs_nothing() -> None:
    recognizer = ScriptedRecognizer()
    async with room(recognizer) as here:
        await here.say(silence(60))
    assert not recognizer.utterances


async def test_an_engine_that_fails_is_asked_again_for_what_is_said_next() -> None:
    async with room(ScriptedRecognizer(RecognitionError("It crashed."), "computer")) as here:
        await here.say(SPEECH, silence(1))
        assert not here.called
        await here.say(SPEECH, silence(1))
    assert [spotted.phrase for spotted, _ in here.called] == ["computer"]


async def test_what_was_said_before_somebody_else_listened_is_no_call() -> None:
    class Slow(ScriptedRecognizer):
        async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
            await begun.wait()
            return await super().recognize(pcm, draft)

    begun = asyncio.Event()
    async with room(Slow("computer", "computer")) as here:
        await here.say(SPEECH, silence(1))
        here.calls.forget()
        begun.set()
        await here.say(silence(1))
        assert not here.called
        await here.say(SPEECH, silence(1))
    assert len(here.called) == 1


async def test_half_of_what_was_said_when_it_is_forgotten_is_not_looked_at() -> None:
    recognizer = ScriptedRecognizer("computer")
    async with room(recognizer) as here:
        await here.say(SPEECH)
        here.calls.forget()
        await here.say(silence(10))
    assert not recognizer.utterances


async def test_many_who_talk_at_once_do_not_pile_up() -> None:
    class Hanging(ScriptedRecognizer):
        async def recognize(self, pcm: Pcm, draft: Draft | None = None) -> Transcript:
            self.utterances.append(pcm)
            assert draft is not None
            await asyncio.Event().wait()
            raise AssertionError

        def draft(self, told: Told) -> Draft | None:
            del told
            return Noted()

    closed = []

    class Noted:
        def feed(self, pcm: Pcm) -> None:
            assert pcm

        def ask(self) -> None:
            """Nothing comes of it."""

        def ended(self, speech_bytes: int) -> None:
            assert speech_bytes

        def close(self) -> None:
            closed.append(self)

    recognizer = Hanging()
    async with room(recognizer) as here:
        for _ in range(10):
            await here.say(SPEECH, silence(1))
        assert (len(recognizer.utterances), len(closed)) == (1, 10 - 1 - WAITING_AT_MOST)
        here.calls.forget()
        assert len(closed) == 10 - 1


class Typist(ScriptedRecognizer):
    """Tells the given text of an utterance as soon as it is asked."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def draft(self, told: Told) -> Draft | None:
        """The utterance, typed."""
        text, sound = self.text, bytearray()

        class Typed:
            def feed(self, pcm: Pcm) -> None:
                sound.extend(pcm)

            def ask(self) -> None:
                told(text, len(sound))

            def ended(self, speech_bytes: int) -> None:
                assert speech_bytes <= len(sound)

            def close(self) -> None:
                sound.clear()

        return Typed()


@pytest.mark.parametrize(
    ("text", "silence_s"),
    [
        ("computer", 0.26),
        ("computer what time is it", 0.26),
        ("computer set a timer for", 1.5),
        ("hello", 0.7),
    ],
)
async def test_a_call_alone_is_complete_and_an_unfinished_command_is_waited_for(
    text: str, silence_s: float
) -> None:
    recognizer = Typist(text)
    async with room(recognizer) as here:
        await here.say(SPEECH, silence(silence_s - 0.04))
        assert not recognizer.utterances
        await here.say(silence(0.06))
        assert len(recognizer.utterances) == 1
