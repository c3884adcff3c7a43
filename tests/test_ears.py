"""From the microphone to what was said."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from itertools import count
from pathlib import Path

import pytest

from jarvis.bus import EventBus
from jarvis.config import ListenConfig, WakeConfig
from jarvis.errors import RecognitionError
from jarvis.events import (
    Event,
    ListeningStarted,
    NothingHeard,
    UtteranceEnded,
    VoiceFailed,
    VoiceRecognized,
    WakeHeard,
)
from jarvis.ports import Microphone, Pcm, Recognizer, Transcript, Wake
from jarvis.testing import LoudnessActivity, ScriptedMicrophone, ScriptedRecognizer
from tests.sound import chunks, flite, moonshine_folder, noise, silence
from voice.activity import GatedSilero
from voice.ears import NOT_CAUGHT, Ears, Parts, Spoken
from voice.recognize.moonshine import Moonshine
from voice.wake import MicroWake

__all__ = ["moonshine_folder"]
CALL, PAUSE, REQUEST = noise(0.5, 0.2), silence(1), noise(1)
WAKE = WakeHeard(turn="1", phrase="hey jarvis", score=0.99)
CALLED, ASKED = (ListeningStarted(turn="1", trigger=trigger) for trigger in ("wake", "asked"))


class Called:
    """Hears CALL, if it heard all of it since the last reset."""

    def __init__(self) -> None:
        self._heard = b""

    def feed(self, chunk: Pcm) -> Wake | None:
        self._heard += chunk
        return Wake("hey jarvis", 0.99) if self._heard.endswith(CALL) else None

    def reset(self) -> None:
        self._heard = b""


class Room:
    """A microphone in a room where there are sounds, and where somebody does something in between."""

    def __init__(self, *happenings: Pcm | Callable[[], object]) -> None:
        self._happenings = happenings

    async def chunks(self) -> AsyncGenerator[Pcm]:
        for happening in self._happenings:
            if isinstance(happening, bytes):
                for chunk in chunks(happening):
                    yield chunk
            else:
                happening()


def ears(bus: EventBus, microphone: Microphone, recognizer: Recognizer) -> Ears:
    """Ears that number the turns."""
    turns = count(1)
    parts = Parts(microphone, Called(), LoudnessActivity(), recognizer)
    return Ears(bus, parts, ListenConfig(), lambda: str(next(turns)))


async def story(recognizer: ScriptedRecognizer, *sounds: Pcm) -> tuple[list[Spoken], list[Event]]:
    """What is said to Jarvis in these sounds, interrupted in between, and what happened."""
    async with EventBus() as bus:
        spoken = [one async for one in ears(bus, ScriptedMicrophone(*sounds), recognizer).hear()]
        return spoken, [record.event for record in bus.history()]


async def test_who_calls_and_asks_is_understood() -> None:
    recognizer = ScriptedRecognizer("What time is it?")
    spoken, events = await story(recognizer, CALL + silence(0.2) + REQUEST + PAUSE)
    assert spoken == [Spoken("1", Transcript("What time is it?", 0.9))]
    assert events == [
        WAKE,
        CALLED,
        UtteranceEnded(turn="1", duration_ms=120 + 200 + 1_000 + 700, silence_ms=700, reason="silence"),
        VoiceRecognized(turn="1", text="What time is it?", confidence=0.9, engine="scripted", took_ms=0),
    ]
    assert recognizer.utterances == [CALL[-3_840:] + silence(0.2) + REQUEST + silence(0.7)]


async def test_what_is_said_to_others_is_forgotten() -> None:
    assert await story(ScriptedRecognizer(), REQUEST + PAUSE + REQUEST * 3 + silence(9)) == ([], [])


async def test_when_nobody_speaks_it_stops_listening_and_can_be_called_again() -> None:
    spoken, events = await story(ScriptedRecognizer("Stop."), CALL + silence(6) + CALL + REQUEST + PAUSE)
    assert events[:3] == [WAKE, CALLED, NothingHeard(turn="1", waited_ms=5_000)]
    assert spoken == [Spoken("2", Transcript("Stop.", 0.9))]


async def test_one_request_after_the_other_each_with_the_wake_word() -> None:
    called = CALL + REQUEST + silence(0.7)
    spoken, events = await story(ScriptedRecognizer("One.", "Two."), called + called)
    assert [(one.turn, one.transcript) for one in spoken] == [
        ("1", Transcript("One.", 0.9)),
        ("2", Transcript("Two.", 0.9)),
    ]
    assert [type(event) for event in events] == [
        WakeHeard,
        ListeningStarted,
        UtteranceEnded,
        VoiceRecognized,
    ] * 2


async def test_a_microphone_that_was_interrupted_makes_it_forget_what_was_half_said() -> None:
    recognizer = ScriptedRecognizer("Two.")
    spoken, events = await story(recognizer, CALL + REQUEST, REQUEST[:6_400] + PAUSE, CALL + REQUEST + PAUSE)
    assert events[:3] == [WAKE, CALLED, NothingHeard(turn="1", waited_ms=0)]
    assert [one.turn for one in spoken] == ["2"]
    assert recognizer.utterances == [CALL[-3_840:] + REQUEST + silence(0.7)]


async def test_half_a_wake_word_before_an_interruption_is_no_wake_word() -> None:
    assert await story(
        ScriptedRecognizer(), CALL[: len(CALL) // 2], CALL[len(CALL) // 2 :] + REQUEST[:3_200]
    ) == ([], [])


async def test_when_the_engine_is_broken_the_reason_is_told_and_the_next_request_is_heard() -> None:
    recognizer = ScriptedRecognizer(RecognitionError("The speech model is missing."), "Two.")
    called = CALL + REQUEST + silence(0.7)
    spoken, events = await story(recognizer, called + called)
    assert spoken[0] == Spoken("1", None, "The speech model is missing.")
    assert VoiceFailed(turn="1", reason="The speech model is missing.") in events
    assert spoken[1].transcript == Transcript("Two.", 0.9)


@pytest.mark.parametrize("mumbled", ["", " ", "...", "?!"])
async def test_what_nobody_can_understand_is_said_to_be_so(mumbled: str) -> None:
    spoken, events = await story(ScriptedRecognizer(mumbled), CALL + REQUEST + PAUSE)
    assert spoken == [Spoken("1", None, NOT_CAUGHT)]
    assert events[-1] == VoiceFailed(turn="1", reason=NOT_CAUGHT)


async def test_who_presses_the_button_needs_no_wake_word() -> None:
    async with EventBus() as bus:
        recognizer = ScriptedRecognizer("Stop.")
        listener = ears(bus, ScriptedMicrophone(silence(0.2) + REQUEST + PAUSE), recognizer)
        assert listener.listen() == "1"
        spoken = [one async for one in listener.hear()]
        events = [record.event for record in bus.history()]
    assert spoken == [Spoken("1", Transcript("Stop.", 0.9))]
    assert [event for event in events if not isinstance(event, VoiceRecognized | UtteranceEnded)] == [ASKED]


async def test_who_presses_the_button_while_it_listens_already_starts_anew() -> None:
    async with EventBus() as bus:
        recognizer = ScriptedRecognizer("Stop.")
        room = Room(CALL + REQUEST, lambda: listener.listen(), PAUSE + REQUEST + PAUSE)  # noqa: PLW0108
        listener = ears(bus, room, recognizer)
        spoken = [one async for one in listener.hear()]
        events = [record.event for record in bus.history()]
    assert [one.turn for one in spoken] == ["2"]
    assert REQUEST * 2 not in recognizer.utterances[0]
    ended = [event.turn for event in events if isinstance(event, NothingHeard | UtteranceEnded)]
    assert ended == ["1", "2"], "whatever waits for the first turn waits for ever"


async def test_what_it_heard_before_is_no_clue_to_who_speaks_now() -> None:
    class Noting(LoudnessActivity):
        heard = b""

        def feed(self, chunk: Pcm) -> float:
            self.heard += chunk
            return super().feed(chunk)

        def reset(self) -> None:
            self.heard = b""

    activity, called = Noting(), CALL + REQUEST + silence(0.7)
    async with EventBus() as bus:
        parts = Parts(Room(called, called), Called(), activity, ScriptedRecognizer("One.", "Two."))
        assert [one async for one in Ears(bus, parts, ListenConfig(), lambda: "1").hear()][1:]
    assert activity.heard == REQUEST + silence(0.7)


async def test_while_one_request_is_recognized_the_next_one_is_not_lost() -> None:
    class Slow(ScriptedRecognizer):
        async def recognize(self, pcm: Pcm) -> Transcript:
            await asyncio.sleep(2)
            return await super().recognize(pcm)

    called = CALL + REQUEST + silence(0.7)
    spoken, events = await story(Slow("One.", "Two."), called + called)
    assert [one.turn for one in spoken] == ["1", "2"]
    assert [event.took_ms for event in events if isinstance(event, VoiceRecognized)] == [2_000, 2_000]


async def test_of_a_recording_the_wake_phrase_is_taken_off() -> None:
    async with EventBus() as bus:
        listener = ears(bus, ScriptedMicrophone(), ScriptedRecognizer("Hey Jarvis, stop.", "Hey Jarvis."))
        assert await listener.recognize("7", REQUEST, "hey jarvis") == Spoken("7", Transcript("stop.", 0.9))
        assert await listener.recognize("8", REQUEST, "hey jarvis") == Spoken("8", None, NOT_CAUGHT)


async def test_who_stops_listening_lets_the_microphone_go() -> None:
    closed: list[bool] = []

    class Noting(ScriptedMicrophone):
        async def chunks(self) -> AsyncGenerator[Pcm]:
            try:
                async for chunk in super().chunks():
                    yield chunk
            finally:
                closed.append(True)

    async with EventBus() as bus:
        hearing = ears(bus, Noting(CALL + REQUEST + PAUSE, stays=True), ScriptedRecognizer("One.")).hear()
        assert (await anext(hearing)).turn == "1"
        await hearing.aclose()
        assert closed == [True]


@pytest.mark.real_time
@pytest.mark.parametrize("voice", ["rms", "awb"])
async def test_with_its_real_parts_it_hears_what_somebody_asks(voice: str, moonshine_folder: Path) -> None:
    moonshine = Moonshine()
    try:
        await moonshine.load(lambda: moonshine_folder)
        say = flite("hey jarvis", voice) + silence(0.6) + flite("what time is it", voice)
        chat = flite("good morning everybody", "awb") + silence(1)
        sound = noise(1, 0.001) + chat + say + silence(1.5) + chat
        async with asyncio.timeout(60), EventBus() as bus:
            parts = Parts(ScriptedMicrophone(sound), MicroWake(WakeConfig()), GatedSilero(), moonshine)
            spoken = [one async for one in Ears(bus, parts, ListenConfig(), lambda: "1").hear()]
            events = [record.event for record in bus.history()]
    finally:
        moonshine.close()
    assert [type(event) for event in events] == [WakeHeard, ListeningStarted, UtteranceEnded, VoiceRecognized]
    assert len(spoken) == 1
    assert spoken[0].transcript is not None
    assert spoken[0].transcript.text.casefold().strip(".?") == "what time is it"
